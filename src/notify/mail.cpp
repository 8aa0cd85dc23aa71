#include "notify/mail.hpp"

#include "base/assert.hpp"
#include "base/encoding.hpp"
#include "base/mail_address.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

namespace fairgate {
namespace {

// Everything between boundaries is base 64, which has no underscore: they cannot occur in it.
constexpr std::string_view kRelated = "=_fairgate_related";
constexpr std::string_view kAlternative = "=_fairgate_alternative";

std::string base64_of(std::string_view bytes) {
    return to_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// Base 64 in lines of 76 characters.
std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t kLine = 76;
    const std::string text = base64_of(bytes);
    std::string lines;
    for (std::size_t i = 0; i < text.size(); i += kLine) {
        lines += text.substr(i, kLine);
        lines += "\r\n";
    }
    return lines;
}

/// RFC 2047: encoded words of at most 75 characters, none of which cuts a character in two. Always encoded,
/// so that no text is read as something else.
std::string encoded_words(std::string_view text) {
    constexpr std::size_t kBytesPerWord = 42;
    std::string words;
    while (!text.empty()) {
        std::size_t length = std::min(kBytesPerWord, text.size());
        while (length > 1 && length < text.size() &&
               (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
            --length;
        }
        if (!words.empty()) words += "\r\n ";
        words += fmt::format("=?UTF-8?B?{}?=", base64_of(text.substr(0, length)));
        text.remove_prefix(length);
    }
    return words;
}

std::string text_part(std::string_view type, std::string_view body) {
    return fmt::format(
        "--{}\r\nContent-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        kAlternative, type, base64_lines(body));
}

std::string picture_part(const MailPicture& picture) {
    return fmt::format(
        "--{0}\r\nContent-Type: image/png; name=\"{1}.png\"\r\nContent-ID: <{1}>\r\n"
        "Content-Disposition: inline; filename=\"{1}.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{2}",
        kRelated, picture.name, base64_lines(picture.png));
}

std::string headers_of(const Mail& mail) {
    const auto domain = mail.from.substr(mail.from.find('@') + 1);
    return fmt::format(
        "Date: {}\r\nFrom: Fairgate <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/related; type=\"multipart/alternative\"; boundary=\"{}\"\r\n\r\n",
        date::format("%a, %d %b %Y %T +0000", std::chrono::floor<std::chrono::seconds>(mail.date)), mail.from,
        mail.to, encoded_words(mail.subject), mail.id, domain, kRelated);
}

}  // namespace

std::string to_mime(const Mail& mail) {
    FAIRGATE_ASSERT(is_mail_address(mail.from) && is_mail_address(mail.to));
    std::string message = headers_of(mail);
    message += fmt::format("--{}\r\nContent-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n", kRelated,
                           kAlternative);
    message += text_part("plain", mail.text);
    message += text_part("html", mail.html);
    message += fmt::format("--{}--\r\n\r\n", kAlternative);
    for (const auto& picture : mail.pictures) message += picture_part(picture);
    message += fmt::format("--{}--\r\n", kRelated);
    return message;
}

}  // namespace fairgate
