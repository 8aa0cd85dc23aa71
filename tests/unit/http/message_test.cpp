#include "http/message.hpp"

#include <gtest/gtest.h>

namespace fairgate::http {
namespace {

Request with_query(std::string_view query) {
    Request request;
    request.query_text = query;
    return request;
}

TEST(RequestQuery, FindsEveryParameterWhereverItStands) {
    const std::string text = "status=on_sale&limit=50&q=";
    const auto request = with_query(text);
    EXPECT_EQ(request.query("status"), "on_sale");
    EXPECT_EQ(request.query("limit"), "50");
    EXPECT_EQ(request.query("q"), "");
    EXPECT_EQ(request.query("cursor"), std::nullopt);
}

TEST(RequestQuery, DecodesPercentsAndPluses) {
    EXPECT_EQ(with_query("q=M%C3%BCnchen+tonight%2B1").query("q"), "M\u00fcnchen tonight+1");
}

TEST(RequestQuery, TakesTheFirstOfARepeatedParameter) {
    EXPECT_EQ(with_query("limit=1&limit=2").query("limit"), "1");
}

TEST(RequestQuery, RefusesABrokenQuery) {
    EXPECT_THROW(static_cast<void>(with_query("q=%zz").query("q")), HttpFailure);
}

TEST(RequestCookie, FindsTheWholeNameOnly) {
    boost::beast::http::fields fields;
    fields.set(Field::cookie, "other_session=1; session=two; last=3");
    Request request;
    request.fields = &fields;
    EXPECT_EQ(request.cookie("session"), "two");
    EXPECT_EQ(request.cookie("last"), "3");
    EXPECT_EQ(request.cookie("absent"), "");
}

TEST(RequestEncoding, HonoursARefusal) {
    boost::beast::http::fields fields;
    fields.set(Field::accept_encoding, "br;q=0, gzip;q=0.5");
    Request request;
    request.fields = &fields;
    EXPECT_TRUE(request.accepts_encoding("gzip"));
    EXPECT_FALSE(request.accepts_encoding("br"));
    EXPECT_FALSE(request.accepts_encoding("zstd"));
}

TEST(Failure, EscapesItsSentence) {
    EXPECT_EQ(failure(400, "bad", "say \"no\"").body_text(),
              R"({"success":false,"error":"say \"no\"","code":"bad"})");
}

}  // namespace
}  // namespace fairgate::http
