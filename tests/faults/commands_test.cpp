#include "faults/hall.hpp"
#include "faults/process.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

constexpr int kFailed = 1;

/// What commands say to what they will not do.
class CommandsTest : public ::testing::Test {
  protected:
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

}  // namespace
}  // namespace fairgate::faults
