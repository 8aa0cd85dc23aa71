#pragma once

#include "base/manual_clock.hpp"
#include "cli/services.hpp"
#include "http/dispatcher.hpp"
#include "http/queue_handlers.hpp"
#include "http/reservation_handlers.hpp"
#include "http/seat_map_handlers.hpp"

#include <boost/beast/http/fields.hpp>

#include <string>

namespace fairgate::bench {

/// A call as it comes from the parser of a connection.
struct Call {
    http::Verb verb = http::Verb::get;
    std::string path;
    std::string body;
    boost::beast::http::fields fields;
};

/// A server on the embedded store from its dispatcher inwards: no sockets, no workers, a clock that stands
/// still and repeatable randomness, so that the same calls execute the same instructions. One loop.
class Hall {
  public:
    /// Makes a store in `data`, an empty folder, with two arenas on sale: one plain and one behind a waiting
    /// room.
    explicit Hall(const std::filesystem::path& data);
    ~Hall();

    std::string plain_event() const { return plain_event_.text(); }
    std::string demanded_event() const { return demanded_event_.text(); }

    /// Makes the calls one after the other on the loop. Throws at the first whose status is not `status`.
    void make(std::vector<Call> calls, int status);
    /// Makes one call and returns the answer's cookies, as a browser would send them back.
    std::string cookies_after(Call call);

  private:
    static cli::ServeOptions options(const std::filesystem::path& data);
    EventId add_event(const PlanRecord& plan, bool high_demand);
    void add_events();
    Task<http::Response> answer(const Call& call);
    Task<void> make_all(std::vector<Call> calls, int status);

    cli::ServeOptions options_;
    ManualClock clock_;
    SeededRandom random_{1};
    cli::EventLoops loops_{1};
    cli::Services services_;
    http::ReservationHandlers reservations_;
    http::QueueHandlers queues_;
    http::SeatMapHandlers maps_;
    http::Router router_;
    OverloadControl overload_;
    http::Dispatcher dispatcher_;
    EventId plain_event_;
    EventId demanded_event_;
};

}  // namespace fairgate::bench
