#include "notify/order_mailer.hpp"

#include "base/run_on.hpp"
#include "checkout/order_paid.hpp"
#include "checkout/order_view.hpp"

#include <spdlog/spdlog.h>

namespace fairgate {

Task<void> OrderMailer::handle(Message message) {
    const auto paid = from_json_text<OrderPaid>(message.body);
    if (!paid) throw PoisonMessage("its body is not an order that was paid");
    const auto order = co_await orders_.find(paid->order_id);
    if (!order) throw PoisonMessage("there is no order " + paid->order_id.text());
    if (order->email.empty()) co_return;
    Mail mail = co_await render(*order);
    co_await mailer_.send(std::move(mail));
    spdlog::info("order {}{}: the confirmation was sent", order->id.text(), trace_note(message.trace));
}

Task<Mail> OrderMailer::render(OrderRecord order) {
    const EventPtr event = co_await catalog_.find(order.event);
    if (!event) throw PoisonMessage("the event of order " + order.id.text() + " is missing");
    const auto records = co_await orders_.tickets(order.id);
    std::vector<api::Ticket> tickets;
    for (const auto& ticket : records) {
        auto code = signer_.code({ticket.id, ticket.order, ticket.event, ticket.seat, ticket.issued_at});
        tickets.push_back(ticket_view(ticket, *event, std::move(code)));
    }
    const auto summary = event_summary(*event, catalog_.status_of(*event), fees_, 0);
    co_return co_await run_on(
        renderer_, [view = order_view(order, *event, summary), tickets = std::move(tickets), this] {
            return order_confirmation(view, tickets, settings_);
        });
}

}  // namespace fairgate
