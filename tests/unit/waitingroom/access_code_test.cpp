#include "waitingroom/access_code.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr EventId kEvent{77};

class AccessCodeTest : public ::testing::Test {
  protected:
    AccessCodes codes_{SecretKey{5}};
    AccessCode code_{.event = kEvent, .serial = 123, .from = kNow, .until = kNow + 1h, .uses_max = 40'000};
    std::string text_ = codes_.issue(code_);

    CodeFault fault(const std::string& text, EventId event, Timestamp now) {
        const auto read = codes_.read(text, event, now);
        EXPECT_FALSE(read);
        return read ? CodeFault{} : read.error();
    }
};

TEST_F(AccessCodeTest, SaysWhatWasPromised) {
    EXPECT_EQ(codes_.read(text_, kEvent, kNow), code_);
    EXPECT_EQ(codes_.read(text_, kEvent, kNow + 1h - 1ms), code_);
    EXPECT_TRUE(text_.starts_with("FGA1."));
}

TEST_F(AccessCodeTest, SaysWhyItOpensNothing) {
    EXPECT_EQ(fault(text_, EventId{78}, kNow), CodeFault::other_event);
    EXPECT_EQ(fault(text_, kEvent, kNow - 1ms), CodeFault::not_yet);
    EXPECT_EQ(fault(text_, kEvent, kNow + 1h), CodeFault::expired);
    EXPECT_EQ(fault("", kEvent, kNow), CodeFault::bad);
    EXPECT_EQ(fault(text_ + "A", kEvent, kNow), CodeFault::bad);
    EXPECT_EQ(fault(AccessCodes(SecretKey{6}).issue(code_), kEvent, kNow), CodeFault::bad);
}

TEST_F(AccessCodeTest, AMillionEditedCodesOpenNothing) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    SeededRandom random{11};
    const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random.next() % limit); };
    std::vector<std::string> others;
    for (std::uint64_t i = 0; i < 100; ++i) {
        others.push_back(codes_.issue({EventId{78}, i, kNow, kNow + 1h, 1}));
    }
    int opened = 0;
    for (int tried = 0; tried < 1'000'000;) {
        std::string edited = text_;
        if (below(4) == 0) {
            // The head of one code with the tail of another.
            const auto cut = below(edited.size());
            edited = edited.substr(0, cut) + others[below(others.size())].substr(cut);
        } else {
            for (auto edits = 1 + below(3); edits > 0; --edits) {
                edited[below(edited.size())] = kLetters[below(kLetters.size())];
            }
        }
        if (edited == text_) continue;
        ++tried;
        if (codes_.read(edited, kEvent, kNow)) ++opened;
    }
    EXPECT_EQ(opened, 0);
}

}  // namespace
}  // namespace fairgate::testing
