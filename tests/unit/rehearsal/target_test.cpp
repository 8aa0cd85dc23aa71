#include "rehearsal/target.hpp"

#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using boost::asio::ip::make_address;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string authority(const std::string& url) {
    const auto target = parse_target(url);
    return target ? target->authority() : "refused: " + target.error();
}

TEST(TargetTest, IsTakenApart) {
    EXPECT_EQ(authority("http://127.0.0.1:8080"), "127.0.0.1:8080");
    EXPECT_EQ(authority("http://tickets.example/"), "tickets.example:80");
    EXPECT_EQ(authority("http://[::1]:81"), "[::1]:81");
}

TEST(TargetTest, MustBeAServerAndNothingMore) {
    for (const char* bad :
         {"", "127.0.0.1:8080", "ftp://host", "http://", "http:///x", "http://host/path", "http://host?x=1",
          "http://ann:secret@host", "http://host:0", "http://host:99999"}) {
        EXPECT_THAT(authority(bad), HasSubstr("refused: ")) << bad;
    }
    EXPECT_THAT(authority("https://host"), HasSubstr("fans speak http"));
}

TEST(TargetTest, OnlyAMachineThatIsAllItsOwnIsLoopback) {
    const boost::asio::ip::tcp::endpoint own(make_address("127.0.0.9"), 80);
    const boost::asio::ip::tcp::endpoint own_v6(make_address("::1"), 80);
    const boost::asio::ip::tcp::endpoint foreign(make_address("192.0.2.1"), 80);
    EXPECT_TRUE(all_loopback({own, own_v6}));
    EXPECT_FALSE(all_loopback({own, foreign}));
    EXPECT_FALSE(all_loopback({}));
}

TEST(TargetTest, AForeignServerWithRealPaymentsIsLeftAloneUnlessToldTwice) {
    const Target target{"tickets.example", "80"};
    EXPECT_THAT(refusal(target, {.is_loopback = true}, {}), IsEmpty());
    EXPECT_THAT(refusal(target, {.is_test = true}, {}), IsEmpty());
    EXPECT_THAT(refusal(target, {}, {}), HasSubstr("--target-is-mine --it-may-break"));
    EXPECT_THAT(refusal(target, {}, {.target_is_mine = true}), HasSubstr("tickets.example:80"));
    EXPECT_THAT(refusal(target, {}, {.it_may_break = true}), HasSubstr("tickets.example:80"));
    EXPECT_THAT(refusal(target, {}, {true, true}), IsEmpty());
}

}  // namespace
}  // namespace fairgate::rehearsal
