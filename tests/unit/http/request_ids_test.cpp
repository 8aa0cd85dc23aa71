#include "http/request_ids.hpp"

#include <gtest/gtest.h>

namespace fairgate::http {
namespace {

constexpr const char* kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr const char* kTraceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

class RequestIdsTest : public ::testing::Test {
  protected:
    RequestIds ids() { return ids_of_request(headers_, random_); }

    boost::beast::http::fields headers_;
    SeededRandom random_{1};
};

TEST_F(RequestIdsTest, AreWhatTheHeadersSay) {
    headers_.set("X-Request-Id", "from-the-proxy");
    headers_.set("traceparent", kTraceparent);
    EXPECT_EQ(ids().id, "from-the-proxy");
    EXPECT_EQ(ids().trace, kTrace);
}

TEST_F(RequestIdsTest, HaveOneTextForBothWithoutATraceparent) {
    headers_.set("X-Request-Id", "from-the-proxy");
    EXPECT_EQ(ids().trace, "from-the-proxy");
}

TEST_F(RequestIdsTest, AreMadeWhenNobodySentAny) {
    const auto first = ids();
    EXPECT_EQ(first.id.size(), 32u);
    EXPECT_EQ(first.trace, first.id);
    EXPECT_NE(ids().id, first.id);
}

TEST_F(RequestIdsTest, IgnoreWhatIsNotValid) {
    headers_.set("X-Request-Id", "with \"quotes\"");
    headers_.set("traceparent", "00-xyz-00f067aa0ba902b7-01");
    const auto made = ids();
    EXPECT_EQ(made.id.size(), 32u);
    EXPECT_EQ(made.trace, made.id);
}

TEST_F(RequestIdsTest, IgnoreATraceparentThatCameTwice) {
    headers_.set("X-Request-Id", "from-the-proxy");
    headers_.insert("traceparent", kTraceparent);
    headers_.insert("traceparent", kTraceparent);
    EXPECT_EQ(ids().trace, "from-the-proxy");
}

}  // namespace
}  // namespace fairgate::http
