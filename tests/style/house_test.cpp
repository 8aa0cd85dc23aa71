#include "style/rules.hpp"
#include "support/checkout.hpp"

#include <gtest/gtest.h>

namespace fairgate::style {

namespace {

const std::vector<SourceFile>& house() {
    static const std::vector<SourceFile> files = load_tree(testing::kCheckout);
    return files;
}

::testing::AssertionResult is_clean(const Rule& rule) {
    std::string all;
    for (const SourceFile& file : house()) {
        for (const Finding& finding : check(rule, file)) all += to_string(finding) + "\n";
    }
    if (all.empty()) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\n" << all;
}

TEST(House, HasFilesToLookAt) {
    EXPECT_GT(house().size(), 50U);
}

TEST(House, IncludesFollowTheArrows) {
    EXPECT_TRUE(is_clean(IncludeArrows(house())));
}

TEST(House, TimeAndRandomnessComeThroughPorts) {
    EXPECT_TRUE(is_clean(no_raw_clocks));
}

TEST(House, SpawnsInTaskGroups) {
    EXPECT_TRUE(is_clean(no_detached));
}

TEST(House, RacesWithoutOperatorOr) {
    EXPECT_TRUE(is_clean(no_awaitable_or));
}

TEST(House, HoldsNoLockAcrossAnAwait) {
    EXPECT_TRUE(is_clean(no_lock_across_await));
}

TEST(House, HasNoCapturingCoroutine) {
    EXPECT_TRUE(is_clean(no_capturing_coroutine));
}

TEST(House, AssemblesNoSql) {
    EXPECT_TRUE(is_clean(no_assembled_sql));
}

TEST(House, KeepsLinesShort) {
    EXPECT_TRUE(is_clean(line_length));
}

TEST(House, KeepsFilesShort) {
    EXPECT_TRUE(is_clean(file_length));
}

TEST(House, KeepsFunctionsShort) {
    EXPECT_TRUE(is_clean(function_length));
}

TEST(House, BeginsHeadersWithPragmaOnce) {
    EXPECT_TRUE(is_clean(pragma_once));
}

TEST(House, LeavesNothingUnfinished) {
    EXPECT_TRUE(is_clean(no_unfinished_work));
}

TEST(House, NamesNoPathOfOneMachine) {
    EXPECT_TRUE(is_clean(no_machine_paths));
}

TEST(House, SkipsNoTest) {
    EXPECT_TRUE(is_clean(no_skipped_tests));
}

}  // namespace

}  // namespace fairgate::style
