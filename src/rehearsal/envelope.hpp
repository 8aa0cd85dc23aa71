#pragma once

#include "base/json.hpp"

namespace fairgate::rehearsal {

/// `data` of a successful answer as a type of the API; otherwise says what is wrong with the answer.
template <class T>
std::expected<T, std::string> data_as(std::string_view body) {
    CallMemory memory;
    const auto document = parse_json(body, memory.storage());
    if (!document) return std::unexpected("the answer " + document.error().reason);
    const auto* object = document->if_object();
    const auto* data = object ? object->if_contains("data") : nullptr;
    if (!data) return std::unexpected("the answer has no data");
    auto read = from_json<T>(*data, "$.data");
    if (!read) return std::unexpected("the answer's " + read.error().path + " " + read.error().reason);
    return std::move(*read);
}

/// `code` of an answer that is no success; empty when it has none.
std::string code_of(std::string_view body);

}  // namespace fairgate::rehearsal
