#include "adapters/sqlite/store_file.hpp"

#include "adapters/sqlite/migrations.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <future>

namespace fairgate::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::run_task;
using ::testing::StartsWith;
using testing::TemporaryFolder;
using ::testing::ThrowsMessage;

/// What opening the store in `folder` says; "opened" when it can be used.
std::string opening(const std::filesystem::path& folder) {
    try {
        StoreFile store(folder);
        return "opened";
    } catch (const StoreUnusable& error) {
        return error.what();
    }
}

int insert_setting(Connection& connection, const std::string& name) {
    return connection.prepare("INSERT INTO settings (name, value) VALUES (?, 'x')").bind(name).run();
}

std::int64_t count_settings(Connection& connection) {
    auto row = connection.prepare("SELECT count(*) FROM settings");
    row.step();
    return row.integer(0);
}

Task<int> insert(StoreFile& store, std::string name) {
    co_return co_await store.writer().run([name](Connection& c) { return insert_setting(c, name); });
}

Task<std::int64_t> count(StoreFile& store) {
    co_return co_await store.readers().run([](Connection& c) { return count_settings(c); });
}

/// Somebody whom the modes of files stop, which they do not root.
class AsAnybody {
  public:
    AsAnybody() {
        constexpr uid_t kNobody = 65'534;
        if (was_root_ && ::seteuid(kNobody) != 0) throw std::runtime_error("there is no other user");
    }
    ~AsAnybody() {
        if (was_root_ && ::seteuid(0) != 0) std::abort();
    }

  private:
    const bool was_root_ = ::geteuid() == 0;
};

/// A closed store in `folder`, with `file` of it shut to all but root.
void shut(const TemporaryFolder& folder, const char* file) {
    StoreFile{folder.path()};
    ::chmod(folder.path().c_str(), 0755);
    ::chmod((folder.path() / file).c_str(), 0);
}

TEST(StoreFile, NamesALockThatBelongsToSomebodyElse) {
    TemporaryFolder folder;
    shut(folder, "fairgate.lock");
    const AsAnybody anybody;
    EXPECT_THAT(
        opening(folder.path()),
        AllOf(StartsWith((folder.path() / "fairgate.lock").string() + " cannot be opened: Permission"),
              HasSubstr("it belongs to "), HasSubstr("chown -R " + user_name())));
}

TEST(StoreFile, SaysWhoMayReadIt) {
    TemporaryFolder folder;
    shut(folder, "fairgate.db");
    const AsAnybody anybody;
    EXPECT_THAT([&] { open_to_read(folder.path()); },
                ThrowsMessage<StoreUnusable>(
                    AllOf(StartsWith((folder.path() / "fairgate.db").string() + " cannot be opened: "),
                          HasSubstr("this runs as " + user_name()), HasSubstr("Run this as its owner."))));
}

TEST(StoreFile, KeepsWhatWasCommittedWhenItIsOpenedAgain) {
    TemporaryFolder folder;
    {
        StoreFile store(folder.path());
        EXPECT_EQ(run_task(insert(store, "a")), 1);
    }
    StoreFile store(folder.path());
    EXPECT_EQ(run_task(count(store)), 1);
}

TEST(StoreFile, UndoesOnlyTheJobThatFailed) {
    TemporaryFolder folder;
    StoreFile store(folder.path());
    EXPECT_EQ(run_task(insert(store, "a")), 1);
    EXPECT_THROW(run_task(insert(store, "a")), SqliteError);
    EXPECT_EQ(run_task(insert(store, "b")), 1);
    EXPECT_EQ(run_task(count(store)), 2);
}

TEST(StoreFile, SharesOneCommitAmongJobsThatWaitTogether) {
    TemporaryFolder folder;
    StoreFile store(folder.path());
    const auto before = store.writer().commits();
    asio::io_context loop;
    // The writer is busy with the first until all others wait.
    std::promise<void> all_wait;
    auto hold = [come = all_wait.get_future().share()](Connection&) {
        come.wait();
        return 1;
    };
    std::vector<std::future<int>> results;
    results.push_back(asio::co_spawn(loop, store.writer().run(hold), asio::use_future));
    for (int i = 0; i < 200; ++i) {
        results.push_back(asio::co_spawn(loop, insert(store, "n" + std::to_string(i)), asio::use_future));
    }
    loop.poll();
    all_wait.set_value();
    loop.run();
    for (auto& result : results) EXPECT_EQ(result.get(), 1);
    EXPECT_EQ(run_task(count(store)), 200);
    EXPECT_LE(store.writer().commits() - before, 2U);
}

TEST(StoreFile, SaysThatAFullDiskLostNothing) {
    TemporaryFolder folder;
    StoreFile store(folder.path());
    store.writer().configure([](Connection& c) { c.execute("PRAGMA max_page_count = 1"); });
    const std::string large(1 << 20, 'x');
    try {
        run_task(insert(store, large));
        FAIL() << "a megabyte fitted into a full store";
    } catch (const SqliteError& error) {
        EXPECT_TRUE(error.is_full()) << error.what();
    }
    store.writer().configure([](Connection& c) { c.execute("PRAGMA max_page_count = 1000000"); });
    EXPECT_EQ(run_task(insert(store, "small")), 1);
    EXPECT_EQ(run_task(count(store)), 1);
}

TEST(StoreFile, RefusesAFolderThatAnotherProcessUses) {
    TemporaryFolder folder;
    StoreFile first(folder.path());
    EXPECT_THAT(opening(folder.path()), HasSubstr("in use by another fairgate process"));
}

TEST(StoreFile, RefusesADamagedFileAndLeavesItAlone) {
    TemporaryFolder folder;
    const auto file = folder.path() / "fairgate.db";
    const std::string rubbish(8192, '#');
    std::ofstream(file) << rubbish;
    EXPECT_THAT(opening(folder.path()), HasSubstr("damaged"));
    EXPECT_EQ(std::filesystem::file_size(file), rubbish.size());
}

TEST(StoreFile, RefusesAFileOfANewerVersion) {
    TemporaryFolder folder;
    ASSERT_EQ(opening(folder.path()), "opened");
    {
        Connection connection(folder.path() / "fairgate.db", Connection::Mode::read_write);
        connection.execute("PRAGMA user_version = 999");
    }
    EXPECT_THAT(opening(folder.path()), HasSubstr("newer version"));
}

TEST(StoreFile, RefusesAFileThatAnotherProgramHasLocked) {
    TemporaryFolder folder;
    ASSERT_EQ(opening(folder.path()), "opened");
    Connection other(folder.path() / "fairgate.db", Connection::Mode::read_write);
    other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    EXPECT_THAT(opening(folder.path()), HasSubstr("locked by another program"));
}

TEST(StoreFile, RefusesAFolderThatCannotBeMade) {
    TemporaryFolder folder;
    std::ofstream(folder.path() / "plain") << "a file";
    EXPECT_THAT(opening(folder.path() / "plain" / "data"), HasSubstr("cannot be made"));
}

TEST(Migrations, BringANewFileToTheNewestVersion) {
    TemporaryFolder folder;
    StoreFile store(folder.path());
    int version = 0;
    store.writer().configure([&version](Connection& c) { version = schema_version(c); });
    EXPECT_EQ(version, static_cast<int>(migrations().size()));
}

}  // namespace
}  // namespace fairgate::sqlite
