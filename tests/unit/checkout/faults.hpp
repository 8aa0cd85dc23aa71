#pragma once

#include "base/clock.hpp"
#include "checkout/order_store.hpp"
#include "checkout/payment_provider.hpp"

#include <atomic>
#include <functional>
#include <utility>

namespace fairgate::testing {

/// When to fail. Every call of store and provider has two points, before and after its effect, counted
/// from 1.
struct FaultPlan {
    /// From this point on everything fails, as if the process had died. 0: never.
    int die_at = 0;
    /// This point alone fails, as if an answer were lost. 0: never.
    int lose_at = 0;
};

class Faults {
  public:
    explicit Faults(FaultPlan plan) : plan_(plan) {}

    void point() {
        const int number = ++points_;
        if (plan_.die_at != 0 && number >= plan_.die_at) throw std::runtime_error("the process is dead");
        if (number == plan_.lose_at) throw std::runtime_error("the connection was lost");
    }
    int points() const { return points_; }

  private:
    FaultPlan plan_;
    std::atomic<int> points_ = 0;
};

class FaultyOrders final : public OrderStore {
  public:
    FaultyOrders(OrderStore& store, Faults& faults) : store_(store), faults_(faults) {}

    Task<BeginResult> begin(NewOrder order, Timestamp now) override {
        return faulty(store_.begin(std::move(order), now));
    }
    Task<CompleteResult> complete(Sale sale, Timestamp now) override {
        return faulty(store_.complete(std::move(sale), now));
    }
    Task<EndResult> decline(OrderId order, std::uint32_t attempt, Timestamp now) override {
        return faulty(store_.decline(order, attempt, now));
    }
    Task<EndResult> cancel(OrderId order, std::uint32_t attempt, Timestamp now) override {
        return faulty(store_.cancel(order, attempt, now));
    }
    Task<void> mark_settled(OrderId order, Timestamp now) override {
        faults_.point();
        co_await store_.mark_settled(order, now);
        faults_.point();
    }
    Task<std::optional<OrderRecord>> find(OrderId order) override { return faulty(store_.find(order)); }
    Task<std::optional<OrderRecord>> find_by_key(std::string key) override {
        return faulty(store_.find_by_key(std::move(key)));
    }
    Task<std::optional<OrderRecord>> find_by_key_at_rest(EventId event, SessionId session,
                                                         std::string key) override {
        return faulty(store_.find_by_key_at_rest(event, session, std::move(key)));
    }
    Task<std::vector<OrderRecord>> open_orders(Timestamp overdue_at, std::uint32_t limit,
                                               std::vector<OrderId> except) override {
        return faulty(store_.open_orders(overdue_at, limit, std::move(except)));
    }
    Task<std::vector<OrderRecord>> list(Session owner, std::uint32_t limit,
                                        std::optional<OrderId> before) override {
        return faulty(store_.list(owner, limit, before));
    }
    Task<std::vector<TicketRecord>> tickets(OrderId order) override { return faulty(store_.tickets(order)); }
    Task<std::optional<TicketRecord>> find_ticket(TicketId ticket) override {
        return faulty(store_.find_ticket(ticket));
    }
    Task<void> record_box_office_sales(std::vector<BoxOfficeSale> sales, Timestamp now) override {
        return store_.record_box_office_sales(std::move(sales), now);
    }

  private:
    template <class T>
    Task<T> faulty(Task<T> call) {
        faults_.point();
        T result = co_await std::move(call);
        faults_.point();
        co_return result;
    }

    OrderStore& store_;
    Faults& faults_;
};

class FaultyProvider final : public PaymentProvider {
  public:
    FaultyProvider(PaymentProvider& provider, Faults& faults, Clock& clock)
        : provider_(provider), faults_(faults), clock_(clock) {}

    Task<std::expected<Authorization, PaymentDecline>> authorize(AuthorizeRequest request) override {
        faults_.point();
        if (is_down) throw PaymentOutcomeUnknown("the provider is down");
        auto result = co_await provider_.authorize(std::move(request));
        faults_.point();
        co_return result;
    }
    Task<void> capture(std::string payment_id) override {
        faults_.point();
        if (is_silent) co_await clock_.sleep_for(kSilence);
        co_await provider_.capture(std::move(payment_id));
        faults_.point();
    }
    Task<void> void_payment(std::string payment_id) override {
        faults_.point();
        if (is_silent) co_await clock_.sleep_for(kSilence);
        if (before_void) co_await std::exchange(before_void, {})();
        co_await provider_.void_payment(std::move(payment_id));
        faults_.point();
    }
    Task<std::optional<PaymentRecord>> find(PaymentAttempt attempt) override {
        faults_.point();
        auto result = co_await provider_.find(std::move(attempt));
        faults_.point();
        co_return result;
    }
    Task<PaymentRecord> cancel(PaymentAttempt attempt) override {
        faults_.point();
        auto result = co_await provider_.cancel(std::move(attempt));
        faults_.point();
        co_return result;
    }

    bool is_down = false;
    /// Captures and voids are taken and not answered.
    bool is_silent = false;
    /// What others do while the next void is on its way.
    std::function<Task<void>()> before_void;

  private:
    static constexpr std::chrono::hours kSilence{1};

    PaymentProvider& provider_;
    Faults& faults_;
    Clock& clock_;
};

}  // namespace fairgate::testing
