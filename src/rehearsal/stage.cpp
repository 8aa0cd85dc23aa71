#include "rehearsal/stage.hpp"

namespace fairgate::rehearsal {

std::expected<LookPtr, std::string> Stage::look(const Answer& answer) {
    constexpr std::chrono::milliseconds kSharedFor{100};
    const auto now = timeline.now();
    if (last_look_ && now - looked_at_ < kSharedFor) return last_look_;
    auto view = SeatView::read(answer);
    if (!view) return std::unexpected(view.error());
    auto free = scenario.taste.count_free(*view);
    last_look_ = std::make_shared<const Look>(Look{std::move(*view), std::move(free)});
    looked_at_ = now;
    return last_look_;
}

}  // namespace fairgate::rehearsal
