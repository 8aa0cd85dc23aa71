#include "cli/event_loops.hpp"

namespace fairgate::cli {

EventLoops::EventLoops(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        auto& loop = *loops_.emplace_back(std::make_unique<asio::io_context>(1));
        guards_.emplace_back(loop.get_executor());
        threads_.emplace_back([&loop] { loop.run(); });
    }
}

EventLoops::~EventLoops() {
    stop();
}

std::vector<asio::io_context*> EventLoops::contexts() {
    std::vector<asio::io_context*> contexts;
    for (const auto& loop : loops_) contexts.push_back(loop.get());
    return contexts;
}

std::vector<asio::any_io_executor> EventLoops::executors() {
    std::vector<asio::any_io_executor> executors;
    for (const auto& loop : loops_) executors.emplace_back(loop->get_executor());
    return executors;
}

void EventLoops::stop() {
    guards_.clear();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace fairgate::cli
