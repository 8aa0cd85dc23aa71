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

/// Whether the content "7" in `coding` is among what If-None-Match names.
bool has_copy(std::string_view if_none_match, std::string_view coding) {
    boost::beast::http::fields fields;
    fields.set(Field::if_none_match, if_none_match);
    Request request;
    request.fields = &fields;
    return request.has_copy_of("7", coding);
}

TEST(RequestIfNoneMatch, FindsATagInAListHoweverWeakItIs) {
    for (const auto* list : {"\"7\"", "W/\"7\"", "\"6\", W/\"7\"", "W/\"a,b\" ,\"7\",\"8\"", "*", " * "}) {
        EXPECT_TRUE(has_copy(list, "")) << list;
    }
    for (const auto* list : {"", "7", "\"7", "\"77\"", "\"\"", "\"6\" 7 \"8\"", "\"*\"", "\"7-\""}) {
        EXPECT_FALSE(has_copy(list, "")) << list;
    }
}

TEST(RequestIfNoneMatch, TellsCodingsApart) {
    EXPECT_TRUE(has_copy("\"7-br\"", "br"));
    EXPECT_TRUE(has_copy("\"7\", \"7-gzip\"", "gzip"));
    EXPECT_FALSE(has_copy("\"7\", \"7-gzip\"", "br"));
    EXPECT_FALSE(has_copy("\"7-br\"", ""));
    EXPECT_FALSE(has_copy("\"7br\"", "br"));
}

TEST(RequestIfNoneMatch, LooksAtEveryLine) {
    boost::beast::http::fields fields;
    fields.insert(Field::if_none_match, "\"6\"");
    fields.insert(Field::if_none_match, "\"7\"");
    Request request;
    request.fields = &fields;
    EXPECT_TRUE(request.has_copy_of("7", ""));
}

TEST(Failure, EscapesItsSentence) {
    EXPECT_EQ(failure(400, "bad", "say \"no\"").body_text(),
              R"({"success":false,"error":"say \"no\"","code":"bad"})");
}

}  // namespace
}  // namespace fairgate::http
