#pragma once

#include "catalog/catalog.hpp"
#include "checkout/order_store.hpp"
#include "checkout/ticket_code.hpp"
#include "notify/mailer.hpp"
#include "notify/order_mail.hpp"

namespace fairgate {

/// Sends the confirmation of every order that was paid. Lives as long as the server.
class OrderMailer {
  public:
    OrderMailer(OrderStore& orders, Catalog& catalog, const TicketSigner& signer, Mailer& mailer,
                FeeRule fees, MailSettings settings)
        : orders_(orders),
          catalog_(catalog),
          signer_(signer),
          mailer_(mailer),
          fees_(fees),
          settings_(std::move(settings)) {}

    /// Handles `order.paid`. An order without an address, as the box office sells, gets no mail.
    Task<void> handle(Message message);

  private:
    Task<Mail> render(OrderRecord order);

    OrderStore& orders_;
    Catalog& catalog_;
    const TicketSigner& signer_;
    Mailer& mailer_;
    FeeRule fees_;
    MailSettings settings_;
};

}  // namespace fairgate
