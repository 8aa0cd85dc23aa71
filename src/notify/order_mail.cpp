#include "notify/order_mail.hpp"

#include "base/mail_address.hpp"
#include "checkout/qr_png.hpp"
#include "notify/mailer.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fairgate {
namespace {

std::string venue_text(const api::EventSummary& event) {
    return event.city.empty() ? event.venue_name : event.venue_name + ", " + event.city;
}

std::string seat_text(const api::Ticket& ticket) {
    return fmt::format("{}, row {}, seat {} ({})", ticket.section, ticket.row, ticket.seat_number,
                       ticket.category);
}

std::string picture_name(const api::Ticket& ticket) {
    return "ticket-" + ticket.id.text();
}

std::string order_url(const api::Order& order, const MailSettings& settings) {
    return settings.public_url + "/orders/" + order.id.text();
}

std::string ticket_count(std::size_t count) {
    return count == 1 ? "1 ticket" : fmt::format("{} tickets", count);
}

std::string plain_text(const api::Order& order, const std::vector<api::Ticket>& tickets,
                       const MailSettings& settings) {
    const auto& event = order.event;
    std::string text = fmt::format("You are going to {}!\n\n{}\n{}\n\nYour {}:\n", event.name,
                                   local_time_text(event.event_date, event.time_zone), venue_text(event),
                                   ticket_count(tickets.size()));
    for (const auto& ticket : tickets) text += fmt::format("- {}\n", seat_text(ticket));
    text +=
        fmt::format("\nTickets: {}\nFees: {}\nTotal: {}\n", money_text(order.subtotal, order.currency),
                    money_text(order.fees, order.currency), money_text(order.total_amount, order.currency));
    if (order.card_last_four)
        text += fmt::format("Paid with the card ending in {}.\n", *order.card_last_four);
    text += fmt::format(
        "\nShow the QR codes attached to this mail at the door, on your phone or on paper. Each lets one "
        "person in once,\nso keep them to yourself.\n\nYour order {}: {}\n",
        order.id.text(), order_url(order, settings));
    return text;
}

std::string html_ticket(const api::Ticket& ticket) {
    return fmt::format(
        "<p><strong>{}</strong><br><img src=\"cid:{}\" width=\"220\" height=\"220\" alt=\"QR code of "
        "{}\"></p>\n",
        escape_html(seat_text(ticket)), picture_name(ticket), escape_html(seat_text(ticket)));
}

std::string html_amount(const char* name, MinorUnits amount, const std::string& currency) {
    return fmt::format("<tr><td>{}</td><td style=\"text-align:right;padding-left:2em\">{}</td></tr>\n", name,
                       escape_html(money_text(amount, currency)));
}

std::string html_text(const api::Order& order, const std::vector<api::Ticket>& tickets,
                      const MailSettings& settings) {
    const auto& event = order.event;
    std::string html = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title></head>\n"
        "<body style=\"font-family:sans-serif;max-width:36em;margin:auto\">\n<h1>You are going to {0}!</h1>\n"
        "<p>{1}<br>{2}</p>\n<h2>Your {3}</h2>\n"
        "<p>Show these codes at the door, on your phone or on paper. Each lets one person in once, so keep "
        "them to yourself.</p>\n",
        escape_html(event.name), escape_html(local_time_text(event.event_date, event.time_zone)),
        escape_html(venue_text(event)), ticket_count(tickets.size()));
    for (const auto& ticket : tickets) html += html_ticket(ticket);
    html += "<table>\n" + html_amount("Tickets", order.subtotal, order.currency) +
            html_amount("Fees", order.fees, order.currency) +
            html_amount("Total", order.total_amount, order.currency) + "</table>\n";
    if (order.card_last_four) {
        html += fmt::format("<p>Paid with the card ending in {}.</p>\n", escape_html(*order.card_last_four));
    }
    html += fmt::format("<p><a href=\"{}\">Your order {}</a></p>\n</body></html>\n",
                        escape_html(order_url(order, settings)), order.id.text());
    return html;
}

/// Decimals of ISO 4217 where they are not two.
int decimals_of(std::string_view currency) {
    static constexpr std::array<std::string_view, 16> kNone = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                               "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                               "VND", "VUV", "XAF", "XOF"};
    static constexpr std::array<std::string_view, 7> kThree = {"BHD", "IQD", "JOD", "KWD",
                                                               "LYD", "OMR", "TND"};
    if (std::ranges::find(kNone, currency) != kNone.end()) return 0;
    return std::ranges::find(kThree, currency) != kThree.end() ? 3 : 2;
}

}  // namespace

Mail order_confirmation(const api::Order& order, const std::vector<api::Ticket>& tickets,
                        const MailSettings& settings) {
    if (!is_mail_address(order.email)) throw MailRejected("its address cannot be written to");
    Mail mail{.id = order.id.text() + ".order-paid",
              .from = settings.from,
              .to = order.email,
              .subject =
                  fmt::format("Your {} for {}", tickets.size() == 1 ? "ticket" : "tickets", order.event.name),
              .text = plain_text(order, tickets, settings),
              .html = html_text(order, tickets, settings),
              .date = order.created_at};
    for (const auto& ticket : tickets) mail.pictures.push_back({picture_name(ticket), qr_png(ticket.code)});
    return mail;
}

bool is_known_time_zone(const std::string& name) {
    try {
        static_cast<void>(date::locate_zone(name));
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::string local_time_text(Timestamp at, const std::string& time_zone) {
    const auto minute = std::chrono::floor<std::chrono::minutes>(at);
    constexpr const char* kFormat = "%A, %d %B %Y, %H:%M (%Z)";
    try {
        return date::format(kFormat, date::make_zoned(time_zone, minute));
    } catch (const std::runtime_error&) {
        return date::format("%A, %d %B %Y, %H:%M (UTC)", minute);
    }
}

std::string money_text(MinorUnits amount, std::string_view currency) {
    const int decimals = decimals_of(currency);
    std::int64_t unit = 1;
    for (int i = 0; i < decimals; ++i) unit *= 10;
    const char* sign = amount.value < 0 ? "-" : "";
    const auto value = amount.value < 0 ? -amount.value : amount.value;
    if (decimals == 0) return fmt::format("{} {}{}", currency, sign, value);
    return fmt::format("{} {}{}.{:0{}}", currency, sign, value / unit, value % unit, decimals);
}

std::string escape_html(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

}  // namespace fairgate
