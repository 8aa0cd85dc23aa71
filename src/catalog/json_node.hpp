#pragma once

#include "base/json.hpp"

#include <cmath>
#include <initializer_list>
#include <map>

namespace fairgate {

/// Why a file was not imported and where, as a JSON path such as "$.zones[0].rows[3].seats". Nothing was
/// stored.
struct ImportError {
    std::string path;
    std::string reason;
};

/// A value in a JSON document that people wrote, with its path for messages.
///
/// The first refusal stands; from then on every read answers an empty value, so that a reader checks `ok`
/// where it loops and where it ends, not after every member. Nodes stand on the stack, children after their
/// parents.
class JsonNode {
  public:
    /// What all nodes of a document share.
    struct Notes {
        std::optional<ImportError> refusal;
        /// How often an unknown member of this name was passed over.
        std::map<std::string, std::uint32_t> unknown_members;
    };

    JsonNode(const json::value& document, Notes& notes) : value_(&document), notes_(&notes) {}

    bool ok() const { return !notes_->refusal; }
    void refuse(std::string reason) const;

    /// Notes members other than these. Refuses what is no object.
    void expect_members(std::initializer_list<std::string_view> names) const;

    /// Present and not null.
    bool has(std::string_view name) const { return find(name) != nullptr; }
    /// Refuses the document when the member is missing.
    JsonNode member(std::string_view name) const;

    bool is_string() const { return value_->is_string(); }
    std::string text(std::size_t bytes_max) const;
    /// As `text`, but a whole number will do.
    std::string label(std::size_t bytes_max) const;
    double number(double min, double max) const;
    bool boolean() const;

    /// Calls `read(item)` for each item of an array of at most `count_max`.
    template <class Read>
    void each(std::size_t count_max, Read read) const {
        if (!expect_array(count_max)) return;
        std::size_t index = 0;
        for (const auto& item : value_->get_array()) {
            if (!ok()) return;
            read(JsonNode(item, *this, {}, index++));
        }
    }

  private:
    JsonNode(const json::value& value, const JsonNode& parent, std::string_view name, std::size_t index)
        : value_(&value), notes_(parent.notes_), parent_(&parent), name_(name), index_(index) {}

    const json::value* find(std::string_view name) const;
    bool expect_array(std::size_t count_max) const;
    std::string path() const;

    const json::value* value_;
    Notes* notes_;
    const JsonNode* parent_ = nullptr;
    std::string_view name_;
    std::size_t index_ = 0;
};

}  // namespace fairgate
