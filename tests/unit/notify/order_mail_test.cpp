#include "notify/order_mail.hpp"

#include "notify/mailer.hpp"

#include <gmock/gmock.h>
#include <sodium.h>

namespace fairgate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

const Timestamp kConcert = *from_rfc3339("2026-11-28T19:00:00Z");

api::Order order_for(std::string event_name) {
    api::Order order{.id = OrderId{77}, .event_id = EventId{7}};
    order.event.name = std::move(event_name);
    order.event.venue_name = "The Hall";
    order.event.city = "Berlin";
    order.event.time_zone = "Europe/Berlin";
    order.event.event_date = kConcert;
    order.subtotal = MinorUnits{20'000};
    order.fees = MinorUnits{1'000};
    order.total_amount = MinorUnits{21'000};
    order.currency = "EUR";
    order.card_last_four = "4242";
    order.email = "ann@example.org";
    order.created_at = kConcert - std::chrono::days{5};
    return order;
}

std::vector<api::Ticket> two_tickets() {
    std::vector<api::Ticket> tickets;
    for (std::uint64_t i = 1; i <= 2; ++i) {
        tickets.push_back({.id = TicketId{i},
                           .section = "Stalls",
                           .row = "A",
                           .seat_number = std::to_string(i),
                           .category = "Gold",
                           .code = "FG1.CODE" + std::to_string(i)});
    }
    return tickets;
}

Mail mail_for(const std::string& event_name) {
    return order_confirmation(order_for(event_name), two_tickets(),
                              {"tickets@example.net", "https://tickets.example.net"});
}

/// A part of a MIME message as a reader takes it apart; multiparts have their parts, others their bytes.
struct Part {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::vector<Part> parts;

    std::string header(const std::string& name) const {
        for (const auto& [key, value] : headers) {
            if (key == name) return value;
        }
        return {};
    }
};

std::string decode_base64(std::string text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    EXPECT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                text.size(), "\r\n", &length, nullptr, sodium_base64_VARIANT_ORIGINAL),
              0);
    bytes.resize(length);
    return bytes;
}

/// RFC 2047, for UTF-8 in base 64.
std::string decode_words(std::string_view text) {
    constexpr std::string_view kStart = "=?UTF-8?B?";
    std::string decoded;
    while (!text.empty()) {
        const auto end = text.find("?=");
        EXPECT_TRUE(text.starts_with(kStart) && end <= 73) << text;
        decoded += decode_base64(std::string(text.substr(kStart.size(), end - kStart.size())));
        text.remove_prefix(end + 2);
        while (text.starts_with(' ')) text.remove_prefix(1);
    }
    return decoded;
}

Part parse(const std::string& text) {
    Part part;
    std::size_t at = 0;
    for (;;) {
        auto end = text.find("\r\n", at);
        if (end == at) break;
        while (text[end + 2] == ' ') end = text.find("\r\n", end + 2);
        std::string line = text.substr(at, end - at);
        for (auto fold = line.find("\r\n"); fold != std::string::npos; fold = line.find("\r\n"))
            line.erase(fold, 2);
        const auto colon = line.find(": ");
        part.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        at = end + 2;
    }
    const std::string body = text.substr(at + 2);
    const std::string type = part.header("Content-Type");
    const auto mark = type.find("boundary=\"");
    if (mark == std::string::npos) {
        part.body = decode_base64(body);
        return part;
    }
    const auto name = type.substr(mark + 10, type.find('"', mark + 10) - mark - 10);
    const std::string line = "--" + name;
    auto begin = body.find(line);
    while (begin != std::string::npos && body.substr(begin + line.size(), 2) != "--") {
        const auto start = begin + line.size() + 2;
        const auto next = body.find(line, start);
        part.parts.push_back(parse(body.substr(start, next - start)));
        begin = next;
    }
    EXPECT_NE(begin, std::string::npos) << "the last boundary is missing";
    return part;
}

std::vector<std::string> header_names(const Part& part) {
    std::vector<std::string> names;
    for (const auto& [name, value] : part.headers) names.push_back(name);
    return names;
}

TEST(OrderMailTest, TellsWhatAFanWantsToKnow) {
    const Mail mail = mail_for("The Lanterns");
    for (const std::string& text : {mail.text, mail.html}) {
        EXPECT_THAT(text, HasSubstr("The Lanterns"));
        EXPECT_THAT(text, HasSubstr("Saturday, 28 November 2026, 20:00 (CET)"));
        EXPECT_THAT(text, HasSubstr("The Hall, Berlin"));
        EXPECT_THAT(text, HasSubstr("Stalls, row A, seat 2 (Gold)"));
        EXPECT_THAT(text, HasSubstr("EUR 200.00"));
        EXPECT_THAT(text, HasSubstr("EUR 10.00"));
        EXPECT_THAT(text, HasSubstr("EUR 210.00"));
        EXPECT_THAT(text, HasSubstr("4242"));
        EXPECT_THAT(text, HasSubstr("https://tickets.example.net/orders/" + OrderId{77}.text()));
    }
    EXPECT_EQ(mail.subject, "Your tickets for The Lanterns");
}

TEST(OrderMailTest, IsAMessageThatReadersTakeApart) {
    const Mail mail = mail_for("The Lanterns");
    const Part message = parse(to_mime(mail));
    EXPECT_THAT(header_names(message), ElementsAre("Date", "From", "To", "Subject", "Message-ID",
                                                   "Auto-Submitted", "MIME-Version", "Content-Type"));
    EXPECT_EQ(message.header("Date"), "Mon, 23 Nov 2026 19:00:00 +0000");
    EXPECT_EQ(message.header("To"), "<ann@example.org>");
    ASSERT_THAT(message.parts, SizeIs(3));
    ASSERT_THAT(message.parts[0].parts, SizeIs(2));
    EXPECT_EQ(message.parts[0].parts[0].body, mail.text);
    EXPECT_EQ(message.parts[0].parts[1].body, mail.html);
    for (std::size_t i = 1; i <= 2; ++i) {
        const auto id = message.parts[i].header("Content-ID");
        EXPECT_THAT(message.parts[i].body, StartsWith("\x89PNG\r\n\x1a\n"));
        EXPECT_THAT(mail.html, HasSubstr("\"cid:" + id.substr(1, id.size() - 2) + "\""));
    }
    EXPECT_NE(message.parts[1].body, message.parts[2].body);
}

TEST(OrderMailTest, KeepsEveryEventNameInItsPlace) {
    const std::string nasty[] = {"Ärger & Ωmega – 東京ドーム 🎟 and a name that goes on for quite a while",
                                 "x\r\nBcc: everybody@example.org\r\n\r\nBuy!",
                                 "<script>alert(1)</script>",
                                 "\"quoted\" =?UTF-8?B?eA==?= 'single'",
                                 "--=_fairgate_related--",
                                 ""};
    for (const auto& name : nasty) {
        const Mail mail = mail_for(name);
        const Part message = parse(to_mime(mail));
        EXPECT_THAT(message.headers, SizeIs(8)) << name;
        ASSERT_THAT(message.parts, SizeIs(3)) << name;
        EXPECT_EQ(decode_words(message.header("Subject")), "Your tickets for " + name);
        EXPECT_EQ(message.parts[0].parts[0].body, mail.text);
        EXPECT_THAT(mail.html, Not(HasSubstr("<script")));
        EXPECT_THAT(mail.html, HasSubstr(escape_html(name)));
    }
}

TEST(OrderMailTest, WritesNoLineLongerThanMailAllows) {
    const std::string mime = to_mime(mail_for(std::string(400, 'x')));
    for (std::size_t at = 0; at < mime.size();) {
        const auto end = mime.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 110u) << mime.substr(at, end - at);
        EXPECT_EQ(mime.substr(at, end - at).find('\n'), std::string::npos);
        at = end + 2;
    }
}

TEST(OrderMailTest, RefusesAnAddressThatCouldSayMore) {
    for (const char* address : {"", "ann", "@example.org", "ann@", "ann@example.org\r\nBcc: bob@example.org",
                                "a b@example.org", "ann@example.org,bob@example.org", "<ann@example.org>",
                                "ann@example.org>", "a@b@c", "änn@example.org"}) {
        api::Order order = order_for("The Lanterns");
        order.email = address;
        EXPECT_THROW(order_confirmation(order, two_tickets(), {}), MailRejected) << address;
    }
}

TEST(OrderMailTest, ShowsMomentsWhereTheyHappen) {
    EXPECT_EQ(local_time_text(kConcert, "Europe/Berlin"), "Saturday, 28 November 2026, 20:00 (CET)");
    EXPECT_EQ(local_time_text(kConcert, "America/New_York"), "Saturday, 28 November 2026, 14:00 (EST)");
    EXPECT_EQ(local_time_text(kConcert, "Asia/Tokyo"), "Sunday, 29 November 2026, 04:00 (JST)");
    EXPECT_EQ(local_time_text(*from_rfc3339("2026-07-01T18:00:00Z"), "Europe/Berlin"),
              "Wednesday, 01 July 2026, 20:00 (CEST)");
    EXPECT_EQ(local_time_text(kConcert, "Nowhere/Atall"), "Saturday, 28 November 2026, 19:00 (UTC)");
}

TEST(OrderMailTest, ShowsAmountsWithTheDecimalsOfTheirCurrency) {
    EXPECT_EQ(money_text(MinorUnits{12'305}, "EUR"), "EUR 123.05");
    EXPECT_EQ(money_text(MinorUnits{5}, "USD"), "USD 0.05");
    EXPECT_EQ(money_text(MinorUnits{12'345}, "JPY"), "JPY 12345");
    EXPECT_EQ(money_text(MinorUnits{12'345}, "KWD"), "KWD 12.345");
    EXPECT_EQ(money_text(MinorUnits{-250}, "EUR"), "EUR -2.50");
}

}  // namespace
}  // namespace fairgate
