#pragma once

#include <string>
#include <string_view>

namespace fairgate::redis {

/// A script and the name that Redis gives it.
class Script {
  public:
    explicit Script(std::string_view text);

    const std::string& text() const { return text_; }
    /// SHA-1 of the text in hexadecimal.
    const std::string& sha() const { return sha_; }

  private:
    std::string text_;
    std::string sha_;
};

}  // namespace fairgate::redis
