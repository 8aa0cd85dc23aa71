#include "base/encoding.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

namespace fairgate {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Bytes random_bytes(SeededRandom& random, std::size_t size) {
    Bytes bytes(size);
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

TEST(Base64Url, WritesWhatLibsodiumWritesAndReadsItBack) {
    SeededRandom random(3);
    for (std::size_t size = 0; size < 200; ++size) {
        const Bytes bytes = random_bytes(random, size);
        std::string expected(sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
        sodium_bin2base64(expected.data(), expected.size(), bytes.data(), size,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        expected.pop_back();
        EXPECT_EQ(to_base64url(bytes), expected);
        EXPECT_EQ(from_base64url(expected), bytes);
    }
}

TEST(Base64Url, ReadsNoCharacterButItsOwn) {
    for (int c = 0; c < 256; ++c) {
        const auto character = static_cast<char>(c);
        const bool is_known = kAlphabet.find(character) != std::string_view::npos;
        EXPECT_EQ(from_base64url(std::string{'A', character, 'A', 'A'}).has_value(), is_known) << c;
        // Beyond what is looked at in one go, and as the last of all.
        EXPECT_EQ(from_base64url(std::string(67, 'A') + character).has_value(), is_known) << c;
    }
}

TEST(Base64Url, ReadsNothingThatItWouldNotWrite) {
    for (const auto* text : {"A", "AAAAA", "AB", "A_", "AAB", "AA_", "AA==", "AAA=", "AA\n", " AA"}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
    EXPECT_TRUE(from_base64url("AQ"));
    EXPECT_TRUE(from_base64url("AAE"));
}

TEST(Base64Url, FillsNoFewerAndNoMoreBytesThanAskedFor) {
    Bytes bytes(6);
    EXPECT_TRUE(read_base64url("AQIDBAUG", bytes));
    EXPECT_EQ(bytes, (Bytes{1, 2, 3, 4, 5, 6}));
    EXPECT_FALSE(read_base64url("AQIDBAU", bytes));
    EXPECT_FALSE(read_base64url("AQIDBAUGAA", bytes));
    EXPECT_FALSE(read_base64url("", bytes));
}

}  // namespace
}  // namespace fairgate
