#pragma once

#include "adapters/sql/typed_row.hpp"
#include "base/encoding.hpp"

#include <memory>
#include <string_view>
#include <vector>

struct pg_result;

namespace fairgate::postgres {

/// One row of Rows, valid as long as they are. Columns are read by 0-based number; NULL reads as 0 or "".
class Row : public sql::TypedRow<Row> {
  public:
    Row(const pg_result* result, int number) : result_(result), number_(number) {}

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    Bytes blob(int column) const;
    /// An array of numbers of any dimension, flat.
    std::vector<std::int64_t> integers(int column) const;
    bool boolean(int column) const { return text(column) == "t"; }

  private:
    const pg_result* result_;
    int number_;
};

/// What one statement answered.
class Rows {
  public:
    class Iterator {
      public:
        Iterator(const Rows& rows, int at) : rows_(&rows), at_(at) {}
        Row operator*() const { return (*rows_)[at_]; }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }

      private:
        const Rows* rows_;
        int at_;
    };

    Rows() = default;
    /// Takes ownership.
    explicit Rows(pg_result* result);

    int size() const;
    bool empty() const { return size() == 0; }
    Row operator[](int number) const { return {result_.get(), number}; }
    Row front() const { return (*this)[0]; }
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size()}; }

    /// How many rows a writing statement changed.
    std::int64_t changed() const;

  private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace fairgate::postgres
