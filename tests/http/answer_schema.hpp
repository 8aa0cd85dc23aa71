#pragma once

#include <string>
#include <string_view>

namespace fairgate::testing {

/// What is wrong with an answer, judged by the OpenAPI document: its status and body must be described for
/// the call. Empty when nothing is, or when the path is not part of the API.
std::string check_answer(std::string_view method, std::string_view path, int status, std::string_view body);

}  // namespace fairgate::testing
