#pragma once

#include <string_view>

namespace fairgate {

/// Whether `text` can stand in a mail's header and in SMTP's commands as it is: up to 64 bytes, an @ and a
/// host, all visible ASCII and none of the characters that mean something there.
bool is_mail_address(std::string_view text);

/// The same of a host that others can reach: its name has a dot. What a fan may enter.
bool is_public_mail_address(std::string_view text);

}  // namespace fairgate
