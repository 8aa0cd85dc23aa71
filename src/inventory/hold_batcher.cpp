#include "inventory/hold_batcher.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <iterator>

namespace fairgate {

HoldBatcher::HoldBatcher(SeatStore& store, SeatChanges& changes, SeatChooser& chooser, const Clock& clock,
                         asio::any_io_executor executor)
    : store_(store), changes_(changes), chooser_(chooser), clock_(clock), executor_(std::move(executor)) {}

Task<HoldResult> HoldBatcher::commit(EventId event, HoldRequest request) {
    return join(event, std::move(request), std::nullopt);
}

Task<HoldResult> HoldBatcher::commit_best(EventId event, HoldRequest request, SeatWish wish) {
    request.all_or_nothing = true;
    return join(event, std::move(request), std::move(wish));
}

Task<HoldResult> HoldBatcher::join(EventId event, HoldRequest request, std::optional<SeatWish> wish) {
    auto start = [this, event, request = std::move(request),
                  wish = std::move(wish)](Resume<HoldResult> resume) {
        enqueue(event, Entry{request, wish, 0, std::move(resume)});
    };
    co_return co_await suspend<HoldResult>(std::move(start));
}

void HoldBatcher::enqueue(EventId event, Entry entry) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        auto [queue, added] = queues_.try_emplace(event);
        auto& waiting = queue->second.waiting;
        if (waiting.size() >= kWaitingPerEventMax) {
            entry.resume(nullptr, HoldResult{.outcome = HoldOutcome::busy});
            return;
        }
        waiting.push_back(std::move(entry));
        first = added;
    }
    if (first) group_.spawn(executor_, run(event));
}

Task<void> HoldBatcher::run(EventId event) {
    for (;;) {
        std::vector<Entry> batch = next_batch(event);
        if (batch.empty()) co_return;
        std::exception_ptr error;
        try {
            choose_seats(event, batch);
            std::vector<HoldRequest> requests;
            for (const auto& entry : batch) requests.push_back(entry.request);
            std::vector<Decision> decisions = co_await decide(event, std::move(requests));
            publish(event, decisions);
            ask_again(event, batch, decisions);
            // The next batch is on its way to the store before the callers of this one take up the loop.
            group_.spawn(executor_, answer(std::move(batch), std::move(decisions)));
        } catch (...) {
            error = std::current_exception();
        }
        // Whatever happened, nobody is left waiting and the next batch goes on.
        if (!error) continue;
        for (const auto& entry : batch) entry.resume(error, std::nullopt);
    }
}

std::vector<HoldBatcher::Entry> HoldBatcher::next_batch(EventId event) {
    const std::lock_guard lock(mutex_);
    const auto queue = queues_.find(event);
    auto& waiting = queue->second.waiting;
    if (waiting.empty()) {
        queues_.erase(queue);
        return {};
    }
    const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), kBatchMax));
    std::vector<Entry> batch(std::make_move_iterator(waiting.begin()), std::make_move_iterator(end));
    waiting.erase(waiting.begin(), end);
    return batch;
}

/// Wishes get what the requests that name their seats leave over; those that cannot be met are answered here.
void HoldBatcher::choose_seats(EventId event, std::vector<Entry>& batch) {
    std::vector<SeatIndex> claimed;
    std::vector<SeatWish> wishes;
    for (const auto& entry : batch) {
        if (entry.wish) {
            wishes.push_back(*entry.wish);
        } else {
            claimed.insert(claimed.end(), entry.request.seats.begin(), entry.request.seats.end());
        }
    }
    if (wishes.empty()) return;
    auto chosen = chooser_.choose(event, wishes, claimed);
    FAIRGATE_ASSERT(chosen.size() == wishes.size());
    auto next = chosen.begin();
    for (auto& entry : batch) {
        if (!entry.wish) continue;
        entry.request.seats = std::move(*next++);
        if (entry.request.seats.empty()) entry.resume(nullptr, HoldResult{});
    }
    std::erase_if(batch, [](const Entry& e) { return e.wish && e.request.seats.empty(); });
}

Task<std::vector<HoldBatcher::Decision>> HoldBatcher::decide(EventId event,
                                                             std::vector<HoldRequest> requests) {
    std::vector<Decision> decisions(requests.size());
    if (requests.empty()) co_return decisions;
    ++batches_;
    try {
        std::vector<HoldResult> results = co_await store_.commit_holds(event, requests, clock_.now());
        FAIRGATE_ASSERT(results.size() == requests.size());
        for (std::size_t i = 0; i < results.size(); ++i) decisions[i].result = std::move(results[i]);
        co_return decisions;
    } catch (...) {
        decisions[0].error = std::current_exception();
    }
    if (requests.size() == 1) co_return decisions;

    // One bad request must not spoil the others. Asking again is harmless even if the batch was committed
    // after all.
    decisions[0].error = nullptr;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        std::vector<HoldRequest> alone{std::move(requests[i])};
        try {
            std::vector<HoldResult> results =
                co_await store_.commit_holds(event, std::move(alone), clock_.now());
            decisions[i].result = std::move(results.at(0));
        } catch (...) {
            decisions[i].error = std::current_exception();
        }
    }
    co_return decisions;
}

void HoldBatcher::publish(EventId event, const std::vector<Decision>& decisions) {
    std::vector<SeatChange> changes;
    for (const auto& [error, result] : decisions) {
        changes.insert(changes.end(), result.changes.begin(), result.changes.end());
    }
    if (!changes.empty()) changes_.publish(event, changes);
}

/// Wishes whose seats somebody else took go to the front of the queue, and out of the batch.
void HoldBatcher::ask_again(EventId event, std::vector<Entry>& batch, std::vector<Decision>& decisions) {
    std::vector<Entry> missed;
    for (std::size_t i = batch.size(); i-- > 0;) {
        auto& entry = batch[i];
        const auto& [error, result] = decisions[i];
        const bool miss = !error && entry.wish && result.outcome == HoldOutcome::nothing_available;
        if (!miss || ++entry.rounds >= kRoundsMax) continue;
        auto& avoid = entry.wish->avoid;
        avoid.insert(avoid.end(), result.unavailable.begin(), result.unavailable.end());
        missed.push_back(std::move(entry));
        batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(i));
        decisions.erase(decisions.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (missed.empty()) return;
    const std::lock_guard lock(mutex_);
    auto& waiting = queues_.at(event).waiting;
    waiting.insert(waiting.begin(), std::make_move_iterator(missed.rbegin()),
                   std::make_move_iterator(missed.rend()));
}

Task<void> HoldBatcher::answer(std::vector<Entry> batch, std::vector<Decision> decisions) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        batch[i].resume(std::move(decisions[i].error), std::move(decisions[i].result));
    }
    co_return;
}

}  // namespace fairgate
