#include "checkout/circuit_breaker.hpp"

#include "base/pause.hpp"

namespace fairgate {

CircuitBreaker::Permit::~Permit() {
    if (breaker_) breaker_->abandon(round_, is_probe_);
}

void CircuitBreaker::Permit::succeeded() {
    std::exchange(breaker_, nullptr)->succeed(round_, is_probe_);
}

void CircuitBreaker::Permit::failed() {
    std::exchange(breaker_, nullptr)->fail(round_, is_probe_);
}

std::optional<CircuitBreaker::Permit> CircuitBreaker::acquire() {
    const std::lock_guard lock(mutex_);
    if (!open_until_) return std::optional<Permit>(std::in_place, *this, round_, false);
    if (probing_ || left_of_pause(*open_until_, clock_.now(), rules_.open_for).count() > 0)
        return std::nullopt;
    probing_ = true;
    return std::optional<Permit>(std::in_place, *this, round_, true);
}

CircuitBreaker::State CircuitBreaker::state() const {
    const std::lock_guard lock(mutex_);
    if (!open_until_) return State::closed;
    const auto left = left_of_pause(*open_until_, clock_.now(), rules_.open_for);
    return left.count() > 0 ? State::open : State::half_open;
}

std::chrono::milliseconds CircuitBreaker::retry_after() const {
    const std::lock_guard lock(mutex_);
    if (!open_until_) return {};
    return left_of_pause(*open_until_, clock_.now(), rules_.open_for);
}

void CircuitBreaker::succeed(std::uint64_t round, bool is_probe) {
    const std::lock_guard lock(mutex_);
    if (round != round_) return;
    failures_ = 0;
    if (!is_probe) return;
    open_until_.reset();
    probing_ = false;
    ++round_;
}

void CircuitBreaker::fail(std::uint64_t round, bool is_probe) {
    const std::lock_guard lock(mutex_);
    if (round != round_) return;
    ++failures_;
    if (!is_probe && failures_ < rules_.failures_max) return;
    open_until_ = clock_.now() + rules_.open_for;
    probing_ = false;
    failures_ = 0;
    ++round_;
}

void CircuitBreaker::abandon(std::uint64_t round, bool is_probe) {
    const std::lock_guard lock(mutex_);
    if (is_probe && round == round_) probing_ = false;
}

}  // namespace fairgate
