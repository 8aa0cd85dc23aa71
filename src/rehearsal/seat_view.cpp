#include "rehearsal/seat_view.hpp"

#include "rehearsal/envelope.hpp"
#include "rehearsal/gunzip.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <charconv>

namespace fairgate::rehearsal {
namespace {

constexpr std::size_t kMapBytesMax = 16 << 20;

/// Empty when it is not base 64 of just so many bytes.
std::optional<std::vector<std::uint8_t>> bytes_of(const std::string& base64, std::size_t count) {
    std::vector<std::uint8_t> bytes(count);
    std::size_t read = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(bytes.data(), bytes.size(), base64.data(), base64.size(), nullptr,
                                         &read, &end, sodium_base64_VARIANT_ORIGINAL);
    if (failed != 0 || read != count || end != base64.data() + base64.size()) return std::nullopt;
    return bytes;
}

}  // namespace

std::optional<SeatIndex> seat_of(std::string_view id) {
    SeatIndex seat = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), seat);
    if (id.empty() || error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
    return seat;
}

std::expected<SeatView, std::string> SeatView::read(const Answer& answer) {
    auto text = answer.is_gzip ? gunzip(answer.body, kMapBytesMax) : std::optional(answer.body);
    if (!text) return std::unexpected("the seat map is not gzip");
    const auto map = data_as<api::CompactAvailability>(*text);
    if (!map) return std::unexpected(map.error());
    constexpr std::uint32_t kSeatsPerByte = 4;
    auto packed = bytes_of(map->statuses, (map->seat_count + kSeatsPerByte - 1) / kSeatsPerByte);
    if (!packed) return std::unexpected("the seat map has other statuses than seats");
    SeatView view;
    view.seats_ = map->seat_count;
    view.counts_ = map->availability;
    view.event_status_ = map->event_status;
    view.packed_ = std::move(*packed);
    return view;
}

}  // namespace fairgate::rehearsal
