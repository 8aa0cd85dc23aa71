#include "catalog/event.hpp"

namespace fairgate {

EventStatus status_at(const EventRecord& event, Timestamp now) {
    switch (event.status) {
        case EventStatus::cancelled:
        case EventStatus::completed:
            return event.status;
        case EventStatus::upcoming:
            if (now >= event.event_date) return EventStatus::completed;
            return now >= event.on_sale_date ? EventStatus::on_sale : EventStatus::upcoming;
        case EventStatus::on_sale:
        case EventStatus::paused:
        case EventStatus::sold_out:
            return now >= event.event_date ? EventStatus::completed : event.status;
    }
    return event.status;
}

}  // namespace fairgate
