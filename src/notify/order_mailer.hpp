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
    /// Mails are rendered on `renderer`: their QR codes take longer than the sale.
    OrderMailer(OrderStore& orders, Catalog& catalog, const TicketSigner& signer, Mailer& mailer,
                FeeRule fees, MailSettings settings, asio::any_io_executor renderer)
        : orders_(orders),
          catalog_(catalog),
          signer_(signer),
          mailer_(mailer),
          fees_(fees),
          settings_(std::move(settings)),
          renderer_(std::move(renderer)) {}

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
    asio::any_io_executor renderer_;
};

}  // namespace fairgate
