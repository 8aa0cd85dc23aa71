#include "faults/fans.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <cstdlib>

namespace fairgate::faults {

Fans::Fans(Crowd& crowd, int shoppers, std::uint64_t seed) : crowd_(crowd) {
    std::mt19937_64 random(seed);
    crowd_.closing = false;
    for (int i = 0; i < shoppers; ++i) {
        shoppers_.push_back(std::make_unique<Shopper>(crowd_, random()));
        spawn(shoppers_.back()->run());
    }
    thread_ = std::thread([this] { loop_.run(); });
}

Fans::~Fans() {
    if (thread_.joinable()) finish(std::chrono::milliseconds{0});
}

void Fans::spawn(Task<void> task) {
    asio::co_spawn(loop_, std::move(task), [this](std::exception_ptr error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::exception& e) {
            crowd_.promises.broken(e.what());
        }
    });
}

void Fans::finish(std::chrono::milliseconds sale_max) {
    asio::post(loop_, [this, sale_max] { spawn(close_when_sold_out(crowd_, sale_max)); });
    thread_.join();
}

Task<void> close_when_sold_out(Crowd& crowd, std::chrono::milliseconds sale_max) {
    constexpr std::chrono::milliseconds kTick{10};
    const auto end = std::chrono::steady_clock::now() + sale_max;
    const Show& show = crowd.shows[crowd.rush];
    while (crowd.promises.sold(show.id) < show.seats && std::chrono::steady_clock::now() < end) {
        co_await pause_for(kTick);
    }
    crowd.closing = true;
}

std::uint64_t chosen_seed() {
    const char* chosen = std::getenv("FAIRGATE_SEED");
    const std::uint64_t value = chosen ? std::stoull(chosen) : std::random_device{}();
    fmt::print("seed {} (repeat with FAIRGATE_SEED={})\n", value, value);
    return value;
}

}  // namespace fairgate::faults
