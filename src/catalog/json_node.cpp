#include "catalog/json_node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate {
namespace {

const json::value kNothing;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::string JsonNode::path() const {
    if (!parent_) return "$";
    return name_.empty() ? fmt::format("{}[{}]", parent_->path(), index_)
                         : fmt::format("{}.{}", parent_->path(), name_);
}

void JsonNode::refuse(std::string reason) const {
    if (ok()) notes_->refusal = ImportError{path(), std::move(reason)};
}

const json::value* JsonNode::find(std::string_view name) const {
    const auto* object = value_->if_object();
    const auto* found = object ? object->if_contains(name) : nullptr;
    return found && !found->is_null() ? found : nullptr;
}

void JsonNode::expect_members(std::initializer_list<std::string_view> names) const {
    if (!value_->is_object()) return refuse("must be an object");
    for (const auto& [key, unused] : value_->get_object()) {
        const std::string_view name(key);
        if (std::ranges::find(names, name) != names.end()) continue;
        // A file may hold a new name a member; the report needs a few.
        constexpr std::size_t kNamesMax = 20;
        auto& unknown = notes_->unknown_members;
        if (unknown.size() < kNamesMax || unknown.contains(std::string(name)))
            ++unknown[std::string(name.substr(0, 40))];
    }
}

JsonNode JsonNode::member(std::string_view name) const {
    const auto* found = find(name);
    const JsonNode child(found ? *found : kNothing, *this, name, 0);
    if (!found) child.refuse("is required");
    return child;
}

std::string JsonNode::text(std::size_t bytes_max) const {
    if (!ok()) return {};
    const auto* text = value_->if_string();
    if (!text) {
        refuse("must be a string");
        return {};
    }
    if (text->size() > bytes_max) refuse(fmt::format("is longer than {} bytes", bytes_max));
    if (std::ranges::any_of(*text, is_control)) refuse("contains control characters");
    return ok() ? std::string(*text) : std::string{};
}

std::string JsonNode::label(std::size_t bytes_max) const {
    if (ok() && value_->is_int64()) return std::to_string(value_->get_int64());
    return text(bytes_max);
}

double JsonNode::number(double min, double max) const {
    if (!ok()) return min;
    if (!value_->is_number()) {
        refuse("must be a number");
        return min;
    }
    const auto number = value_->to_number<double>();
    if (!std::isfinite(number) || number < min || number > max) {
        refuse(fmt::format("must be between {} and {}", min, max));
        return min;
    }
    return number;
}

bool JsonNode::boolean() const {
    if (!value_->is_bool()) refuse("must be true or false");
    return ok() && value_->get_bool();
}

bool JsonNode::expect_array(std::size_t count_max) const {
    if (!ok()) return false;
    if (!value_->is_array()) {
        refuse("must be an array");
    } else if (value_->get_array().size() > count_max) {
        refuse(fmt::format("holds {} items; at most {} are allowed", value_->get_array().size(), count_max));
    }
    return ok();
}

}  // namespace fairgate
