#include "base/money.hpp"

#include <gtest/gtest.h>

namespace fairgate {
namespace {

TEST(FeeRule, TakesFivePercentOfEachTicket) {
    EXPECT_EQ(FeeRule{}.of(MinorUnits{12'500}), MinorUnits{625});
}

TEST(FeeRule, RoundsHalfAUnitUp) {
    EXPECT_EQ(FeeRule{}.of(MinorUnits{10}), MinorUnits{1});
    EXPECT_EQ(FeeRule{}.of(MinorUnits{9}), MinorUnits{0});
    EXPECT_EQ(FeeRule{}.of(MinorUnits{0}), MinorUnits{0});
}

}  // namespace
}  // namespace fairgate
