#pragma once

#include "checkout/api.hpp"
#include "notify/mail.hpp"

namespace fairgate {

/// What the operator decides about mails.
struct MailSettings {
    std::string from = "tickets@localhost";
    /// Where buyers reach the web app, without a slash at the end.
    std::string public_url = "http://127.0.0.1:8080";
};

/// The confirmation of a paid order with a QR code for each ticket. Pure: the same order is the same mail.
/// Throws MailRejected when the order's address cannot be written to.
Mail order_confirmation(const api::Order& order, const std::vector<api::Ticket>& tickets,
                        const MailSettings& settings);

/// Whether the IANA name is one of the time zones that this machine knows.
bool is_known_time_zone(const std::string& name);

/// "Saturday, 28 November 2026, 20:00 (CET)"; in UTC when `time_zone` is not known here.
std::string local_time_text(Timestamp at, const std::string& time_zone);

/// "EUR 123.45", with as many decimals as ISO 4217 gives the currency.
std::string money_text(MinorUnits amount, std::string_view currency);

/// `text` between tags or quotes: no markup is left in it.
std::string escape_html(std::string_view text);

}  // namespace fairgate
