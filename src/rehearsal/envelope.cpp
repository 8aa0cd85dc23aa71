#include "rehearsal/envelope.hpp"

namespace fairgate::rehearsal {

std::string code_of(std::string_view body) {
    CallMemory memory;
    const auto document = parse_json(body, memory.storage());
    const auto* object = document ? document->if_object() : nullptr;
    const auto* code = object ? object->if_contains("code") : nullptr;
    return code && code->is_string() ? std::string(code->get_string()) : std::string();
}

}  // namespace fairgate::rehearsal
