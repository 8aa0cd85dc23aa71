#include "inventory/live_event.hpp"

#include "base/assert.hpp"
#include "base/clock.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate {
namespace {

constexpr int kGzipLevel = 1;
/// Takes less time than gzip's fastest level and half the bytes for a long list of seats.
constexpr int kBrotliQuality = 2;

void wake(std::vector<Resume<bool>>& waiting, const std::exception_ptr& error = nullptr) {
    for (const auto& resume : waiting) resume(error, error ? std::nullopt : std::optional(true));
    waiting.clear();
}

}  // namespace

LiveEvent::LiveEvent(EventPtr event, EventStatus status, Timestamp now)
    : event_(std::move(event)), board_(event_, now), status_(status), framed_(state()) {}

void LiveEvent::apply(std::span<const SeatChange> changes) {
    const std::lock_guard lock(mutex_);
    add_pending(board_.apply(changes));
}

void LiveEvent::reconcile(std::span<const SeatChange> taken, std::uint64_t since) {
    const std::lock_guard lock(mutex_);
    add_pending(board_.reconcile(taken, since));
}

void LiveEvent::add_pending(const std::vector<SeatIndex>& changed) {
    pending_.insert(pending_.end(), changed.begin(), changed.end());
}

bool LiveEvent::has_due(Timestamp now) {
    const std::lock_guard lock(mutex_);
    return board_.has_due(now);
}

std::vector<std::vector<SeatIndex>> LiveEvent::choose(std::span<const SeatWish> wishes,
                                                      std::span<const SeatIndex> claimed) {
    const std::lock_guard lock(mutex_);
    return board_.choose(wishes, claimed);
}

api::Availability LiveEvent::availability() const {
    const std::lock_guard lock(mutex_);
    return board_.availability();
}

bool LiveEvent::is_available(SeatIndex seat) const {
    const std::lock_guard lock(mutex_);
    return seat < board_.seat_count() && board_.status(seat) == SeatStatus::available;
}

std::uint64_t LiveEvent::version() const {
    const std::lock_guard lock(mutex_);
    return board_.version();
}

bool LiveEvent::set_status(EventStatus status) {
    std::vector<Resume<bool>> readers;
    {
        const std::lock_guard lock(mutex_);
        if (status_ == status) return false;
        status_ = status;
        framed_.event_status = status;
        framed_text_.reset();
        const std::string data = to_json_text(api::EventStatusChange{status});
        readers = add_frame(framed_.version, event_text(std::nullopt, "status", data));
    }
    wake(readers);
    return true;
}

bool LiveEvent::set_stale(bool stale) {
    std::vector<Resume<bool>> readers;
    {
        const std::lock_guard lock(mutex_);
        if (stale_ == stale) return false;
        stale_ = stale;
        framed_.stale = stale;
        framed_text_.reset();
        const std::string data = to_json_text(api::Freshness{stale});
        readers = add_frame(framed_.version, event_text(std::nullopt, "freshness", data));
    }
    wake(readers);
    return true;
}

bool LiveEvent::is_stale() const {
    const std::lock_guard lock(mutex_);
    return stale_;
}

bool LiveEvent::wait_for_load(Resume<bool> resume) {
    const std::lock_guard lock(mutex_);
    if (loaded_) {
        resume(nullptr, true);
        return false;
    }
    load_waiting_.push_back(std::move(resume));
    return !std::exchange(loading_, true);
}

void LiveEvent::loaded(std::exception_ptr error) {
    std::vector<Resume<bool>> waiting;
    {
        const std::lock_guard lock(mutex_);
        loading_ = false;
        loaded_ = !error;
        if (loaded_) {
            // What was loaded is where the stream begins, not news.
            pending_.clear();
            framed_ = state();
        }
        waiting.swap(load_waiting_);
    }
    wake(waiting, error);
}

bool LiveEvent::is_loaded() const {
    const std::lock_guard lock(mutex_);
    return loaded_;
}

SeatMapState LiveEvent::state() const {
    return {.version = board_.version(),
            .event_status = status_,
            .stale = stale_,
            .availability = board_.availability(),
            .seat_count = board_.seat_count(),
            .packed = board_.packed()};
}

std::optional<Timestamp> LiveEvent::claim_flush(Timestamp now) {
    const std::lock_guard lock(mutex_);
    if (!loaded_ || pending_.empty() || flush_claimed_) return std::nullopt;
    flush_claimed_ = true;
    return std::max(now, flushed_at_ + kFrameInterval);
}

void LiveEvent::flush(Timestamp now) {
    std::vector<Resume<bool>> readers;
    {
        const std::lock_guard lock(mutex_);
        flush_claimed_ = false;
        flushed_at_ = now;
        if (pending_.empty()) return;
        std::ranges::sort(pending_);
        const auto repeats = std::ranges::unique(pending_);
        pending_.erase(repeats.begin(), repeats.end());
        const std::uint64_t version = board_.version();
        api::AvailabilityChange change{.steps = version - framed_.version, .changes = {}};
        for (const SeatIndex seat : pending_) {
            change.changes.push_back(seat);
            change.changes.push_back(static_cast<std::uint32_t>(board_.status(seat)));
        }
        pending_.clear();
        framed_ = state();
        framed_text_.reset();
        readers = add_frame(version, event_text(version, "changes", to_json_text(change)));
    }
    wake(readers);
}

std::vector<Resume<bool>> LiveEvent::add_frame(std::uint64_t version, std::string text) {
    frames_.push_back({version, std::make_shared<const std::string>(std::move(text))});
    if (frames_.size() > kFramesMax) {
        frames_.pop_front();
        ++first_frame_;
    }
    return std::exchange(readers_, {});
}

LiveEvent::Cursor LiveEvent::cursor_after(std::uint64_t version) const {
    const std::lock_guard lock(mutex_);
    const auto frame = std::ranges::find(frames_, version, &Frame::version);
    if (frame == frames_.end()) return {};
    return {first_frame_ + static_cast<std::uint64_t>(frame - frames_.begin()) + 1};
}

SharedText LiveEvent::take(Cursor& cursor) {
    const std::lock_guard lock(mutex_);
    if (!has_frame(cursor)) return nullptr;
    if (!cursor.next || *cursor.next < first_frame_) {
        cursor.next = first_frame_ + frames_.size();
        return snapshot_frame();
    }
    return frames_[(*cursor.next)++ - first_frame_].text;
}

void LiveEvent::wait_for_frame(const Cursor& cursor, Resume<bool> resume) {
    const std::lock_guard lock(mutex_);
    if (has_frame(cursor)) {
        resume(nullptr, true);
        return;
    }
    readers_.push_back(std::move(resume));
    if (readers_.size() < prune_readers_at_) return;
    // Readers who left while nothing happened.
    std::erase_if(readers_, [](const Resume<bool>& reader) { return reader.done(); });
    prune_readers_at_ = std::max<std::size_t>(64, 2 * readers_.size());
}

bool LiveEvent::has_frame(const Cursor& cursor) const {
    return !cursor.next || *cursor.next < first_frame_ + frames_.size();
}

SharedText LiveEvent::snapshot_frame() {
    if (!framed_text_) {
        framed_text_ = std::make_shared<const std::string>(
            event_text(framed_.version, "snapshot", compact_text(framed_)));
    }
    return framed_text_;
}

SeatMapBodyPtr LiveEvent::ready_body(SeatMapForm form, Timestamp now) const {
    std::uint64_t version = 0;
    EventStatus status{};
    bool stale = false;
    {
        const std::lock_guard lock(mutex_);
        version = board_.version();
        status = status_;
        stale = stale_;
    }
    const std::lock_guard lock(bodies_mutex_);
    const Body& body = bodies_[static_cast<std::size_t>(form)];
    if (!body.ready) return nullptr;
    const bool fresh =
        body.ready->version == version && body.ready->event_status == status && body.ready->stale == stale;
    return fresh || (!body.building && now < body.rebuild_from) ? body.ready : nullptr;
}

bool LiveEvent::wait_for_build(SeatMapForm form, Resume<bool> resume) {
    const std::lock_guard lock(bodies_mutex_);
    Body& body = bodies_[static_cast<std::size_t>(form)];
    body.waiting.push_back(std::move(resume));
    return !std::exchange(body.building, true);
}

void LiveEvent::build(SeatMapForm form, const Clock& clock) {
    const Timestamp begin = clock.now();
    SeatMapBodyPtr made;
    std::exception_ptr error;
    try {
        made = make_body(form);
    } catch (...) {
        error = std::current_exception();
    }
    const Timestamp end = clock.now();
    std::vector<Resume<bool>> waiting;
    {
        const std::lock_guard lock(bodies_mutex_);
        Body& body = bodies_[static_cast<std::size_t>(form)];
        if (made) body.ready = std::move(made);
        body.building = false;
        body.rebuild_from = end + kBuildShare * (end - begin);
        waiting.swap(body.waiting);
    }
    wake(waiting, error);
}

SeatMapBodyPtr LiveEvent::make_body(SeatMapForm form) {
    SeatMapState now;
    {
        const std::lock_guard lock(mutex_);
        now = state();
    }
    SeatMapBody body{.version = now.version, .event_status = now.event_status, .stale = now.stale};
    const std::string_view mark = now.stale ? "-stale" : "";
    std::string json;
    if (form == SeatMapForm::full) {
        if (!template_) template_.emplace(*event_);
        json = template_->render(now);
        body.etag = fmt::format("{}{}", now.version, mark);
    } else {
        json = success_text(compact_text(now));
        body.etag = fmt::format("{}-{}{}", now.version, static_cast<int>(now.event_status), mark);
    }
    body.gzip = SealedText(gzip(json, kGzipLevel));
    body.brotli = SealedText(brotli(json, kBrotliQuality));
    body.json = SealedText(std::move(json));
    return std::make_shared<const SeatMapBody>(std::move(body));
}

}  // namespace fairgate
