#include "waitingroom/wait_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace fairgate {
namespace {

/// Nobody plans with more.
constexpr double kMinutesMax = 24 * 60;

std::uint32_t whole_minutes(double minutes) {
    return static_cast<std::uint32_t>(std::ceil(std::min(minutes, kMinutesMax))) * 60;
}

}  // namespace

void AdmissionRate::admitted(std::uint32_t count, Timestamp now) {
    if (count == 0) return;
    if (!any_) first_ = now;
    any_ = true;
    // One step a second is fine enough, and bounds the memory whatever calls this.
    if (!steps_.empty() && now < steps_.back().at + std::chrono::seconds{1}) {
        steps_.back().count += count;
    } else {
        steps_.push_back({now, count});
    }
    counted_ += count;
    forget_old(now);
}

/// A room that stands lets in few: their measure reaches back as far as it takes to count some.
void AdmissionRate::forget_old(Timestamp now) {
    while (steps_.front().at <= now - kWindow && counted_ - steps_.front().count >= kMeasureMin) {
        counted_ -= steps_.front().count;
        steps_.pop_front();
    }
}

double AdmissionRate::per_minute_of_late(Timestamp now) const {
    std::uint32_t count = 0;
    Timestamp since = std::max(now - kWindow, first_);
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        if (step->at <= now - kWindow && count >= kMeasureMin) break;
        count += step->count;
        since = std::min(since, step->at);
    }
    return count / std::chrono::duration<double, std::ratio<60>>(now - since).count();
}

std::uint32_t AdmissionRate::count_since(Timestamp since) const {
    std::uint32_t count = 0;
    for (auto step = steps_.rbegin(); step != steps_.rend() && step->at > since; ++step) count += step->count;
    return count;
}

WaitEstimate AdmissionRate::estimate(std::uint32_t position, Timestamp now) const {
    if (position == 0) return {};
    const std::uint32_t guess = (position + kGuessedPlacesPerMinute - 1) / kGuessedPlacesPerMinute * 60;
    // The first minute lets in whom an empty room has place for: it is no measure of what follows.
    if (!any_ || now < first_ + kShortWindow) return {guess, guess};
    const double over_all = per_minute_of_late(now);
    const double lately = per_minute(now);
    // One who was let in just now does not make a slow room fast.
    const double fast = lately >= kMeasureMin ? std::max(over_all, lately) : over_all;
    // A lull of a minute is no reason to frighten anybody with infinity.
    const double slow = std::max(std::min(over_all, lately), over_all / 2);
    return {whole_minutes(position / fast), whole_minutes(position / slow)};
}

}  // namespace fairgate
