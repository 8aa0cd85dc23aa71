#include "faults/visitor.hpp"
#include "support/soon.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::TemporaryFolder;

TEST(AccessLogTest, GoesOnInANewFileOnceTheOldOneWasRenamed) {
    const TemporaryFolder folder;
    const auto log = folder.path() / "access.jsonl";
    const auto old = folder.path() / "access.jsonl.1";
    Server server(folder.path() / "data", {"--no-demo", "--access-log", log});
    server.start();
    Visitor ann(server);
    ann.get("/api/config");
    ASSERT_TRUE(testing::soon([&] { return read_file(log).contains("/api/config"); }));
    std::filesystem::rename(log, old);
    server.reload();
    ASSERT_TRUE(testing::soon([&] { return std::filesystem::exists(log); }));
    ann.get("/api/events");
    EXPECT_EQ(server.stop(), 0);
    EXPECT_THAT(read_file(old), HasSubstr("/api/config"));
    EXPECT_THAT(read_file(old), Not(HasSubstr("/api/events")));
    EXPECT_THAT(read_file(log), HasSubstr("/api/events"));
}

}  // namespace
}  // namespace fairgate::faults
