#include "adapters/postgres/parameters.hpp"

namespace fairgate::postgres {

Parameters::Text Parameters::to_text(std::string_view value) {
    return storable_text(value);
}

std::vector<const char*> Parameters::pointers() const {
    std::vector<const char*> pointers;
    pointers.reserve(values_.size());
    for (const auto& value : values_) pointers.push_back(value ? value->c_str() : nullptr);
    return pointers;
}

void Parameters::append_item(std::string& array, const Text& item, bool is_plain) {
    if (array.size() > 1) array += ',';
    if (!item) {
        array += "NULL";
        return;
    }
    if (is_plain) {
        array += *item;
        return;
    }
    array += '"';
    for (const char c : *item) {
        if (c == '"' || c == '\\') array += '\\';
        array += c;
    }
    array += '"';
}

}  // namespace fairgate::postgres
