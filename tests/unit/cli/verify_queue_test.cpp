#include "base/random.hpp"
#include "cli/commands.hpp"
#include "support/temporary_folder.hpp"
#include "waitingroom/receipt.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

namespace fairgate::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::TemporaryFolder;

constexpr int kHonest = 0;
constexpr int kWrong = 1;
constexpr int kUsage = 2;

constexpr EventId kEvent{77};
constexpr Timestamp kDrawAt{std::chrono::milliseconds{1'795'000'000'000}};
constexpr std::string_view kBeacon = "5e1f00ff";

struct Outcome {
    int code = 0;
    std::string out;
    std::string err;
};

/// The program as a fan runs it on a draw that was saved as a file.
class VerifyQueueTest : public ::testing::Test {
  protected:
    void SetUp() override { publish(7); }

    /// An honest draw of the entrants 1 to `count`. Whoever leaves somebody out publishes such a one, too.
    void publish(std::uint8_t count, std::string_view beacon = {}) {
        DrawSeed seed{};
        seed.fill(9);
        const auto value = beacon.empty() ? Bytes{} : beacon_from_text(beacon).value();
        std::vector<EntrantId> entrants;
        for (std::uint8_t i = 1; i <= count; ++i) entrants.push_back(entrant(i));
        draw_ = {.event_id = kEvent,
                 .algorithm = "hmac-sha256",
                 .commitment = commitment_of(seed),
                 .draw_at = kDrawAt,
                 .drawn = true,
                 .seed = to_hex(seed)};
        if (!beacon.empty()) draw_.beacon = api::DrawBeacon{"drand", 4'711, kDrawAt, to_hex(value)};
        draw_.entrants.emplace();
        for (const auto index : draw_order(draw_key(seed, value), entrants)) {
            draw_.entrants->push_back(to_hex(entrants[index]));
        }
        save();
    }
    void save() const { std::ofstream(file_) << to_json_text(draw_); }

    static EntrantId entrant(std::uint8_t number) {
        EntrantId id{};
        id.fill(number);
        return id;
    }
    std::string place_of(std::uint8_t number) const {
        const auto found = std::ranges::find(*draw_.entrants, to_hex(entrant(number)));
        EXPECT_NE(found, draw_.entrants->end());
        return std::to_string(found - draw_.entrants->begin() + 1);
    }
    std::string receipt_of(std::uint8_t number, Timestamp at = kDrawAt - std::chrono::minutes{5},
                           EventId event = kEvent) const {
        return signer_.sign({event, entrant(number), at});
    }
    static std::string text_of(const ReceiptSigner& signer) { return to_base64url(signer.public_key()); }

    Outcome verify(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"fairgate", "verify-queue", file_.string()});
        std::vector<char*> argv;
        for (auto& argument : arguments) argv.push_back(argument.data());
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        Outcome outcome;
        outcome.code = cli::run(static_cast<int>(argv.size()), argv.data());
        std::fflush(stdout);
        outcome.out = ::testing::internal::GetCapturedStdout();
        outcome.err = ::testing::internal::GetCapturedStderr();
        return outcome;
    }
    void expect_passes(std::vector<std::string> arguments, const std::string& says) const {
        const auto outcome = verify(std::move(arguments));
        EXPECT_EQ(outcome.code, kHonest) << outcome.err;
        EXPECT_THAT(outcome.out, HasSubstr(says));
        EXPECT_THAT(outcome.err, IsEmpty());
    }
    void expect_refused(int code, std::vector<std::string> arguments, const std::string& reason) const {
        const auto outcome = verify(std::move(arguments));
        EXPECT_EQ(outcome.code, code) << outcome.out;
        EXPECT_THAT(outcome.err, HasSubstr(reason));
        EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "draw.json";
    api::QueueDraw draw_;
    ReceiptSigner signer_{SecretKey{1, 2, 3}};
    std::string key_ = text_of(signer_);
};

TEST_F(VerifyQueueTest, CallsADrawHonestOnlyBesideACommitmentFromBefore) {
    expect_passes({}, "consistent: 7 entrants");
    expect_passes({"--commitment", draw_.commitment}, "honest: 7 entrants");
    expect_refused(kWrong, {"--commitment", commitment_of(DrawSeed{})},
                   "NOT HONEST: the commitment is not the one that you wrote down");
}

TEST_F(VerifyQueueTest, FindsWhoWasMovedUp) {
    std::ranges::reverse(*draw_.entrants);
    save();
    expect_refused(kWrong, {"--commitment", draw_.commitment}, "NOT HONEST: place 2");
}

TEST_F(VerifyQueueTest, PrintsThePlaceOfAnEntrant) {
    for (std::uint8_t i = 1; i <= 7; ++i) {
        expect_passes({"--entrant", to_hex(entrant(i))}, "entrant    place " + place_of(i) + "\n");
    }
    expect_refused(kWrong, {"--entrant", to_hex(entrant(8))}, "there is no such entrant");
    expect_refused(kUsage, {"--entrant", "nobody"}, "--entrant wants 32 hexadecimal digits");
}

TEST_F(VerifyQueueTest, FindsThePlaceOfAReceipt) {
    expect_passes({"--receipt", receipt_of(3), "--key", key_},
                  "receipt: " + to_hex(entrant(3)) + " was in the room at ");
    expect_passes({"--receipt", receipt_of(3), "--key", key_}, "receipt: place " + place_of(3) + "\n");
}

TEST_F(VerifyQueueTest, ProvesThatSomebodyWasLeftOut) {
    const auto receipt = receipt_of(7);
    publish(6);
    expect_passes({"--commitment", draw_.commitment}, "honest: 6 entrants");
    expect_refused(kWrong, {"--commitment", draw_.commitment, "--receipt", receipt, "--key", key_},
                   "NOT HONEST, unless its owner left before the draw: this entrant is not in the list");
}

TEST_F(VerifyQueueTest, MissesNobodyInTheListWhoJoinedAfterTheDraw) {
    publish(6);
    const auto last_in_time = kDrawAt - std::chrono::milliseconds{1};
    expect_refused(kWrong, {"--receipt", receipt_of(7, last_in_time), "--key", key_}, "NOT HONEST");
    const auto later = verify({"--receipt", receipt_of(7, kDrawAt), "--key", key_});
    EXPECT_EQ(later.code, kHonest) << later.err;
    EXPECT_THAT(later.out, AllOf(HasSubstr("joined after the draw"), Not(HasSubstr("receipt: place"))));
}

TEST_F(VerifyQueueTest, BelievesNoReceiptThatTheServerDidNotSign) {
    const ReceiptSigner other(SecretKey{3, 2, 1});
    expect_refused(kWrong, {"--receipt", receipt_of(3), "--key", text_of(other)},
                   "the receipt was not signed with this key");
    auto changed = receipt_of(3);
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    const auto whole = receipt_of(3);
    for (const auto& receipt :
         {changed, whole.substr(0, whole.size() - 4), whole.substr(5), std::string("x")}) {
        expect_refused(kWrong, {"--receipt", receipt, "--key", key_},
                       "the receipt was not signed with this key");
    }
    expect_refused(kWrong,
                   {"--receipt", receipt_of(3, kDrawAt - std::chrono::hours{1}, EventId{78}), "--key", key_},
                   "the receipt is of another event");
}

TEST_F(VerifyQueueTest, AsksForTheKeyOfAReceipt) {
    expect_refused(kUsage, {"--receipt", receipt_of(3)}, "--receipt needs --key");
    for (const auto& key : {key_.substr(1), key_ + "A", std::string(43, '!')}) {
        expect_refused(kUsage, {"--receipt", receipt_of(3), "--key", key}, "--receipt needs --key");
    }
}

TEST_F(VerifyQueueTest, ComparesTheBeaconWithWhatItsSourceSays) {
    publish(7, kBeacon);
    expect_passes({"--beacon", std::string(kBeacon)}, "round 4711: 5e1f00ff");
    expect_passes({"--beacon", "5E1F00FF"}, "round 4711: 5e1f00ff");
    expect_refused(kWrong, {"--beacon", "5e1f00fe"},
                   "NOT HONEST: the beacon of that round says something else");
    for (const std::string value : {"soon", "5e1", "0x5e"}) {
        expect_refused(kUsage, {"--beacon", value}, "--beacon wants the round's value in hexadecimal");
    }
}

TEST_F(VerifyQueueTest, FindsABeaconThatWasKeptOutOfTheDraw) {
    publish(7, kBeacon);
    draw_.beacon->value.reset();
    save();
    expect_refused(kWrong, {"--beacon", std::string(kBeacon)}, "says something else");
    expect_refused(kWrong, {}, "NOT HONEST: place");
    publish(7);
    expect_refused(kWrong, {"--beacon", std::string(kBeacon)}, "this draw takes in no beacon");
}

TEST_F(VerifyQueueTest, RefusesWhatItWasNotGiven) {
    for (const std::string flag : {"--commitment", "--beacon", "--entrant", "--receipt", "--key"}) {
        expect_refused(kUsage, {flag}, flag);
        // A variable of a script that is not set: nothing would be compared.
        expect_refused(kUsage, {flag, ""}, flag);
    }
    expect_refused(kUsage, {"--receit", receipt_of(3)}, "--receit");
    std::filesystem::remove(file_);
    expect_refused(kUsage, {}, "cannot be read");
}

}  // namespace
}  // namespace fairgate::cli
