#pragma once

#include "checkout/checkout_ports.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <expected>

namespace fairgate {

/// An owner's orders and tickets. To anybody else they do not exist. Lives as long as the server.
class Orders {
  public:
    static constexpr std::uint32_t kPageMax = 100;

    enum class ListError { bad_cursor };

    /// QR codes are drawn on `pool`.
    Orders(CheckoutPorts ports, CheckoutRules rules, const TicketSigner& signer, asio::any_io_executor pool)
        : ports_(std::move(ports)), rules_(rules), signer_(signer), pool_(std::move(pool)) {}

    /// Newest first; `limit` is 1 to kPageMax.
    Task<std::expected<api::OrderList, ListError>> list(Session session, std::uint32_t limit,
                                                        std::optional<std::string> cursor);

    /// Empty when there is no such order of this owner.
    Task<std::optional<api::Order>> find(Session session, OrderId order);

    Task<std::optional<api::TicketList>> tickets(Session session, OrderId order);

    /// The ticket's QR code as SVG.
    Task<std::optional<std::string>> ticket_qr(Session session, TicketId ticket);

  private:
    Task<std::optional<OrderRecord>> owned(Session session, OrderId order);
    Task<EventPtr> event_of(EventId event);
    api::EventSummary summary_of(const EventInfo& event) const;
    std::string code_of(const TicketRecord& ticket) const;

    CheckoutPorts ports_;
    CheckoutRules rules_;
    const TicketSigner& signer_;
    asio::any_io_executor pool_;
};

/// Whether `session` may see `order`: its account when it has one, else the guest's own session.
bool owns(const Session& session, const OrderRecord& order);

}  // namespace fairgate
