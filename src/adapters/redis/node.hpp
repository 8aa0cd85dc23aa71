#pragma once

#include "adapters/redis/link.hpp"
#include "checkout/circuit_breaker.hpp"

namespace fairgate::redis {

/// One server: a link to it from every loop, and a breaker that all of them share.
///
/// Thread-safe. `close` it before its executors end.
class Node {
  public:
    Node(const Endpoint& endpoint, const std::vector<asio::any_io_executor>& executors,
         const LinkOptions& options, BreakerRules breaker, LinkFigures& figures, Clock& clock,
         Random& random);

    /// The answer, which may be an error of Redis. Throws Unreachable; at once while the breaker is open.
    Task<Reply> ask(Call call);

    /// Asks whether the server is well again, if the breaker waits to hear it.
    Task<void> probe();
    void tick();
    Task<void> close();

    const Endpoint& endpoint() const { return endpoint_; }
    bool is_open() const { return breaker_.state() != CircuitBreaker::State::closed; }
    bool wants_probe() const { return breaker_.state() == CircuitBreaker::State::half_open; }
    /// Whether a link of any loop is up.
    bool is_up() const;
    /// With the number of a host instead of its name; empty while no link is up.
    std::optional<Endpoint> peer() const;
    /// Why nothing is asked here at present; empty when all is well.
    std::string trouble() const;

  private:
    Task<Reply> ask_with(CircuitBreaker::Permit permit, Call call);
    const LinkPtr& link_here(const asio::any_io_executor& caller) const;

    const Endpoint endpoint_;
    std::vector<LinkPtr> links_;
    CircuitBreaker breaker_;
};

using NodePtr = std::shared_ptr<Node>;

}  // namespace fairgate::redis
