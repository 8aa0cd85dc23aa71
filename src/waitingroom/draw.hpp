#pragma once

#include "base/encoding.hpp"
#include "base/id.hpp"
#include "waitingroom/api.hpp"
#include "waitingroom/secret_key.hpp"

#include <span>

namespace fairgate {

/// What decides the order of the pre-queue. Secret until the draw; its commitment is public from the
/// beginning.
using DrawSeed = std::array<std::uint8_t, 32>;

/// Stands for one entry in the published draw.
using EntrantId = std::array<std::uint8_t, 16>;

/// SHA-256 of the seed, lower-case hexadecimal.
std::string commitment_of(const DrawSeed& seed);

/// What the entrant ids of one event are made with, so that nobody can follow a visitor from room to room.
SecretKey room_key(const SecretKey& server_key, EventId event);

/// The first half of HMAC-SHA256 of the session's id, most significant byte first.
EntrantId entrant_of(const SecretKey& room_key, SessionId session);

/// What the order of a draw is made with: the seed, followed by the beacon's value where there is one.
Bytes draw_key(const DrawSeed& seed, std::span<const std::uint8_t> beacon);

/// Indices of `entrants` in the order of the draw: ascending by HMAC-SHA256(key, entrant id).
std::vector<std::uint32_t> draw_order(std::span<const std::uint8_t> key, std::span<const EntrantId> entrants);

/// The same of the entrants of `sessions`. Costs a few tenths of a second for a million.
std::vector<std::uint32_t> draw_order(std::span<const std::uint8_t> key, const SecretKey& room_key,
                                      std::span<const SessionId> sessions);

/// The value of a beacon, of 1 to 128 bytes; empty for anything but their hexadecimal.
std::optional<Bytes> beacon_from_text(std::string_view text);

/// What is wrong with a published draw.
enum class DrawFault {
    /// It has not taken place, so there is nothing to check.
    not_drawn,
    /// A part is missing or is not the hexadecimal text that it should be.
    malformed,
    /// The seed is not the one that was committed to.
    wrong_commitment,
    repeated_entrant,
    wrong_order,
};

struct DrawProblem {
    DrawFault fault;
    /// The place, from 1, of the entrant that the fault is about; else 0.
    std::size_t place = 0;
};

/// Recomputes a published draw from its seed. Empty when every place is right.
std::optional<DrawProblem> check_draw(const api::QueueDraw& draw);

}  // namespace fairgate
