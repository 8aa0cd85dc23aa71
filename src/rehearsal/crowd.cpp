#include "rehearsal/crowd.hpp"

#include "base/cancellation.hpp"

namespace fairgate::rehearsal {

Crowd::Crowd(const Scenario& scenario, const Timeline& timeline, Progress& progress, ConnectionRules rules)
    : addresses_(rules.addresses),
      stage_(scenario, timeline, progress, loop_.get_executor(), std::move(rules)) {}

void Crowd::run() {
    door_.spawn(loop_.get_executor(), let_in());
    watch_.spawn(loop_.get_executor(), stage_.connections.keep_watch());
    watch_.spawn(loop_.get_executor(), count_the_waiting());
    end_.spawn(loop_.get_executor(), see_out());
    loop_.run();
}

void Crowd::stop() {
    door_.cancel();
    fans_.cancel();
}

Task<void> Crowd::let_in() {
    for (const Guest& guest : guests_) {
        co_await stage_.timeline.reach(guest.at);
        const auto now = stage_.timeline.now();
        if (now >= stage_.scenario.ends_at) co_return;
        stage_.figures.arrived(now, guest.at);
        fans_.spawn(loop_.get_executor(), visit(guest));
    }
}

Task<void> Crowd::visit(Guest guest) {
    ++stage_.progress.arrived;
    Ending ending = Ending::run_over;
    try {
        Fan fan(stage_, guest.number, guest.number % addresses_);
        ending = co_await fan.visit(guest.at);
    } catch (const std::exception& error) {
        if (!was_cancelled(error)) stage_.figures.nonsense(Call::event, error.what());
    }
    stage_.figures.left(ending);
    ++stage_.progress.gone;
}

Task<void> Crowd::count_the_waiting() {
    for (std::chrono::microseconds second{0};;) {
        co_await stage_.timeline.reach(second);
        // A player that is late fills in what it has missed.
        for (; second <= stage_.timeline.now(); second += std::chrono::seconds{1}) {
            stage_.figures.waiting_at(second, stage_.waiting);
        }
    }
}

Task<void> Crowd::see_out() {
    co_await door_.join();
    co_await fans_.join();
    watch_.cancel();
    co_await watch_.join();
}

}  // namespace fairgate::rehearsal
