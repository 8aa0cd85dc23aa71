#pragma once

#include "base/json.hpp"

#include <map>

namespace fairgate {

/// The JSON Schemas (2020-12) of described structs, gathered by name as OpenAPI's components/schemas wants
/// them.
///
/// A described type is named by the last part of its C++ name; two types of one name are a bug.
class SchemaRegistry {
  public:
    /// The schema of `T`, a `$ref` when it is a described struct or enum, which is then in `components`.
    template <class T>
    json::value schema_of() {
        if constexpr (std::same_as<T, json::value>) {
            return json::object{};
        } else if constexpr (std::same_as<T, std::string>) {
            return {{"type", "string"}};
        } else if constexpr (std::same_as<T, bool>) {
            return {{"type", "boolean"}};
        } else if constexpr (std::integral<T>) {
            return std::unsigned_integral<T> ? json::value{{"type", "integer"}, {"minimum", 0}}
                                             : json::value{{"type", "integer"}};
        } else if constexpr (std::floating_point<T>) {
            return {{"type", "number"}};
        } else if constexpr (std::same_as<T, MinorUnits>) {
            return {{"type", "integer"}, {"description", "Amount in the currency's minor unit."}};
        } else if constexpr (std::same_as<T, Timestamp>) {
            return {{"type", "string"}, {"format", "date-time"}};
        } else if constexpr (is_id<T>::value) {
            return {{"type", "string"}, {"pattern", "^[0-7][0-9a-hjkmnp-tv-z]{12}$"}};
        } else if constexpr (is_optional<T>::value) {
            return schema_of<typename T::value_type>();
        } else if constexpr (is_vector<T>::value) {
            return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
        } else if constexpr (DescribedEnum<T>) {
            return named<T>([] { return enum_schema<T>(); });
        } else {
            static_assert(DescribedStruct<T>);
            return named<T>([this] { return struct_schema<T>(); });
        }
    }

    const std::map<std::string, json::value>& components() const { return components_; }

  private:
    template <class T>
    static std::string name_of() {
        std::string_view name = __PRETTY_FUNCTION__;
        name = name.substr(name.rfind("T = ") + 4);
        name = name.substr(0, name.find_first_of("];"));
        return std::string(name.substr(name.rfind(':') + 1));
    }

    template <class T, class Make>
    json::value named(Make make) {
        const std::string name = name_of<T>();
        if (components_.emplace(name, nullptr).second) components_[name] = make();
        return {{"$ref", "#/components/schemas/" + name}};
    }

    template <class E>
    static json::value enum_schema() {
        json::array names;
        boost::mp11::mp_for_each<describe::describe_enumerators<E>>(
            [&](auto d) { names.emplace_back(d.name); });
        return {{"type", "string"}, {"enum", names}};
    }

    template <class T>
    json::value struct_schema() {
        json::object properties;
        json::array required;
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
            using Field = std::decay_t<decltype(std::declval<T>().*member.pointer)>;
            const std::string name = to_camel_case(member.name);
            properties.emplace(name, schema_of<Field>());
            if (!is_optional<Field>::value) required.emplace_back(name);
        });
        json::object schema{{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
        if (!required.empty()) schema.emplace("required", required);
        return schema;
    }

    std::map<std::string, json::value> components_;
};

}  // namespace fairgate
