#include "base/json.hpp"
#include "faults/hall.hpp"
#include "faults/process.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

/// What commands say to what they will not do.
class CommandsTest : public ::testing::Test {
  protected:
    Outcome codes(const std::filesystem::path& out) {
        return run_fairgate({"codes", "--data", data_, "--event", "0f2k7q9x3m1ab", "--from",
                             "2027-01-08T10:00:00Z", "--until", "2027-01-09T10:00:00Z", "--out", out});
    }

    /// A plan with one seat in each category. Returns its file.
    std::string write_plan(const std::vector<std::string>& categories) {
        json::array described;
        json::array seats;
        for (const auto& name : categories) {
            described.push_back({{"name", name}, {"color", "#aabbcc"}});
            seats.push_back({{"seat_guid", name},
                             {"seat_number", std::to_string(seats.size() + 1)},
                             {"position", {{"x", 25.0 * static_cast<double>(seats.size())}, {"y", 0}}},
                             {"category", name}});
        }
        const json::object row{{"row_number", "1"}, {"position", {{"x", 0}, {"y", 0}}}, {"seats", seats}};
        const json::object zone{{"name", "Hall"}, {"position", {{"x", 0}, {"y", 0}}}, {"rows", {row}}};
        return write("plan.json", {{"name", "Hall"},
                                   {"size", {{"width", 800}, {"height", 800}}},
                                   {"categories", described},
                                   {"zones", {zone}}});
    }

    /// An event with a price for the balcony alone. Returns its file.
    std::string write_event(const std::string& venue) {
        const json::object event{{"venue", venue},
                                 {"city", "Berlin"},
                                 {"name", "The Tempest"},
                                 {"category", "Theatre"},
                                 {"eventDate", "2037-03-14T19:30:00Z"},
                                 {"onSaleDate", "2037-01-10T10:00:00Z"},
                                 {"currency", "EUR"},
                                 {"prices", {{{"category", "Balcony"}, {"price", 3'900}}}}};
        return write("events.json", {{"events", {event}}});
    }

    std::string write(const char* name, const json::object& content) {
        const auto file = folder_.path() / name;
        std::ofstream(file) << json::serialize(content);
        return file;
    }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
};

TEST_F(CommandsTest, ImportTakesNoEventTwice) {
    make_shows(data_, {25, 25});
    const auto file = data_.string() + "-import.json";
    const auto again = run_fairgate({"import", "events", file, "--data", data_});
    EXPECT_EQ(again.exit_code, kFailed);
    EXPECT_THAT(again.err, HasSubstr("\"Show 0\" on "));
    EXPECT_THAT(again.err, HasSubstr("is at this venue already. Nothing was imported."));
    EXPECT_EQ(std::ranges::count(again.err, '\n'), 1) << again.err;
    EXPECT_THAT(again.out, IsEmpty());
}

TEST_F(CommandsTest, ImportNamesEveryPriceThatIsMissing) {
    const auto plan = write_plan({"Stalls", "Balcony", "Box"});
    const auto planned =
        run_fairgate({"import", "plan", plan, "--venue", "Lindenhof", "--city", "Berlin", "--data", data_});
    EXPECT_THAT(planned.out, HasSubstr("price categories \"Stalls\", \"Balcony\", \"Box\"; plan "))
        << planned.err;
    const auto events = write_event("Lindenhof");
    const auto refused = run_fairgate({"import", "events", events, "--data", data_});
    EXPECT_EQ(refused.exit_code, kUsage);
    EXPECT_EQ(refused.err,
              "fairgate: " + events +
                  ": $.events[0].prices has no price for \"Stalls\", \"Box\"; the plan's categories are "
                  "\"Stalls\", \"Balcony\", \"Box\". Nothing was imported.\n");
}

TEST_F(CommandsTest, ImportAddsNoVenueForAPlanThatIsAnothers) {
    const auto plan = write_plan({"Stalls"});
    const auto import_for = [&](const std::string& venue) {
        return run_fairgate({"import", "plan", plan, "--venue", venue, "--city", "Berlin", "--data", data_});
    };
    EXPECT_EQ(import_for("Lindenhof").exit_code, 0);
    EXPECT_EQ(import_for("Lindenhof").exit_code, 0) << "again";
    const auto refused = import_for("Palast");
    EXPECT_EQ(refused.exit_code, kUsage);
    EXPECT_THAT(refused.err, HasSubstr("this very plan is stored for another venue"));
    EXPECT_THAT(run_fairgate({"import", "events", write_event("Palast"), "--data", data_}).err,
                HasSubstr("\"Palast\" in Berlin is not known"));
}

TEST_F(CommandsTest, ImportTakesTimeZonesThatAreKnown) {
    const auto plan = write_plan({"Stalls"});
    const auto import_in = [&](const std::string& zone) {
        return run_fairgate({"import", "plan", plan, "--venue", "Lindenhof", "--city", "Berlin", "--data",
                             data_, "--time-zone", zone});
    };
    for (const auto* unknown : {"Europe/Berln", "Mars/Olympus", "europe", "../UTC", ""}) {
        const auto refused = import_in(unknown);
        EXPECT_EQ(refused.exit_code, kUsage) << unknown;
        EXPECT_THAT(refused.err, HasSubstr("--time-zone: must be an IANA name")) << unknown;
        EXPECT_EQ(std::ranges::count(refused.err, '\n'), 1) << refused.err;
    }
    EXPECT_FALSE(std::filesystem::exists(data_));
    EXPECT_EQ(import_in("Europe/Berlin").exit_code, 0);
}

TEST_F(CommandsTest, MakeNoStoreInAFolderThatWasMistyped) {
    const auto events = write_event("Lindenhof");
    const auto to = (folder_.path() / "backup").string();
    for (const auto& command : {std::vector<std::string>{"admin", "grant", "ann@example.org"},
                                {"admin", "revoke", "ann@example.org"},
                                {"import", "events", events},
                                {"messages", "list"},
                                {"messages", "replay", "--all"},
                                {"audit"},
                                {"backup", "--to", to},
                                {"verify-ticket", "FG1.x"}}) {
        auto arguments = command;
        arguments.insert(arguments.end(), {"--data", data_});
        const auto outcome = run_fairgate(arguments);
        EXPECT_NE(outcome.exit_code, 0) << command.front();
        EXPECT_THAT(outcome.err, HasSubstr(data_.string())) << command.front();
        EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
        EXPECT_FALSE(std::filesystem::exists(data_)) << command.front();
    }
    EXPECT_EQ(codes(to).exit_code, kUsage);
    EXPECT_FALSE(std::filesystem::exists(data_)) << "codes";
}

TEST_F(CommandsTest, CodesOverwriteNothing) {
    std::filesystem::create_directories(data_);
    std::ofstream(data_ / "secret.key") << std::string(32, 'k');
    std::filesystem::permissions(data_ / "secret.key", std::filesystem::perms::owner_read);
    const auto out = folder_.path() / "codes.txt";
    const auto first = codes(out);
    EXPECT_EQ(first.out, "Wrote 1 code to " + out.string() + "\n") << first.err;
    const auto written = read_file(out);
    const auto second = codes(out);
    EXPECT_EQ(second.exit_code, kUsage);
    EXPECT_EQ(second.err, "fairgate: " + out.string() + " is there already; nothing was written.\n");
    EXPECT_EQ(read_file(out), written);
}

TEST_F(CommandsTest, VerifyQueueTellsASlipOfThePenFromAForgedDraw) {
    const auto draw = (folder_.path() / "draw.json").string();
    for (const auto& wrong : {std::string("c6c5"), std::string(63, 'a') + "g", std::string(65, 'a')}) {
        const auto outcome = run_fairgate({"verify-queue", draw, "--commitment", wrong});
        EXPECT_EQ(outcome.exit_code, kUsage);
        EXPECT_THAT(outcome.err, HasSubstr("--commitment wants 64 hexadecimal digits, not '" + wrong));
    }
    const auto outcome = run_fairgate({"verify-queue", draw, "--entrant", "ann@example.org"});
    EXPECT_EQ(outcome.exit_code, kUsage);
    EXPECT_THAT(outcome.err, HasSubstr("--entrant wants 32 hexadecimal digits"));
}

}  // namespace
}  // namespace fairgate::faults
