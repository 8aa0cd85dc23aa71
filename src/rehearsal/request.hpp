#pragma once

#include "rehearsal/figures.hpp"

#include <string>
#include <string_view>

namespace fairgate::rehearsal {

/// One call of the API, as a browser makes it.
struct Request {
    Call call = Call::event;
    bool is_post = false;
    std::string path;
    /// JSON, or nothing.
    std::string body;
    /// For answers that are large; the others are shorter than their heads.
    bool takes_gzip = false;
};

/// Its bytes. `cookies` as the Cookie header wants them, or nothing.
std::string bytes_of(const Request& request, std::string_view authority, std::string_view cookies);

}  // namespace fairgate::rehearsal
