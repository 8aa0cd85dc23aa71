#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <span>

namespace fairgate {

/// The only source of randomness. Thread-safe; outlives the server.
class Random {
  public:
    virtual ~Random() = default;

    virtual void fill(std::span<std::byte> bytes) = 0;

    std::uint64_t next() {
        std::uint64_t value = 0;
        fill(std::as_writable_bytes(std::span(&value, 1)));
        return value;
    }

    /// Uniform in [0, bound) by Lemire's multiplication; `bound` > 0. The bias is below 2^-32 for the bounds
    /// used here.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
    }
};

/// The operating system's generator, through libsodium.
class SystemRandom final : public Random {
  public:
    SystemRandom();
    void fill(std::span<std::byte> bytes) override;
};

/// Repeatable, for tests and demo data; never for secrets.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte> bytes) override;

  private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace fairgate
