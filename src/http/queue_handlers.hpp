#pragma once

#include "http/router.hpp"
#include "http/session_cookie.hpp"
#include "waitingroom/waiting_rooms.hpp"

namespace fairgate::http {

/// The waiting rooms: join, status, enter, leave, their stream, the public draw, and the operator's view.
/// Lives as long as the server.
class QueueHandlers {
  public:
    using IsAdmin = std::function<Task<bool>(UserId)>;

    QueueHandlers(WaitingRooms& rooms, Clock& clock, CookieRules cookies, IsAdmin is_admin)
        : rooms_(rooms), clock_(clock), cookies_(cookies), is_admin_(std::move(is_admin)) {}

    void add_to(Router& router);

  private:
    Task<Response> join(Request& request);
    Task<Response> status(Request& request);
    std::optional<Response> status_at_hand(const Request& request) const;
    Task<Response> enter(Request& request);
    Task<Response> leave(Request& request);
    Task<Response> stream(Request& request);
    Task<Response> draw(Request& request);
    Task<Response> overview(Request& request);
    Task<Response> adjust(Request& request);
    Task<Response> set_beacon(Request& request);

    Visitor visitor(const Request& request, EventId event) const;
    Response answer(const QueueResult& result) const;
    Task<void> require_admin(Session session) const;

    WaitingRooms& rooms_;
    Clock& clock_;
    CookieRules cookies_;
    IsAdmin is_admin_;
};

}  // namespace fairgate::http
