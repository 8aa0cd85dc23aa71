#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <vector>

namespace fairgate {
namespace {

TEST(SystemRandom, NeverGivesTheSameTwiceOnAnyThread) {
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kValues = 10'000;
    SystemRandom random;
    std::array<std::vector<std::uint64_t>, kThreads> values;
    {
        std::vector<std::jthread> threads;
        for (auto& mine : values) {
            threads.emplace_back([&random, &mine] {
                for (std::size_t i = 0; i < kValues; ++i) mine.push_back(random.next());
            });
        }
    }
    std::set<std::uint64_t> all;
    for (const auto& mine : values) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), kThreads * kValues);
}

TEST(SystemRandom, FillsEverySize) {
    SystemRandom random;
    for (std::size_t size = 1; size <= 200; ++size) {
        std::vector<std::byte> bytes(size);
        // A byte stays zero by chance once in 256 times, and eight times in a row by no chance at all.
        std::vector<bool> seen(size);
        for (int round = 0; round < 8; ++round) {
            random.fill(bytes);
            for (std::size_t i = 0; i < size; ++i) seen[i] = seen[i] || bytes[i] != std::byte{};
        }
        EXPECT_EQ(std::ranges::count(seen, false), 0) << size << " bytes";
    }
}

TEST(SystemRandom, HasNoFavouriteBits) {
    SystemRandom random;
    constexpr int kValues = 100'000;
    std::array<int, 64> ones{};
    for (int i = 0; i < kValues; ++i) {
        const auto value = random.next();
        for (std::size_t bit = 0; bit < ones.size(); ++bit) ones[bit] += static_cast<int>(value >> bit & 1);
    }
    // Ten standard deviations of a fair coin.
    for (const int count : ones) EXPECT_NEAR(count, kValues / 2, 1'600);
}

}  // namespace
}  // namespace fairgate
