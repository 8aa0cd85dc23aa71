#include "adapters/postgres/sale_batcher.hpp"

#include "adapters/postgres/sale_batch.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <iterator>

namespace fairgate::postgres {
namespace {

Task<std::vector<CompleteResult>> sell(Connection& connection, std::vector<Sale> sales, Timestamp now) {
    SaleBatch batch(std::move(sales), now);
    std::vector<CompleteResult> results = co_await batch.run(connection);
    co_return results;
}

Task<std::vector<CompleteResult>> sell(Pool& pool, std::vector<Sale> sales, Timestamp now) {
    return pool.run(
        [sales = std::move(sales), now](Connection& connection) { return sell(connection, sales, now); });
}

}  // namespace

Task<CompleteResult> SaleBatcher::complete(Sale sale, Timestamp now) {
    const auto executor = co_await asio::this_coro::executor;
    auto start = [this, executor, sale = std::move(sale), now](Resume<CompleteResult> resume) {
        enqueue({sale, now, std::move(resume)}, executor);
    };
    co_return co_await suspend<CompleteResult>(std::move(start));
}

void SaleBatcher::enqueue(Entry entry, asio::any_io_executor executor) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= kWaitingMax) {
            const StoreUnreachable refused("too many sales wait for PostgreSQL");
            entry.resume(std::make_exception_ptr(refused), std::nullopt);
            return;
        }
        waiting_.push_back(std::move(entry));
        first = !std::exchange(running_, true);
    }
    if (first) group_.spawn(std::move(executor), run());
}

Task<void> SaleBatcher::run() {
    for (;;) {
        const std::vector<Entry> batch = next_batch();
        if (batch.empty()) co_return;
        std::vector<Sale> sales;
        Timestamp now{};
        for (const auto& entry : batch) {
            sales.push_back(entry.sale);
            now = std::max(now, entry.now);
        }
        std::vector<Decision> decisions = co_await decide(std::move(sales), now);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            batch[i].resume(std::move(decisions[i].error), std::move(decisions[i].result));
        }
    }
}

std::vector<SaleBatcher::Entry> SaleBatcher::next_batch() {
    const std::lock_guard lock(mutex_);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kBatchMax));
    std::vector<Entry> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    if (batch.empty()) running_ = false;
    return batch;
}

Task<std::vector<SaleBatcher::Decision>> SaleBatcher::decide(std::vector<Sale> sales, Timestamp now) {
    ++batches_;
    std::vector<Decision> decisions(sales.size());
    std::exception_ptr lost;
    try {
        std::vector<CompleteResult> results = co_await sell(pool_, sales, now);
        for (std::size_t i = 0; i < results.size(); ++i) decisions[i].result = std::move(results[i]);
        co_return decisions;
    } catch (const StoreUnreachable&) {
        lost = std::current_exception();
    } catch (const CommitUnknown&) {
        // Whoever asked looks what became of it.
        lost = std::current_exception();
    } catch (...) {
        decisions[0].error = std::current_exception();
    }
    if (lost) {
        for (auto& decision : decisions) decision.error = lost;
    } else if (sales.size() > 1) {
        for (std::size_t i = 0; i < sales.size(); ++i) {
            decisions[i] = co_await decide_alone(std::move(sales[i]), now);
        }
    }
    co_return decisions;
}

Task<SaleBatcher::Decision> SaleBatcher::decide_alone(Sale sale, Timestamp now) {
    std::vector<Sale> alone{std::move(sale)};
    Decision decision;
    try {
        std::vector<CompleteResult> results = co_await sell(pool_, std::move(alone), now);
        decision.result = std::move(results.front());
    } catch (...) {
        decision.error = std::current_exception();
    }
    co_return decision;
}

}  // namespace fairgate::postgres
