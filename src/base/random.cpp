#include "base/random.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace fairgate {

namespace {

/// What one thread has fetched from the system and not given out yet: a system call for the few bytes of each
/// request is a good part of what a small answer costs. What is given out is forgotten here. A process that
/// forks without exec would share it: the server does not.
class Reserve {
  public:
    void take(std::span<std::byte> bytes) {
        if (left_ < bytes.size()) refill();
        const auto from = std::span(bytes_).subspan(left_ - bytes.size(), bytes.size());
        std::ranges::copy(from, bytes.begin());
        sodium_memzero(from.data(), from.size());
        left_ -= bytes.size();
    }

  private:
    void refill() {
        randombytes_buf(bytes_.data(), bytes_.size());
        left_ = bytes_.size();
    }

    std::array<std::byte, 1024> bytes_{};
    std::size_t left_ = 0;
};

constexpr std::size_t kReservedMax = 64;

}  // namespace

SystemRandom::SystemRandom() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

void SystemRandom::fill(std::span<std::byte> bytes) {
    thread_local Reserve reserve;
    if (bytes.size() <= kReservedMax) return reserve.take(bytes);
    randombytes_buf(bytes.data(), bytes.size());
}

void SeededRandom::fill(std::span<std::byte> bytes) {
    const std::lock_guard lock(mutex_);
    while (!bytes.empty()) {
        const std::uint64_t word = engine_();
        const auto count = std::min(bytes.size(), sizeof word);
        std::memcpy(bytes.data(), &word, count);
        bytes = bytes.subspan(count);
    }
}

}  // namespace fairgate
