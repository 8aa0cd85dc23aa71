#include "base/sealed_text.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace fairgate::testing {
namespace {

const std::string kLong = std::string(SealedText::kFileBytesMin, 'a') + "end";

/// What the kernel would send.
std::string read_file(int file, std::size_t size) {
    std::string bytes(size + 1, '\0');
    const auto count = ::pread(file, bytes.data(), bytes.size(), 0);
    bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return bytes;
}

TEST(SealedText, IsAFileWhenItIsLong) {
    const SealedText text(kLong);
    EXPECT_EQ(text.text(), kLong);
    ASSERT_GE(text.file(), 0);
    EXPECT_EQ(read_file(text.file(), kLong.size()), kLong);
}

TEST(SealedText, IsNoFileWhenItIsVeryLong) {
    const std::string text(SealedText::kFileBytesMax + 1, 'a');
    EXPECT_EQ(SealedText(text).text(), text);
    EXPECT_EQ(SealedText(text).file(), -1);
}

TEST(SealedText, IsNoFileWhenItIsShort) {
    const SealedText text("short");
    EXPECT_EQ(text.text(), "short");
    EXPECT_EQ(text.file(), -1);
    EXPECT_EQ(SealedText().text(), "");
}

TEST(SealedText, MovesAndClosesItsFileOnce) {
    int file = -1;
    {
        SealedText first(kLong);
        file = first.file();
        SealedText second("short");
        second = std::move(first);
        EXPECT_EQ(second.file(), file);
        const SealedText third(std::move(second));
        EXPECT_EQ(third.text(), kLong);
        EXPECT_EQ(read_file(file, kLong.size()), kLong);
    }
    EXPECT_EQ(read_file(file, kLong.size()), "") << "the file is still open";
}

TEST(SealedText, DoesWithoutAFileWhenNoMoreMayBeOpened) {
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    const SealedText text(kLong);
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(text.text(), kLong);
    EXPECT_EQ(text.file(), -1);
}

}  // namespace
}  // namespace fairgate::testing
