#include "base/mail_address.hpp"

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::size_t kLengthMax = 254;
constexpr std::size_t kLocalPartMax = 64;

bool is_host(std::string_view text) {
    if (text.empty() || text.contains("..")) return false;
    return text.front() != '.' && text.front() != '-' && text.back() != '.';
}

}  // namespace

bool is_mail_address(std::string_view text) {
    constexpr std::string_view kSpecial = "<>()[],;:\\\"";
    const auto at = text.find('@');
    if (text.size() > kLengthMax || at == 0 || at == std::string_view::npos || at > kLocalPartMax)
        return false;
    if (at != text.rfind('@') || !is_host(text.substr(at + 1))) return false;
    return std::ranges::all_of(text, [&](char c) { return c > ' ' && c < 0x7F && !kSpecial.contains(c); });
}

bool is_public_mail_address(std::string_view text) {
    return is_mail_address(text) && text.substr(text.find('@')).contains('.');
}

}  // namespace fairgate
