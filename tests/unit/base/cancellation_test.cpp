#include "base/cancellation.hpp"

#include "base/task.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace fairgate {
namespace {

TEST(CancellationTest, IsToldFromEveryOtherFailure) {
    using boost::system::system_error;
    EXPECT_TRUE(was_cancelled(system_error(asio::error::operation_aborted)));
    EXPECT_FALSE(was_cancelled(system_error(asio::error::connection_reset)));
    EXPECT_FALSE(was_cancelled(std::runtime_error("no room")));
}

}  // namespace
}  // namespace fairgate
