#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace fairgate {

/// The server's figures in Prometheus' text format.
///
/// Thread-safe; outlives the server.
class Metrics {
  public:
    Metrics();
    ~Metrics();

    /// Counts a request of the route `route` ("/api/events/{id}") and its time.
    void request(std::string_view route, int status, std::chrono::microseconds duration);

    /// Adds `by` to the counter `name`, which is made on first use.
    void count(const std::string& name, const std::string& help, double by = 1);

    /// A value read when the figures are asked for.
    void gauge(const std::string& name, const std::string& help, std::function<double()> read);

    /// All figures, text format 0.0.4.
    std::string text();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fairgate
