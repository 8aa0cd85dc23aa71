#include "waitingroom/place_token.hpp"

#include "base/random.hpp"
#include "waitingroom/poll_pace.hpp"
#include "waitingroom/wait_estimate.hpp"

#include <gtest/gtest.h>

#include <set>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr Place kPlace{EventId{7}, SessionId{8}, 12'345, EntryState::turn, 678, {1, 2, 3}};

class PlaceTokenTest : public ::testing::Test {
  protected:
    std::optional<Place> read(std::string_view token, Timestamp now = kNow) {
        return tokens_.read(token, kPlace.event, kPlace.session, now);
    }

    const PlaceTokens tokens_{SecretKey{1, 2, 3}};
    const std::string token_ = tokens_.issue(kPlace, kNow);
};

TEST_F(PlaceTokenTest, ShowsThePlaceToItsOwnerUntilItExpires) {
    const auto place = read(token_);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->entry, kPlace.entry);
    EXPECT_EQ(place->state, kPlace.state);
    EXPECT_EQ(place->position, kPlace.position);
    EXPECT_EQ(place->entrant, kPlace.entrant);
    EXPECT_TRUE(read(token_, kNow + PlaceTokens::kLifetime - 1ms));
    EXPECT_FALSE(read(token_, kNow + PlaceTokens::kLifetime));
}

TEST_F(PlaceTokenTest, OpensNothingForAnotherSessionEventOrInstallation) {
    EXPECT_FALSE(tokens_.read(token_, kPlace.event, SessionId{9}, kNow));
    EXPECT_FALSE(tokens_.read(token_, EventId{8}, kPlace.session, kNow));
    EXPECT_FALSE(PlaceTokens(SecretKey{1, 2, 4}).read(token_, kPlace.event, kPlace.session, kNow));
}

TEST_F(PlaceTokenTest, AMillionTamperedTokensOpenNothing) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. ";
    constexpr std::uint64_t kSeed = 11;
    SCOPED_TRACE(kSeed);
    SeededRandom random(kSeed);
    const auto below = [&](std::size_t bound) { return random.below(static_cast<std::uint32_t>(bound)); };
    int opened = 0;
    int tried = 0;
    while (tried < 1'000'000) {
        std::string edited = token_;
        switch (below(5)) {
            case 0:
                edited.erase(below(edited.size()), 1 + below(3));
                break;
            case 1:
                edited.insert(below(edited.size()), 1, kLetters[below(kLetters.size())]);
                break;
            case 2:
                std::swap(edited[below(edited.size())], edited[below(edited.size())]);
                break;
            default:
                for (auto edits = 1 + below(4); edits > 0; --edits) {
                    edited[below(edited.size())] = kLetters[below(kLetters.size())];
                }
        }
        if (edited == token_) continue;
        ++tried;
        if (read(edited)) ++opened;
    }
    EXPECT_EQ(opened, 0);
}

TEST(WaitEstimateTest, GuessesFiveHundredPlacesAMinuteUntilItIsMeasured) {
    AdmissionRate rate;
    EXPECT_EQ(rate.estimate(0, kNow).max_seconds, 0U);
    EXPECT_EQ(rate.estimate(1, kNow).max_seconds, 60U);
    EXPECT_EQ(rate.estimate(500, kNow).max_seconds, 60U);
    EXPECT_EQ(rate.estimate(501, kNow).max_seconds, 120U);
    EXPECT_EQ(rate.estimate(501, kNow).min_seconds, 120U);
    rate.admitted(5'000, kNow);
    EXPECT_EQ(rate.estimate(1'000, kNow + 59s).max_seconds, 120U) << "the first rush is no measure";
}

TEST(WaitEstimateTest, GivesARangeFromWhatWasMeasured) {
    AdmissionRate rate;
    for (int second = 0; second < 300; ++second) rate.admitted(second < 240 ? 4 : 2, kNow + second * 1s);
    const Timestamp now = kNow + 299s + 999ms;
    EXPECT_EQ(rate.per_minute(now), 120U);
    const auto estimate = rate.estimate(1'200, now);
    EXPECT_EQ(estimate.min_seconds, 6U * 60) << "216 a minute over all";
    EXPECT_EQ(estimate.max_seconds, 10U * 60) << "120 in the last one";
}

TEST(WaitEstimateTest, GrowsWhileNobodyIsLetIn) {
    AdmissionRate rate;
    rate.admitted(100, kNow);
    std::uint32_t before = 0;
    for (auto waited = 2min; waited <= 60min; waited += 1min) {
        const auto estimate = rate.estimate(1'000, kNow + waited);
        EXPECT_GE(estimate.max_seconds, before) << waited.count() << " minutes";
        EXPECT_GE(estimate.max_seconds, 10 * waited.count() * 60U);
        before = estimate.max_seconds;
    }
}

TEST(WaitEstimateTest, MeasuresARoomThatLetsInOneEveryQuarterOfAnHour) {
    AdmissionRate rate;
    for (auto at = 0min; at <= 60min; at += 15min) rate.admitted(1, kNow + at);
    for (auto waited = 60min; waited < 75min; waited += 1min) {
        const auto estimate = rate.estimate(2, kNow + waited);
        EXPECT_GE(estimate.min_seconds, 20U * 60) << waited.count() << " minutes";
        EXPECT_LE(estimate.max_seconds, 90U * 60) << waited.count() << " minutes";
    }
}

TEST(WaitEstimateTest, ForgetsWhatItHasMeasuredAnew) {
    AdmissionRate rate;
    rate.admitted(6'000, kNow);
    for (std::chrono::seconds at = 10min; at <= 20min; at += 1s) rate.admitted(1, kNow + at);
    EXPECT_EQ(rate.estimate(600, kNow + 20min).max_seconds, 10U * 60);
}

TEST(PollPaceTest, IsThreeSecondsAsARuleFasterInFrontSlowerFarBack) {
    PollSituation situation{.position = 1'000, .waiting = 5'000'000, .now = kNow, .opens_at = kNow - 1h};
    const auto pause = [&](std::uint32_t position) {
        situation.position = position;
        return poll_pause(situation);
    };
    EXPECT_GE(pause(1'000), 3s);
    EXPECT_LE(pause(1'000), 4s);
    EXPECT_LT(pause(10), pause(1'000));
    EXPECT_GT(pause(1'000'000), pause(10'000));
    EXPECT_LE(pause(5'000'000), 45s);
}

TEST(PollPaceTest, SpreadsTheCrowdAndBringsItBackSoonAfterTheDraw) {
    constexpr std::uint32_t kCrowd = 100'000;
    std::set<std::chrono::milliseconds> pauses;
    for (std::uint32_t entry = 0; entry < 1'000; ++entry) {
        const auto pause =
            poll_pause({.waiting = kCrowd, .now = kNow - 2s, .opens_at = kNow, .entry = entry});
        EXPECT_GT(pause, 2s);
        EXPECT_LE(pause, 2s + 1s + 5s);
        pauses.insert(pause);
    }
    EXPECT_GT(pauses.size(), 500U);
    EXPECT_GE(poll_pause({.now = kNow - 3h, .opens_at = kNow}), 30s);
}

}  // namespace
}  // namespace fairgate::testing
