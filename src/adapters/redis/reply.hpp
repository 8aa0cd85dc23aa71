#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct redisReply;

namespace fairgate::redis {

/// What Redis answered to one command.
struct Reply {
    enum class Kind { nil, integer, text, error, list };

    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    /// Of a text or an error.
    std::string text = {};
    std::vector<Reply> items = {};

    static Reply of(const redisReply& raw);

    bool is_nil() const { return kind == Kind::nil; }
    bool is_error() const { return kind == Kind::error; }
    /// Whether it is an error whose text begins with the word `code`.
    bool is_error(const char* code) const { return is_error() && text.starts_with(code); }
};

}  // namespace fairgate::redis
