#include "base/mail_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fairgate {
namespace {

TEST(MailAddressTest, IsWhatAMailCanBeSentTo) {
    for (const auto* good : {"ann@example.org", "a.b+c@x.co", "o'neil_1@mail.example.org", "a@x-y.org"}) {
        EXPECT_TRUE(is_public_mail_address(good)) << good;
    }
    EXPECT_TRUE(is_public_mail_address(std::string(64, 'a') + "@example.org"));
}

TEST(MailAddressTest, IsNothingThatMailersRefuse) {
    for (const auto* bad : {"",
                            "ann",
                            "ann@",
                            "@x.org",
                            "a b@x.org",
                            "a@@x.org",
                            "a@x..org",
                            "a@.x.org",
                            "a@x.org.",
                            "a@-x.org",
                            "a@x.org\r\nBcc: b",
                            "a(b)@example.com",
                            "a:b@example.com",
                            "a\\b@example.com",
                            "\"a\"@example.com",
                            "a@[127.0.0.1]",
                            "\xC3\xA9@example.org",
                            "a@\xC3\xA9.org",
                            "a\xE2\x80\xAE@example.org",
                            "a\x7F@example.org"}) {
        EXPECT_FALSE(is_public_mail_address(bad)) << bad;
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    }
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@example.org"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(250, 'b') + ".org"));
}

TEST(MailAddressTest, MayNameAHostOfOurOwnForTheSenderAlone) {
    EXPECT_TRUE(is_mail_address("tickets@localhost"));
    EXPECT_FALSE(is_public_mail_address("tickets@localhost"));
}

}  // namespace
}  // namespace fairgate
