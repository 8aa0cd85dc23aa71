#include "base/storable_text.hpp"

#include <gtest/gtest.h>

namespace fairgate {
namespace {

TEST(StorableTextTest, ReplacesWhatIsNoUtf8AndKeepsTheRest) {
    EXPECT_EQ(storable_text("/api/\xC3\xA9\xF0\x9F\x8E\xAB"), "/api/\xC3\xA9\xF0\x9F\x8E\xAB");
    EXPECT_EQ(storable_text("/api/\xFF\xFE"), "/api/\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(storable_text("a\xC3"), "a\xEF\xBF\xBD") << "cut off";
    EXPECT_EQ(storable_text("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "longer than need be";
    EXPECT_EQ(storable_text(std::string_view("\0", 1)), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace fairgate
