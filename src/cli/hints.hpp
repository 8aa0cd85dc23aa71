#pragma once

#include "accounts/login_limiter.hpp"
#include "accounts/session_cache.hpp"
#include "base/random.hpp"
#include "checkout/idempotency_cache.hpp"
#include "cli/event_loops.hpp"
#include "cli/options.hpp"
#include "http/limits.hpp"
#include "inventory/availability_cache.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_locks.hpp"
#include "ops/metrics.hpp"

#include <functional>
#include <memory>

namespace fairgate::cli {

/// What makes answers fast and decides nothing: in the memory of this process, or in a Redis that all nodes
/// share. The only place that knows which.
class Hints {
  public:
    virtual ~Hints() = default;

    virtual SeatLocks& locks() = 0;
    virtual IdempotencyCache& answers() = 0;
    virtual LoginLimiter& logins() = 0;
    /// Null where there is nobody to share counts with.
    virtual AvailabilityCache* counts() = 0;
    /// Null where a node asks the store alone.
    virtual SessionCache* sessions() = 0;
    /// Empty where there is nobody to share the limits of clients with.
    virtual http::ShareRequests share_requests() = 0;
    /// As Ports::share_join of waiting rooms.
    virtual std::function<Task<std::optional<double>>(std::string address)> share_joins() = 0;

    /// Seat changes are to be published to what it returns, which passes them on to `next` and tells other
    /// nodes of them, if that is its way; theirs go to `local`.
    virtual SeatChanges& join(SeatChanges& next, SeatChanges& local) = 0;
    /// Begins to hear of the others.
    virtual void start() = 0;
    /// Ends all use of it, while the loops still run. Call when nobody uses it any more.
    virtual void stop() = 0;

    /// Forgets what ended before or at `now`, where that does not happen by itself.
    virtual void purge(Timestamp now) = 0;
    /// What goes on more slowly at present, and why; empty when all is well.
    virtual std::string trouble() = 0;
    virtual void register_metrics(Metrics& metrics) = 0;
};

/// What `options` ask for. `loops` must outlive it. Throws CliError for an address that makes no sense; a
/// Redis that cannot be reached is no obstacle.
std::unique_ptr<Hints> make_hints(const ServeOptions& options, EventLoops& loops, Clock& clock,
                                  Random& random, LooksFree looks_free);

}  // namespace fairgate::cli
