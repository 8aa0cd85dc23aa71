#include "rehearsal/figures.hpp"

#include "rehearsal/envelope.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::rehearsal {
namespace {

/// Later ones are counted as `others`.
constexpr std::size_t kKindsMax = 200;
constexpr std::size_t kExampleBytesMax = 300;
/// A day and a bit; what comes later counts for the last.
constexpr std::size_t kSecondsMax = 90'000;

std::string_view word_of(Loss loss) {
    switch (loss) {
        case Loss::none:
            return "answered";
        case Loss::no_connection:
            return "no connection";
        case Loss::broken:
            return "connection broken";
        case Loss::timed_out:
            return "timed out";
        case Loss::nonsense:
            return "no HTTP";
    }
    throw std::logic_error("a loss without a word");
}

template <class T>
std::optional<T> lesser(std::optional<T> a, std::optional<T> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

}  // namespace

std::string kind_of(const Answer& answer) {
    if (answer.loss != Loss::none) return std::string(word_of(answer.loss));
    const auto code = code_of(answer.body);
    return code.empty() ? std::to_string(answer.status) : fmt::format("{} {}", answer.status, code);
}

Meaning meaning_of(const Answer& answer) {
    if (answer.is_success()) return Meaning::succeeded;
    constexpr std::array kRefusals = {402U, 403U, 404U, 409U, 410U};
    const bool is_refusal = std::ranges::find(kRefusals, answer.status) != kRefusals.end();
    return is_refusal ? Meaning::refused : Meaning::failed;
}

void Figures::answered(Call call, std::chrono::microseconds planned, std::chrono::microseconds answered,
                       const Answer& answer) {
    const auto meaning = meaning_of(answer);
    const auto index = static_cast<std::size_t>(meaning);
    auto& figures = by_call[static_cast<std::size_t>(call)];
    figures.latency.add(answered - planned);
    ++figures.answers[index];
    auto& now = second(answered);
    ++now.answers[index];
    now.latency.add(answered - planned);
    if (meaning != Meaning::succeeded) count(call, kind_of(answer), meaning, answer.body);
}

void Figures::arrived(std::chrono::microseconds at, std::chrono::microseconds planned) {
    ++second(planned).arrivals;
    lag.add(at - planned);
}

void Figures::sold(std::chrono::microseconds at, std::size_t seats) {
    second(at).seats_sold += static_cast<std::uint32_t>(seats);
    last_sale_at = std::max(last_sale_at.value_or(at), at);
}

void Figures::nonsense(Call call, const std::string& what) {
    ++by_call[static_cast<std::size_t>(call)].answers[static_cast<std::size_t>(Meaning::failed)];
    count(call, "answer makes no sense", Meaning::failed, what);
}

void Figures::nothing_free(std::chrono::microseconds at) {
    if (!nothing_free_at) nothing_free_at = at;
}

void Figures::count(Call call, const std::string& kind, Meaning meaning, const std::string& example) {
    const bool is_full = kinds.size() >= kKindsMax && !kinds.contains({call, kind});
    auto& figures = kinds[{call, is_full ? "others" : kind}];
    if (figures.count++ > 0) return;
    figures.meaning = meaning;
    figures.example = example.substr(0, kExampleBytesMax);
}

SecondFigures& Figures::second(std::chrono::microseconds at) {
    const auto number = std::chrono::duration_cast<std::chrono::seconds>(at).count();
    const auto index = std::min(static_cast<std::size_t>(std::max<std::int64_t>(number, 0)), kSecondsMax);
    if (index >= seconds.size()) seconds.resize(index + 1);
    return seconds[index];
}

void Figures::merge(const Figures& other) {
    for (std::size_t i = 0; i < kCalls; ++i) {
        by_call[i].latency.merge(other.by_call[i].latency);
        for (std::size_t m = 0; m < by_call[i].answers.size(); ++m) {
            by_call[i].answers[m] += other.by_call[i].answers[m];
        }
    }
    for (std::size_t i = 0; i < kEndings; ++i) endings[i] += other.endings[i];
    if (other.seconds.size() > seconds.size()) seconds.resize(other.seconds.size());
    for (std::size_t i = 0; i < other.seconds.size(); ++i) {
        const auto& from = other.seconds[i];
        auto& to = seconds[i];
        to.arrivals += from.arrivals;
        to.reservations += from.reservations;
        to.seats_sold += from.seats_sold;
        to.waiting += from.waiting;
        to.latency.merge(from.latency);
        for (std::size_t m = 0; m < to.answers.size(); ++m) to.answers[m] += from.answers[m];
    }
    for (const auto& [key, from] : other.kinds) {
        auto& to = kinds.try_emplace(key, KindFigures{from.meaning, 0, from.example}).first->second;
        to.count += from.count;
    }
    lag.merge(other.lag);
    nothing_free_at = lesser(nothing_free_at, other.nothing_free_at);
    if (other.last_sale_at)
        last_sale_at = std::max(last_sale_at.value_or(*other.last_sale_at), *other.last_sale_at);
}

std::uint64_t Figures::calls() const {
    std::uint64_t sum = 0;
    for (const auto& call : by_call) sum += call.latency.count();
    return sum;
}

std::uint64_t Figures::total(Meaning meaning) const {
    std::uint64_t sum = 0;
    for (const auto& call : by_call) sum += call.of(meaning);
    return sum;
}

}  // namespace fairgate::rehearsal
