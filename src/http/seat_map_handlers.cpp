#include "http/seat_map_handlers.hpp"

#include "base/cancellation.hpp"
#include "checkout/time_limit.hpp"
#include "http/request_input.hpp"

#include <charconv>

namespace fairgate::http {
namespace {

HttpFailure no_event() {
    return HttpFailure(404, "event_not_found", "There is no such event.");
}

const SealedText& text_in(std::string_view coding, const SeatMapBody& body) {
    if (coding.empty()) return body.json;
    return coding == "br" ? body.brotli : body.gzip;
}

/// Passes the event's messages on until the reader leaves.
class SeatMapFeed final : public Stream {
  public:
    explicit SeatMapFeed(std::shared_ptr<SeatMapStream> source) : source_(std::move(source)) {}

    Task<void> run(StreamWriter& writer) override {
        for (;;) {
            const SharedText frame = co_await source_->next();
            co_await writer.write(frame);
        }
    }

  private:
    std::shared_ptr<SeatMapStream> source_;
};

/// The same, and ends when the reader's window does.
class GuardedSeatMapFeed final : public Stream {
  public:
    GuardedSeatMapFeed(std::shared_ptr<SeatMapStream> source, const SeatMapGuard& guard, EventId event,
                       Session session)
        : source_(std::move(source)), guard_(guard), event_(event), session_(session) {}

    Task<void> run(StreamWriter& writer) override {
        Timestamp asked = guard_.clock.now();
        for (;;) {
            const auto frame = co_await within(guard_.clock, guard_.ask_pause, source_->next());
            if (guard_.clock.now() - asked >= guard_.ask_pause) {
                const bool admitted = co_await is_admitted();
                if (!admitted) co_return;
                asked = guard_.clock.now();
            }
            if (frame) co_await writer.write(*frame);
        }
    }

  private:
    /// While nobody can say, the stream goes on, as the map does.
    Task<bool> is_admitted() {
        try {
            const auto access = co_await guard_.gate.admits(event_, session_);
            co_return access.has_value();
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
        }
        co_return true;
    }

    std::shared_ptr<SeatMapStream> source_;
    const SeatMapGuard& guard_;
    EventId event_;
    Session session_;
};

/// The version in a reconnecting client's Last-Event-ID; anything else is as good as none.
std::optional<std::uint64_t> last_event_id(const Request& request) {
    const auto text = request.header("Last-Event-ID");
    std::uint64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return version;
}

}  // namespace

void SeatMapHandlers::add_to(Router& router) {
    auto full = [this](Request& r) { return body(r, SeatMapForm::full); };
    auto compact = [this](Request& r) { return body(r, SeatMapForm::compact); };
    const bool with_session = guard_.has_value();
    router.add({Verb::get, "/api/events/{id}/seats", full, with_session});
    router.add({Verb::get, "/api/events/{id}/availability", compact, with_session});
    router.add(
        {Verb::get, "/api/events/{id}/stream", [this](Request& r) { return stream(r); }, with_session});
}

Task<EventId> SeatMapHandlers::admit(const Request& request) {
    const auto event = id_in_path<EventId>(request);
    if (!guard_) co_return event;
    const auto access = co_await guard_->gate.admits(event, request.session);
    if (!access) throw not_admitted();
    co_return event;
}

Task<Response> SeatMapHandlers::body(Request& request, SeatMapForm form) {
    const EventId event = co_await admit(request);
    const SeatMapBodyPtr ready = co_await map_.body(event, form);
    if (!ready) throw no_event();
    Response response;
    response.cache_control = guard_ ? "private, no-cache" : "no-cache";
    response.etag = ready->etag;
    response.content_encoding = request.first_accepted({"br", "gzip"});
    if (request.has_copy_of(response.etag, response.content_encoding)) {
        response.status = 304;
    } else {
        response.body = Response::SealedBody(ready, &text_in(response.content_encoding, *ready));
    }
    co_return response;
}

Task<Response> SeatMapHandlers::stream(Request& request) {
    const EventId event = co_await admit(request);
    auto source = co_await map_.subscribe(event, last_event_id(request));
    if (!source) throw no_event();
    Response response;
    response.content_type = "text/event-stream";
    if (guard_) {
        response.stream =
            std::make_unique<GuardedSeatMapFeed>(std::move(source), *guard_, event, request.session);
    } else {
        response.stream = std::make_unique<SeatMapFeed>(std::move(source));
    }
    co_return response;
}

}  // namespace fairgate::http
