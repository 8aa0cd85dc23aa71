#include "catalog/event.hpp"

#include <gtest/gtest.h>

namespace fairgate::testing {
namespace {

constexpr Timestamp kOnSale{std::chrono::milliseconds{1'000'000}};
constexpr Timestamp kEvent{std::chrono::milliseconds{2'000'000}};
constexpr std::chrono::milliseconds kInstant{1};

EventStatus status_of(EventStatus stored, Timestamp now) {
    EventRecord record;
    record.on_sale_date = kOnSale;
    record.event_date = kEvent;
    record.status = stored;
    return status_at(record, now);
}

TEST(StatusAt, AnUpcomingEventOpensOnItsInstant) {
    EXPECT_EQ(status_of(EventStatus::upcoming, kOnSale - kInstant), EventStatus::upcoming);
    EXPECT_EQ(status_of(EventStatus::upcoming, kOnSale), EventStatus::on_sale);
}

TEST(StatusAt, WhateverWasNotCancelledIsCompletedWhenItTakesPlace) {
    for (const auto stored :
         {EventStatus::upcoming, EventStatus::on_sale, EventStatus::paused, EventStatus::sold_out}) {
        EXPECT_NE(status_of(stored, kEvent - kInstant), EventStatus::completed);
        EXPECT_EQ(status_of(stored, kEvent), EventStatus::completed);
    }
    EXPECT_EQ(status_of(EventStatus::cancelled, kEvent), EventStatus::cancelled);
}

TEST(StatusAt, PausedSoldOutAndCompletedDoNotDependOnTheOnSaleDate) {
    for (const auto stored :
         {EventStatus::paused, EventStatus::sold_out, EventStatus::completed, EventStatus::on_sale}) {
        EXPECT_EQ(status_of(stored, kOnSale - kInstant), stored);
        EXPECT_EQ(status_of(stored, kOnSale), stored);
    }
}

}  // namespace
}  // namespace fairgate::testing
