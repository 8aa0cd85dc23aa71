#pragma once

#include "base/backoff.hpp"
#include "checkout/settlement.hpp"

#include <unordered_map>

namespace fairgate {

/// Finishes what a crash or a silent provider left: pending orders are looked up at the provider and
/// completed, cancelled or voided, captures and voids that are due are made. Never takes "unknown" for
/// "failed".
///
/// Lives as long as the server. Safe beside running checkouts.
class OrderRecovery {
  public:
    /// Orders of one round; the rest waits for the next.
    static constexpr std::uint32_t kOrdersPerRoundMax = 200;
    /// Orders that are looked up at the provider side by side.
    static constexpr std::size_t kOrdersAtOnceMax = 16;
    /// An order that stays open is tried again after growing pauses up to this: many that can never be
    /// finished must not keep recovery from those that can.
    static constexpr std::chrono::seconds kPauseMax{30};

    OrderRecovery(CheckoutPorts ports, CheckoutRules rules, Settlement& settlement)
        : ports_(std::move(ports)), rules_(rules), settlement_(settlement) {}

    /// Tries every open order now, then again and again those that are overdue, until cancelled.
    Task<void> run();

    /// One round over open orders whose deadline, or end with the settlement still due, is `overdue_at` or
    /// earlier. Returns how many of them are still open. One at a time.
    Task<std::size_t> sweep(Timestamp overdue_at);

    /// Does what can be done for one pending order. Throws when store or provider does not answer; the order
    /// is open then, and may be after a return, too: before its deadline an absent payment may still arrive.
    Task<void> resolve(OrderRecord order);

    /// Its payment is said to have changed: does what can be done now. Throws as `resolve` does.
    Task<void> look_again(OrderId id);

  private:
    /// What the coroutines of one round share; all of them run on one executor.
    struct Round {
        std::vector<OrderRecord> orders;
        std::size_t next = 0;
        std::size_t finished = 0;
    };

    /// An order that a round could not finish.
    struct Trouble {
        std::uint32_t failures = 0;
        Timestamp again_at;
    };

    Task<void> finish_orders(Round& round);
    std::vector<OrderId> left_alone();
    void note_trouble(OrderId id);
    Task<bool> try_finish(OrderRecord order);
    Task<std::optional<PaymentRecord>> look_up(OrderRecord order);

    CheckoutPorts ports_;
    CheckoutRules rules_;
    Settlement& settlement_;
    /// Of rounds alone, which come one after the other.
    std::unordered_map<OrderId, Trouble> troubles_;
};

}  // namespace fairgate
