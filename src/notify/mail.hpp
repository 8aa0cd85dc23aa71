#pragma once

#include "base/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairgate {

/// A picture that the HTML shows as "cid:NAME" and other readers list as a file.
struct MailPicture {
    /// Letters, digits, dots and dashes.
    std::string name;
    std::string png;
};

struct Mail {
    /// Letters, digits, dots and dashes; the same whenever the same mail is sent again.
    std::string id;
    /// Addresses alone, without a name.
    std::string from;
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
    std::vector<MailPicture> pictures;
    Timestamp date;
};

/// The message as RFC 5322 and MIME want it, lines ended by CRLF. Subject and bodies may be any UTF-8; what
/// could end a header line is no part of it any more. Addresses must be good, see is_mail_address.
std::string to_mime(const Mail& mail);

}  // namespace fairgate
