#include "base/clock.hpp"
#include "base/random.hpp"
#include "tool.hpp"
#include "waitingroom/work_challenge.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

namespace fairgate::bench {
namespace {

/// How often `once` can be done a second, tried for `seconds`.
double rate_of(const std::function<void()>& once, double seconds) {
    constexpr int kBatch = 1'000;
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t done = 0;
    for (;;) {
        for (int i = 0; i < kBatch; ++i) once();
        done += kBatch;
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
        if (passed.count() >= seconds) return static_cast<double>(done) / passed.count();
    }
}

/// What a program that joins by the thousand does, one hash after the other.
double hashes_per_second(std::string text, double seconds) {
    std::uint64_t number = 0;
    unsigned most = 0;
    const double rate =
        rate_of([&] { most = std::max(most, work_in(text + "." + std::to_string(number++))); }, seconds);
    if (most == 0) throw std::runtime_error("no hash began with a zero bit");
    return rate;
}

/// What the server does with each proof.
double checks_per_second(unsigned bits, double seconds) {
    SystemClock clock;
    SystemRandom random;
    const Timestamp now = clock.now();
    const EventId event = EventId::make(now, random);
    const SessionId holder = SessionId::make(now, random);
    const WorkChallenges challenges(SecretKey{}, bits);
    const std::string challenge = challenges.issue(event, holder, now);
    std::uint64_t number = 0;
    while (work_in(challenge + "." + std::to_string(number)) < bits) ++number;
    const std::string proof = challenge + "." + std::to_string(number);
    return rate_of(
        [&] {
            if (!challenges.accepts(proof, event, holder, now)) {
                throw std::runtime_error("a proof was refused");
            }
        },
        seconds);
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    using namespace fairgate::bench;
    CLI::App app("Computes and checks proofs of work on one core.");
    unsigned bits = 18;
    double seconds = 5;
    app.add_option("--bits", bits, "Zero bits of the proof that is checked")->capture_default_str();
    app.add_option("--seconds", seconds, "How long each of both is done")->capture_default_str();
    return run_tool(app, argc, argv, [&] {
        const boost::json::value figures{
            {"hashesPerSecond", hashes_per_second("FGW1.0123456789012345678901234567", seconds)},
            {"checksPerSecond", checks_per_second(bits, seconds)}};
        fmt::print("{}\n", boost::json::serialize(figures));
        return 0;
    });
}
