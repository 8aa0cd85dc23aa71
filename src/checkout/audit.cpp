#include "checkout/audit.hpp"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

namespace fairgate {
namespace {

constexpr std::string_view kBoxOffice = "box-office";

using Seat = std::pair<EventId, SeatIndex>;

std::string seat_text(const Seat& seat) {
    return fmt::format("seat {} of event {}", seat.second, seat.first.text());
}

class Audit {
  public:
    explicit Audit(const AuditInput& input) : input_(input) {
        for (const auto& order : input.orders) orders_.emplace(order.id, &order);
    }

    std::vector<std::string> run() {
        check_items();
        check_sold_seats();
        check_tickets();
        for (const auto& order : input_.orders) check_order(order);
        if (input_.ledger) check_ledger();
        return std::move(violations_);
    }

  private:
    struct Totals {
        MinorUnits prices;
        MinorUnits fees;
        std::size_t items = 0;
        std::size_t seats = 0;
        std::size_t tickets = 0;
        std::size_t payments = 0;
    };

    void report(std::string violation) { violations_.push_back(std::move(violation)); }

    const OrderRecord* paid_order(OrderId id) const {
        const auto found = orders_.find(id);
        return found != orders_.end() && found->second->status == OrderStatus::paid ? found->second : nullptr;
    }

    void check_items() {
        for (const auto& row : input_.items) {
            if (row.voided) continue;
            const Seat seat{row.event, row.item.seat};
            const auto [owner, is_first] = owners_.emplace(seat, row.order);
            if (!is_first) {
                report(fmt::format("{} was sold twice: to orders {} and {}", seat_text(seat),
                                   owner->second.text(), row.order.text()));
            }
            const OrderRecord* order = paid_order(row.order);
            if (!order || order->event != row.event) {
                report(fmt::format("{} belongs to order {}, which is not a paid order of its event",
                                   seat_text(seat), row.order.text()));
            }
            auto& totals = totals_[row.order];
            totals.prices += row.item.price;
            totals.fees += row.item.fee;
            ++totals.items;
        }
    }

    void check_sold_seats() {
        for (const auto& sold : input_.sold_seats) {
            const Seat seat{sold.event, sold.seat};
            const auto owner = owners_.find(seat);
            if (owner == owners_.end() || owner->second != sold.order) {
                report(fmt::format("{} is sold without an item of order {}", seat_text(seat),
                                   sold.order.text()));
            }
            ++totals_[sold.order].seats;
        }
    }

    void check_tickets() {
        for (const auto& ticket : input_.tickets) {
            if (ticket.status != api::TicketStatus::valid) continue;
            const Seat seat{ticket.event, ticket.seat};
            const auto owner = owners_.find(seat);
            if (owner == owners_.end() || owner->second != ticket.order) {
                report(fmt::format("ticket {} is valid for {}, which order {} does not have",
                                   ticket.id.text(), seat_text(seat), ticket.order.text()));
            }
            ++totals_[ticket.order].tickets;
        }
    }

    void check_order(const OrderRecord& order) {
        if (order.status != OrderStatus::paid) return;
        const Totals& totals = totals_[order.id];
        if (totals.items == 0) report(fmt::format("paid order {} has no seats", order.id.text()));
        if (totals.seats != totals.items || totals.tickets != totals.items) {
            report(fmt::format("paid order {} has {} items, {} sold seats and {} tickets", order.id.text(),
                               totals.items, totals.seats, totals.tickets));
        }
        if (totals.prices != order.subtotal || totals.fees != order.fees ||
            order.subtotal + order.fees != order.total_amount) {
            report(fmt::format("order {} does not add up", order.id.text()));
        }
    }

    void check_ledger() {
        for (const auto& payment : *input_.ledger) check_payment(payment);
        for (const auto& order : input_.orders) {
            if (order.status != OrderStatus::paid || order.payment_id == kBoxOffice) continue;
            if (!order.payment_id.value_or("").starts_with(input_.ledger_prefix)) continue;
            const auto count = totals_[order.id].payments;
            if (count != 1) report(fmt::format("paid order {} has {} payments", order.id.text(), count));
        }
    }

    void check_payment(const AuditPayment& payment) {
        const bool is_money =
            payment.state == PaymentState::authorized || payment.state == PaymentState::captured;
        if (!is_money) return;
        const auto id = OrderId::parse(std::string_view(payment.key).substr(0, payment.key.find('-')));
        const auto found = id ? orders_.find(*id) : orders_.end();
        if (found == orders_.end()) {
            report(fmt::format("payment {} has no order", payment.payment_id));
            return;
        }
        const OrderRecord& order = *found->second;
        const bool is_open = (order.status == OrderStatus::pending ||
                              (order.status == OrderStatus::cancelled && order.settlement_due)) &&
                             order.payment_key() == payment.key;
        if (is_open && payment.state == PaymentState::authorized) return;
        ++totals_[order.id].payments;
        if (order.status != OrderStatus::paid || order.payment_id != payment.payment_id) {
            report(fmt::format("payment {} was neither voided nor used by order {}, which is {}",
                               payment.payment_id, order.id.text(), enum_name(order.status)));
        } else if (payment.amount != order.total_amount) {
            report(fmt::format("payment {} is over {}, order {} over {}", payment.payment_id,
                               payment.amount.value, order.id.text(), order.total_amount.value));
        } else if (payment.state == PaymentState::authorized && !order.settlement_due) {
            report(fmt::format("payment {} of order {} was never captured", payment.payment_id,
                               order.id.text()));
        }
    }

    const AuditInput& input_;
    std::unordered_map<OrderId, const OrderRecord*> orders_;
    std::map<Seat, OrderId> owners_;
    std::unordered_map<OrderId, Totals> totals_;
    std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> audit(const AuditInput& input) {
    return Audit(input).run();
}

}  // namespace fairgate
