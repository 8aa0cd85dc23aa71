#include "adapters/postgres/rows.hpp"

#include "base/assert.hpp"

#include <libpq-fe.h>

#include <charconv>

namespace fairgate::postgres {
namespace {

std::int64_t to_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    FAIRGATE_ASSERT(error == std::errc{} && end == text.data() + text.size());
    return number;
}

}  // namespace

bool Row::is_null(int column) const {
    return PQgetisnull(result_, number_, column) != 0;
}

std::string_view Row::text(int column) const {
    return {PQgetvalue(result_, number_, column),
            static_cast<std::size_t>(PQgetlength(result_, number_, column))};
}

std::int64_t Row::integer(int column) const {
    return is_null(column) ? 0 : to_integer(text(column));
}

Bytes Row::blob(int column) const {
    std::size_t size = 0;
    const auto* escaped = reinterpret_cast<const unsigned char*>(PQgetvalue(result_, number_, column));
    const std::unique_ptr<unsigned char, void (*)(void*)> bytes(PQunescapeBytea(escaped, &size), PQfreemem);
    return Bytes(bytes.get(), bytes.get() + size);
}

std::vector<std::int64_t> Row::integers(int column) const {
    static constexpr std::string_view kDigits = "-0123456789";
    const std::string_view array = text(column);
    std::vector<std::int64_t> numbers;
    for (std::size_t at = array.find_first_of(kDigits); at != std::string_view::npos;) {
        const std::size_t end = array.find_first_not_of(kDigits, at);
        numbers.push_back(to_integer(array.substr(at, end - at)));
        at = array.find_first_of(kDigits, end);
    }
    return numbers;
}

Rows::Rows(pg_result* result) : result_(result) {}

void Rows::Clear::operator()(pg_result* result) const {
    PQclear(result);
}

int Rows::size() const {
    return PQntuples(result_.get());
}

std::int64_t Rows::changed() const {
    const std::string_view count = PQcmdTuples(result_.get());
    return count.empty() ? 0 : to_integer(count);
}

}  // namespace fairgate::postgres
