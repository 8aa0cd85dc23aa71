#include "checkout/ticket_code.hpp"

#include "checkout/payment_method.hpp"
#include "checkout/qr_svg.hpp"

#include <gmock/gmock.h>

namespace fairgate {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const Timestamp kNow = *from_rfc3339("2026-11-23T20:00:00Z");
const TicketFacts kTicket{TicketId{1}, OrderId{2}, EventId{3}, 4, kNow};

TEST(TicketCodeTest, IsVerifiedWithThePublicKeyAlone) {
    const TicketSigner signer({1, 2, 3});
    const auto facts = verify_ticket_code(signer.code(kTicket), signer.public_key());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->ticket, kTicket.ticket);
    EXPECT_EQ(facts->order, kTicket.order);
    EXPECT_EQ(facts->event, kTicket.event);
    EXPECT_EQ(facts->seat, kTicket.seat);
    EXPECT_EQ(facts->issued_at, kTicket.issued_at);
    EXPECT_EQ(signer.code(kTicket), signer.code(kTicket));
}

TEST(TicketCodeTest, IsRefusedWithAnyCharacterChangedOrAnotherKey) {
    const TicketSigner signer({1, 2, 3});
    const TicketSigner other({4, 5, 6});
    const std::string code = signer.code(kTicket);
    EXPECT_FALSE(verify_ticket_code(code, other.public_key()));
    for (std::size_t i = 0; i < code.size(); ++i) {
        std::string forged = code;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(verify_ticket_code(forged, signer.public_key())) << "at " << i;
    }
    for (const std::string text : {"", "FG1.", "FG1.A", "hello"}) {
        EXPECT_FALSE(verify_ticket_code(text, signer.public_key()));
    }
    EXPECT_FALSE(verify_ticket_code(code + "A", signer.public_key()));
}

TEST(TicketCodeTest, ReadsItsKeyAsItIsShown) {
    const TicketSigner signer({1, 2, 3});
    EXPECT_EQ(ticket_key_from_text(to_base64url(signer.public_key())), signer.public_key());
    EXPECT_FALSE(ticket_key_from_text("AAAA"));
}

TEST(QrSvgTest, IsOnePathWithoutInlineStyle) {
    const std::string svg = qr_svg(TicketSigner({1}).code(kTicket));
    EXPECT_THAT(svg, StartsWith("<svg xmlns="));
    EXPECT_THAT(svg, Not(HasSubstr("style")));
    EXPECT_LT(svg.size(), 30'000u);
    EXPECT_THROW(qr_svg(std::string(8'000, 'a')), std::system_error);
}

TEST(PaymentMethodTest, AcceptsACardUntilTheEndOfItsMonth) {
    api::PaymentMethod card{.number = "4242 4242 4242 4242", .exp_month = 11, .exp_year = 2026, .cvc = "123"};
    EXPECT_THAT(check_payment_method(card, kNow), IsEmpty());
    EXPECT_THAT(check_payment_method(card, *from_rfc3339("2026-11-30T23:59:59Z")), IsEmpty());
    EXPECT_THAT(check_payment_method(card, *from_rfc3339("2026-12-01T00:00:00Z")), SizeIs(1));
    card.number = "4242 4242 4242 4243";
    EXPECT_THAT(check_payment_method(card, kNow), SizeIs(1));
    EXPECT_THAT(check_payment_method({}, kNow), SizeIs(3));
    EXPECT_THAT(check_payment_method({.type = api::PaymentMethodType::token}, kNow), SizeIs(1));
}

}  // namespace
}  // namespace fairgate
