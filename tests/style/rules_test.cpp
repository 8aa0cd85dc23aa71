#include "style/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairgate::style {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// The lines of `code` that `rule` complains about.
std::vector<std::size_t> lines(const Rule& rule, std::string code,
                               std::string path = "src/catalog/sample.cpp") {
    std::vector<std::size_t> found;
    for (const Finding& finding : check(rule, SourceFile::of(std::move(path), std::move(code)))) {
        found.push_back(finding.line);
    }
    return found;
}

TEST(SourceFile, BlanksCommentsAndLiteralsInPlace) {
    const auto file = SourceFile::of("a.cpp", "f(\"x\\\"{\", '{', 1'000); // {\nR\"q({)q\" /* {\n{ */ g();");
    EXPECT_EQ(file.code.size(), file.text.size());
    EXPECT_FALSE(file.code.contains('{'));
    EXPECT_TRUE(file.code.contains("1'000);"));
    EXPECT_TRUE(file.code.ends_with("g();"));
}

TEST(SourceFile, AnExcuseWithAReasonCountsOnItsLineAndTheNext) {
    EXPECT_THAT(lines(no_detached, "// style-ok(detached): ends with the process\nspawn(detached);"),
                IsEmpty());
    EXPECT_THAT(lines(no_detached, "spawn(detached);  // style-ok(detached): ends with the process"),
                IsEmpty());
    EXPECT_THAT(lines(no_detached, "// style-ok(detached):\nspawn(detached);"), ElementsAre(2));
    EXPECT_THAT(lines(no_detached, "// style-ok(raw-clock): ends with the process\nspawn(detached);"),
                ElementsAre(2));
}

class IncludeArrowsTest : public testing::Test {
  protected:
    std::vector<std::size_t> of(const std::string& path, const std::string& header) {
        return lines(arrows_, "#include \"" + header + "\"\n", path);
    }

    IncludeArrows arrows_{{
        SourceFile::of("src/inventory/CMakeLists.txt",
                       "fairgate_library(fairgate_inventory LINKS fairgate_base\n"
                       "                 fairgate_catalog)\n"),
        SourceFile::of("src/adapters/sqlite/CMakeLists.txt",
                       "fairgate_library(fairgate_sqlite LINKS fairgate_base fairgate_inventory)\n"),
        SourceFile::of("src/http/CMakeLists.txt",
                       "fairgate_library(fairgate_http LINKS fairgate_inventory)\n"),
        SourceFile::of("src/rehearsal/CMakeLists.txt",
                       "fairgate_library(fairgate_rehearsal LINKS fairgate_base fairgate_inventory\n"
                       "                 fairgate_http)\n"),
    }};
};

TEST_F(IncludeArrowsTest, ACapabilityIncludesBaseAndWhatItLinks) {
    EXPECT_THAT(of("src/inventory/hold.cpp", "inventory/hold.hpp"), IsEmpty());
    EXPECT_THAT(of("src/inventory/hold.cpp", "base/clock.hpp"), IsEmpty());
    EXPECT_THAT(of("src/inventory/hold.cpp", "catalog/event.hpp"), IsEmpty());
    EXPECT_THAT(of("src/inventory/hold.cpp", "accounts/user.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/inventory/hold.cpp", "catalog/detail/search.hpp"), ElementsAre(1));
}

TEST_F(IncludeArrowsTest, NothingPointsOutwards) {
    EXPECT_THAT(of("src/base/clock.cpp", "catalog/event.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/inventory/hold.cpp", "adapters/sqlite/store.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/inventory/hold.cpp", "http/server.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/http/server.cpp", "adapters/sqlite/store.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/adapters/sqlite/store.cpp", "http/server.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/http/server.cpp", "cli/serve.hpp"), ElementsAre(1));
}

TEST_F(IncludeArrowsTest, AClientKnowsTheTypesOnTheWireAndNothingBehindThem) {
    EXPECT_THAT(of("src/rehearsal/fan.cpp", "base/json.hpp"), IsEmpty());
    EXPECT_THAT(of("src/rehearsal/fan.cpp", "inventory/api.hpp"), IsEmpty());
    EXPECT_THAT(of("src/rehearsal/fan.cpp", "http/api.hpp"), IsEmpty());
    EXPECT_THAT(of("src/rehearsal/fan.cpp", "inventory/hold.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/rehearsal/fan.cpp", "http/server.hpp"), ElementsAre(1));
    EXPECT_THAT(of("src/http/server.cpp", "rehearsal/fan.hpp"), SizeIs(1));
    EXPECT_THAT(of("src/inventory/hold.cpp", "rehearsal/fan.hpp"), SizeIs(1));
    EXPECT_THAT(of("src/cli/rehearse_command.cpp", "rehearsal/rehearsal.hpp"), IsEmpty());
}

TEST_F(IncludeArrowsTest, OnlyCliWiresAdapters) {
    EXPECT_THAT(of("src/cli/serve.cpp", "adapters/sqlite/store.hpp"), IsEmpty());
    EXPECT_THAT(of("src/cli/serve.cpp", "http/server.hpp"), IsEmpty());
    EXPECT_THAT(of("src/adapters/sqlite/store.cpp", "inventory/seat_store.hpp"), IsEmpty());
}

TEST_F(IncludeArrowsTest, IncludesAreRootedAtSrc) {
    EXPECT_THAT(of("src/inventory/hold.cpp", "hold.hpp"), ElementsAre(1));
}

TEST(RawClock, IsFoundOutsideBase) {
    const std::string code =
        "auto a = std::chrono::system_clock::now();\nstd::random_device b;\nlong c = time(nullptr);";
    EXPECT_THAT(lines(no_raw_clocks, code), ElementsAre(1, 2, 3));
    EXPECT_THAT(lines(no_raw_clocks, code, "src/base/clock.cpp"), IsEmpty());
    EXPECT_THAT(lines(no_raw_clocks, code, "tests/simulation/world.cpp"), ElementsAre(1, 2, 3));
}

TEST(RawClock, IsFoundInSql) {
    EXPECT_THAT(lines(no_raw_clocks, "auto sql = \"UPDATE a SET b = CURRENT_TIMESTAMP\";"), ElementsAre(1));
}

TEST(RawClock, IsNotThePort) {
    EXPECT_THAT(
        lines(no_raw_clocks, "auto a = clock_.now();\n// not system_clock::now()\nf(\"steady_timer\");"),
        IsEmpty());
}

TEST(Detached, IsFoundInCodeAlone) {
    EXPECT_THAT(lines(no_detached, "asio::co_spawn(a, b(), asio::detached);"), ElementsAre(1));
    EXPECT_THAT(lines(no_detached, "// never detached\nlog(\"detached\"); bool is_detached;"), IsEmpty());
}

TEST(AwaitableOr, IsFoundWhereTheOperatorsAreUsed) {
    const std::string use = "using namespace asio::experimental::awaitable_operators;\n";
    EXPECT_THAT(lines(no_awaitable_or, use + "auto r = co_await (read() || sleep());"), ElementsAre(2));
    EXPECT_THAT(lines(no_awaitable_or, use + "co_await (read() && write());\nif (a || b) c();"), IsEmpty());
    EXPECT_THAT(lines(no_awaitable_or, "if (co_await read() || b) c();"), IsEmpty());
}

TEST(LockAcrossAwait, IsFoundInTheScopeOfTheLock) {
    EXPECT_THAT(lines(no_lock_across_await, "{\n std::lock_guard lock(mutex_);\n co_await a();\n}"),
                ElementsAre(3));
    EXPECT_THAT(lines(no_lock_across_await,
                      "{\n std::unique_lock<std::mutex> lock{m};\n if (a) {\n  co_await b();\n }\n}"),
                ElementsAre(4));
}

TEST(LockAcrossAwait, EndsWithTheScopeOrUnlock) {
    EXPECT_THAT(
        lines(no_lock_across_await, "{ { const std::scoped_lock lock(a, b); c(); }\n co_await d(); }"),
        IsEmpty());
    EXPECT_THAT(
        lines(no_lock_across_await, "{ std::unique_lock lock(m); a(); lock.unlock();\n co_await b(); }"),
        IsEmpty());
    EXPECT_THAT(
        lines(no_lock_across_await, "void f(std::unique_lock<std::mutex>& lock);\nx() { co_await b(); }"),
        IsEmpty());
}

TEST(CapturingCoroutine, IsFoundWithAnyCapture) {
    EXPECT_THAT(lines(no_capturing_coroutine, "spawn([this]() -> Task<void> { co_await run(); });"),
                ElementsAre(1));
    EXPECT_THAT(lines(no_capturing_coroutine, "auto f = [&] {\n co_return 1;\n};"), ElementsAre(1));
    EXPECT_THAT(
        lines(no_capturing_coroutine, "f(a,\n  [x = y](int z) mutable -> Task<int> { co_return z; });"),
        ElementsAre(2));
}

TEST(CapturingCoroutine, IsNeitherAPlainLambdaNorACaptureless) {
    EXPECT_THAT(
        lines(no_capturing_coroutine, "spawn([](Self& s) -> Task<void> { co_await s.run(); }(*this));"),
        IsEmpty());
    EXPECT_THAT(lines(no_capturing_coroutine, "co_await post([this] { run(); });"), IsEmpty());
    EXPECT_THAT(lines(no_capturing_coroutine, "g([&] { h([](int a) -> Task<int> { co_return a; }); });"),
                IsEmpty());
    EXPECT_THAT(
        lines(no_capturing_coroutine, "int a[3];\nif (b[i]) { co_await c(); }\n[[nodiscard]] Task<int> d();"),
        IsEmpty());
}

TEST(AssembledSql, IsFoundWhenAddedOrFormatted) {
    EXPECT_THAT(lines(no_assembled_sql, "run(\"SELECT a FROM b WHERE c = \" + id);"), ElementsAre(1));
    EXPECT_THAT(lines(no_assembled_sql, "auto q =\n  fmt::format(\"DELETE FROM {}\", table);"),
                ElementsAre(2));
    EXPECT_THAT(lines(no_assembled_sql, "sql += \" WHERE city = ?\";"), ElementsAre(1));
}

TEST(AssembledSql, IsNotAConstant) {
    EXPECT_THAT(lines(no_assembled_sql, "constexpr auto kFind = \"SELECT a FROM b \"\n    \"WHERE c = ?\";"),
                IsEmpty());
    EXPECT_THAT(lines(no_assembled_sql, "log(\"select a seat \" + id);"), IsEmpty());
}

TEST(Layout, LinesEndAtColumn110) {
    EXPECT_THAT(lines(line_length, std::string(110, 'x') + "\n" + std::string(111, 'x')), ElementsAre(2));
    std::string umlauts;
    for (int i = 0; i < 110; ++i) umlauts += "ä";
    EXPECT_THAT(lines(line_length, umlauts), IsEmpty());
}

std::string repeated(const std::string& line, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += line;
    return text;
}

TEST(Layout, FilesEndAtLine500) {
    EXPECT_THAT(lines(file_length, repeated("\n", 500)), IsEmpty());
    EXPECT_THAT(lines(file_length, repeated("\n", 501)), ElementsAre(1));
}

TEST(Layout, FunctionsEndAfter70Lines) {
    const std::string fits = "int f() {\n" + repeated("    g();\n", 68) + "}\n";
    const std::string too_long = "int f() {\n" + repeated("    g();\n", 69) + "}\n";
    EXPECT_THAT(lines(function_length, "namespace a {\n" + fits + "}\n"), IsEmpty());
    EXPECT_THAT(lines(function_length, "namespace a {\n" + too_long + "}\n"), ElementsAre(2));
    EXPECT_THAT(lines(function_length, "class A {\n  public:\n" + too_long + "};\n"), ElementsAre(3));
}

TEST(Layout, ClassesAndTablesMayBeLonger) {
    EXPECT_THAT(lines(function_length, "struct A {\n" + repeated("    int f();\n", 90) + "};\n"), IsEmpty());
    EXPECT_THAT(lines(function_length, "constexpr int kTable[] = {\n" + repeated("    1,\n", 90) + "};\n"),
                IsEmpty());
    EXPECT_THAT(lines(function_length, "#define A(x) { \\\n  x\nint f() {\n    g();\n}\n"), IsEmpty());
}

TEST(Words, AHeaderBeginsWithPragmaOnce) {
    EXPECT_THAT(lines(pragma_once, "#pragma once\n", "src/a.hpp"), IsEmpty());
    EXPECT_THAT(lines(pragma_once, "#ifndef A\n", "src/a.hpp"), ElementsAre(1));
}

TEST(Words, UnfinishedWorkIsFound) {
    EXPECT_THAT(lines(no_unfinished_work,
                      "f();  // TO"
                      "DO: g"),
                ElementsAre(1));
    EXPECT_THAT(lines(no_unfinished_work, "a todo list, kTODOs, hackney"), IsEmpty());
}

TEST(Words, PathsOfOneMachineAreFound) {
    EXPECT_THAT(lines(no_machine_paths,
                      "open(\"/ho"
                      "me/ann/data\");"),
                ElementsAre(1));
    EXPECT_THAT(lines(no_machine_paths,
                      "get(\"/api/ho"
                      "me/x\"); $folder/ro"
                      "ot/"),
                IsEmpty());
}

TEST(Words, SkippedTestsAreFound) {
    EXPECT_THAT(lines(no_skipped_tests, "GTEST_SKIP();\nTEST(A, DISABLED_B) {}", "tests/unit/a_test.cpp"),
                ElementsAre(1, 2));
    EXPECT_THAT(lines(no_skipped_tests, "it.only(\"buys\", () => {});", "web/e2e/journey.test.ts"),
                ElementsAre(1));
    EXPECT_THAT(lines(no_skipped_tests, "exit.skip();", "web/src/app/main.ts"), IsEmpty());
}

}  // namespace

}  // namespace fairgate::style
