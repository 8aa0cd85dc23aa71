#include "base/json.hpp"

#include "base/json_schema.hpp"

#include <gmock/gmock.h>

namespace fairgate::sample {

BOOST_DEFINE_ENUM_CLASS(Colour, red, dark_green)

struct Leaf {
    std::uint32_t seat_count = 0;
    std::optional<std::string> nick_name;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (seat_count, nick_name))

struct Tree {
    EventId id;
    MinorUnits total_amount;
    Colour colour = Colour::red;
    std::vector<Leaf> leaves;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (id, total_amount, colour, leaves))

struct Letter {
    json::value enclosed;
    std::vector<json::value> more;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (enclosed, more))

}  // namespace fairgate::sample

namespace fairgate {
namespace {

using sample::Colour;
using sample::Leaf;
using sample::Tree;

const Tree kTree{EventId{1}, MinorUnits{12'550}, Colour::dark_green, {{3, "front"}, {4, std::nullopt}}};
constexpr std::string_view kText = R"({"id":"0000000000001","totalAmount":12550,"colour":"dark_green",)"
                                   R"("leaves":[{"seatCount":3,"nickName":"front"},{"seatCount":4}]})";

std::string refusal(std::string_view text) {
    const auto read = from_json_text<Tree>(text);
    return read ? "accepted" : read.error().path + " " + read.error().reason;
}

TEST(Json, WritesMembersInCamelCaseAndLeavesOutEmptyOptionals) {
    EXPECT_EQ(to_json_text(kTree), kText);
}

TEST(Json, EscapesWhatItMust) {
    std::string every;
    for (int c = 0; c < 128; ++c) every += static_cast<char>(c);
    every += "gr\u00fc\u00df \U0001F3AB";
    const std::string text = to_json_text(Leaf{1, every});
    EXPECT_EQ(json::parse(text).at("nickName").as_string(), every);
    EXPECT_EQ(text, json::serialize(json::parse(text)));
}

TEST(Json, EscapesWhereverItStands) {
    for (std::size_t length = 1; length < 40; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            std::string value(length, 'a');
            value[at] = '"';
            EXPECT_EQ(json::parse(to_json_text(Leaf{1, value})).at("nickName").as_string(), value);
        }
    }
}

TEST(Json, WritesEmptyListsAndTheEndsOfNumbers) {
    EXPECT_EQ(to_json_text(Tree{}), R"({"id":"0000000000000","totalAmount":0,"colour":"red","leaves":[]})");
    EXPECT_EQ(to_json_text(MinorUnits{INT64_MIN}), "-9223372036854775808");
    EXPECT_EQ(to_json_text(UINT64_MAX), "18446744073709551615");
    EXPECT_EQ(to_json_text(0.5), json::serialize(json::value(0.5)));
}

TEST(Json, ReadsWhatItWrites) {
    const auto read = from_json_text<Tree>(kText);
    ASSERT_TRUE(read) << read.error().reason;
    EXPECT_EQ(to_json_text(*read), kText);
}

TEST(Json, NamesThePlaceOfWhatIsWrong) {
    EXPECT_EQ(refusal("{"), "$ is not valid JSON: incomplete JSON");
    EXPECT_EQ(refusal("[]"), "$ must be an object");
    EXPECT_EQ(refusal("{}"), "$.id is required");
    const std::string head = R"({"id":"0000000000001","totalAmount":1,"colour":"red","leaves":)";
    EXPECT_EQ(refusal(head + "3}"), "$.leaves must be an array");
    EXPECT_EQ(refusal(head + R"([{"seatCount":1},{"seatCount":-1}]})"),
              "$.leaves[1].seatCount is out of range");
    EXPECT_EQ(refusal(head + R"([{"seatCount":1.5}]})"), "$.leaves[0].seatCount must be an integer");
    EXPECT_EQ(refusal(head + R"([{"seatCount":4294967296}]})"), "$.leaves[0].seatCount is out of range");
    EXPECT_EQ(refusal(head + R"([{"seatCount":1,"nickName":5}]})"), "$.leaves[0].nickName must be a string");
    EXPECT_EQ(refusal(head + R"([],"extra":1})"), "$.extra is not a known property");
}

TEST(Json, RefusesANameThatAnObjectHasTwice) {
    const auto parses = [](std::string_view text) { return parse_json(text).has_value(); };
    EXPECT_EQ(refusal(R"({"id":"0000000000001","id":"0000000000002"})"), "$ has an object with a name twice");
    EXPECT_FALSE(parses(R"([1,{"a":{"b":1,"c":[],"b":2}}])"));
    EXPECT_FALSE(parses(R"({"a":{"b":1,"c":{}},"a":{}})")) << "with all that is in it";
    EXPECT_FALSE(parses(R"({"a":1,"\u0061":1})")) << "however it is written";
    EXPECT_TRUE(parses(R"({"a":1,"A":2,"b":{"a":3},"c":[{"a":1},{"a":"a"}],"":{}})"));
}

TEST(Json, ReadsEveryKindOfValueAsTheLibraryDoes) {
    const std::string text = R"({"text":"a\u00e9\n\"","empty":"","long":")" + std::string(5'000, 'x') +
                             R"(","numbers":[0,-1,9223372036854775808,1.5e3],"flags":[true,false,null]})";
    EXPECT_EQ(*parse_json(text), json::parse(text));
    for (const auto* broken : {"", "{", "[1,]", "{}x", "{} {}", "nul", "\"\xff\"", "{\"a\"}"}) {
        EXPECT_FALSE(parse_json(broken)) << broken;
    }
    EXPECT_EQ(refusal("{} {}"), "$ is not valid JSON: extra data");
}

TEST(Json, TakesAnExplicitNullForAnOptional) {
    const auto read = from_json_text<Leaf>(R"({"seatCount":1,"nickName":null})");
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->nick_name);
}

TEST(Json, KeepsValuesOfADocumentThatIsGone) {
    const std::string text =
        R"({"enclosed":{"a":["a text that needs memory of its own",{}]},"more":["and another"]})";
    const auto read = from_json_text<sample::Letter>(text);
    ASSERT_TRUE(read);
    const sample::Letter copy = *read;
    EXPECT_EQ(to_json_text(copy), text);
}

TEST(Json, WritesMoreThanThePieceOfTheStack) {
    const std::vector<std::string> lines(1'000, std::string(100, 'x'));
    const auto read = from_json_text<std::vector<std::string>>(to_json_text(lines));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, lines);
}

TEST(Json, RefusesDeepNesting) {
    const std::string deep(100, '[');
    EXPECT_FALSE(parse_json(deep + std::string(100, ']')));
}

TEST(JsonSchema, DescribesStructsByReference) {
    SchemaRegistry registry;
    const auto schema = registry.schema_of<Tree>();
    EXPECT_EQ(schema.at("$ref").as_string(), "#/components/schemas/Tree");
    const auto& leaf = registry.components().at("Leaf").as_object();
    EXPECT_EQ(json::serialize(leaf.at("required")), R"(["seatCount"])");
    EXPECT_EQ(json::serialize(registry.components().at("Colour").at("enum")), R"(["red","dark_green"])");
}

}  // namespace
}  // namespace fairgate
