#include "waitingroom/work_challenge.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr EventId kEvent{77};
constexpr SessionId kHolder{5};
constexpr unsigned kBits = 10;

class WorkChallengeTest : public ::testing::Test {
  protected:
    static std::string solve(const std::string& challenge, unsigned bits) {
        for (std::uint64_t number = 0;; ++number) {
            std::string proof = challenge + "." + std::to_string(number);
            if (work_in(proof) >= bits) return proof;
        }
    }
    bool accepts(const std::string& proof, Timestamp at = kNow) const {
        return work_.accepts(proof, kEvent, kHolder, at);
    }

    WorkChallenges work_{SecretKey{7}, kBits};
    std::string challenge_ = work_.issue(kEvent, kHolder, kNow);
    std::string proof_ = solve(challenge_, kBits);
};

TEST_F(WorkChallengeTest, TakesASolutionUntilItExpires) {
    EXPECT_TRUE(accepts(proof_));
    EXPECT_TRUE(accepts(proof_)) << "a double click";
    EXPECT_TRUE(accepts(proof_, kNow + WorkChallenges::kLifetime - 1s));
    EXPECT_FALSE(accepts(proof_, kNow + WorkChallenges::kLifetime));
}

TEST_F(WorkChallengeTest, IsGoodForItsEventAndItsHolderAlone) {
    EXPECT_FALSE(work_.accepts(proof_, EventId{78}, kHolder, kNow));
    EXPECT_FALSE(work_.accepts(proof_, kEvent, SessionId{6}, kNow));
    EXPECT_FALSE(WorkChallenges(SecretKey{8}, kBits).accepts(proof_, kEvent, kHolder, kNow));
}

TEST_F(WorkChallengeTest, AsksForAsMuchAsIsSet) {
    const WorkChallenges more(SecretKey{7}, kBits + 1);
    EXPECT_FALSE(more.accepts(proof_, kEvent, kHolder, kNow)) << "a challenge from before";
    const WorkChallenges less(SecretKey{7}, kBits - 1);
    EXPECT_TRUE(less.accepts(proof_, kEvent, kHolder, kNow));
    EXPECT_FALSE(WorkChallenges(SecretKey{7}, 0).is_asked());
}

TEST_F(WorkChallengeTest, NothingButANumberThatSolvesItWillDo) {
    std::uint64_t number = 0;
    while (work_in(challenge_ + "." + std::to_string(number)) >= kBits) ++number;
    EXPECT_FALSE(accepts(challenge_ + "." + std::to_string(number)));
    for (const auto* bad : {"", ".", ".x", ".-1", ".12345678901234567"})
        EXPECT_FALSE(accepts(challenge_ + bad));
    EXPECT_FALSE(accepts(""));
    EXPECT_FALSE(accepts("FGW1." + std::string(28, 'A') + ".1"));
    SeededRandom random{3};
    for (int i = 0; i < 100'000; ++i) {
        std::string edited = challenge_;
        edited[5 + random.next() % 28] = "ABCDEFGHabcdefgh01234567-_"[random.next() % 26];
        if (edited != challenge_) ASSERT_FALSE(accepts(edited + proof_.substr(challenge_.size())));
    }
}

TEST_F(WorkChallengeTest, CountsZeroBitsAsAnybodyWould) {
    // sha256sum says 0065..., 0028... and ba78...
    EXPECT_EQ(work_in("fairgate 1000"), 9U);
    EXPECT_EQ(work_in("fairgate 1067"), 10U);
    EXPECT_EQ(work_in("abc"), 0U);
}

}  // namespace
}  // namespace fairgate::testing
