#pragma once

#include "notify/delivery_store.hpp"
#include "notify/outbox_store.hpp"

#include <fmt/format.h>

namespace fairgate::sql {

/// The message of a row of `id, topic, body, created_at, trace` of the outbox.
template <class Row>
OutboxMessage read_outbox_message(const Row& row) {
    const std::int64_t id = row.integer(0);
    // Rows begin at 1 again in a new store; their moment does not come back.
    return {id,
            {fmt::format("{}-{}", row.integer(3), id), std::string(row.text(1)), std::string(row.text(2)),
             std::string(row.text(4))}};
}

/// The delivery of a row of `queue, message_id, topic, body, attempts, trace`.
template <class Row>
Delivery read_delivery(const Row& row) {
    return {std::string(row.text(0)),
            {std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
             std::string(row.text(5))},
            static_cast<std::uint32_t>(row.integer(4))};
}

/// The dead letter of a row as above, followed by `reason, died_at`.
template <class Row>
DeadLetter read_dead_letter(const Row& row) {
    Delivery delivery = read_delivery(row);
    return {std::move(delivery.queue), std::move(delivery.message), std::string(row.text(6)),
            delivery.attempts, row.time(7)};
}

}  // namespace fairgate::sql
