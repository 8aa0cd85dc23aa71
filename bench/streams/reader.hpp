#pragma once

#include <cstddef>
#include <string_view>

namespace fairgate::bench {

/// Counts the messages of a stream of server-sent events as they come in, in pieces of any size. Keeps no
/// text, so that twenty thousand of them cost their client next to nothing.
class MessageCounter {
  public:
    /// The messages so far, those that only keep the connection alive aside.
    std::size_t add(std::string_view bytes) {
        for (const char byte : bytes) step(byte);
        return messages_;
    }

  private:
    void step(char byte) {
        if (byte == '\n' && last_ == '\n') {
            if (in_head_) {
                in_head_ = false;
            } else if (first_ != ':') {
                ++messages_;
            }
            first_ = last_ = '\0';
            return;
        }
        // Lines of the answer's head end in both.
        if (byte == '\r') return;
        if (first_ == '\0') first_ = byte;
        last_ = byte;
    }

    std::size_t messages_ = 0;
    bool in_head_ = true;
    char first_ = '\0';
    char last_ = '\0';
};

}  // namespace fairgate::bench
