#include "ops/metrics.hpp"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <vector>

namespace fairgate {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                       0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};

struct RequestFigures {
    prometheus::Counter* count;
    prometheus::Histogram* duration;
};

}  // namespace

struct Metrics::State {
    struct Reading {
        prometheus::Gauge* gauge;
        std::function<double()> read;
    };

    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                            .Name("fairgate_http_requests_total")
                                                            .Help("Requests answered")
                                                            .Register(registry);
    prometheus::Family<prometheus::Histogram>& durations =
        prometheus::BuildHistogram()
            .Name("fairgate_http_request_seconds")
            .Help("Time from a request's last byte to its answer's last byte")
            .Register(registry);
    std::mutex mutex;
    std::map<std::pair<std::string, int>, RequestFigures, std::less<>> by_route;
    std::map<std::string, prometheus::Counter*> counters;
    std::vector<Reading> readings;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::request(std::string_view route, int status, std::chrono::microseconds duration) {
    // Looking a family's child up by its labels is slow, so each thread remembers the ones it has met.
    thread_local std::map<std::pair<std::string, int>, RequestFigures, std::less<>> known;
    thread_local const State* owner = nullptr;
    if (owner != state_.get()) {
        known.clear();
        owner = state_.get();
    }
    auto found = known.find(std::pair<std::string, int>(route, status));
    if (found == known.end()) {
        const std::string name(route);
        const RequestFigures figures{
            &state_->requests.Add({{"route", name}, {"status", std::to_string(status)}}),
            &state_->durations.Add({{"route", name}}, kSeconds)};
        found = known.emplace(std::pair(name, status), figures).first;
    }
    found->second.count->Increment();
    found->second.duration->Observe(std::chrono::duration<double>(duration).count());
}

void Metrics::count(const std::string& name, const std::string& help, double by) {
    const std::lock_guard lock(state_->mutex);
    auto& counter = state_->counters[name];
    if (!counter) {
        counter = &prometheus::BuildCounter().Name(name).Help(help).Register(state_->registry).Add({});
    }
    counter->Increment(by);
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> read) {
    const std::lock_guard lock(state_->mutex);
    auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry).Add({});
    state_->readings.push_back({&gauge, std::move(read)});
}

std::string Metrics::text() {
    {
        const std::lock_guard lock(state_->mutex);
        for (const auto& reading : state_->readings) reading.gauge->Set(reading.read());
    }
    return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace fairgate
