#include "faults/mails.hpp"

#include "notify/inbox.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::faults {
namespace {

/// From a claim to its mail pass moments, or what a node that stands still or waits for its database makes of
/// them; then the rest of the lease has to pass.
constexpr auto kRepeatedAfter = Inbox::kLease / 2;

bool is_excused(const SentMail& mail, const SentMail& again, const Kills& kills) {
    if (again.at - mail.at < kRepeatedAfter) return false;
    return std::ranges::any_of(kills.at(mail.node),
                               [&](Timestamp kill) { return mail.at <= kill && kill <= again.at; });
}

}  // namespace

std::vector<SentMail> read_mails(const std::filesystem::path& data, std::size_t node) {
    std::vector<SentMail> mails;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(data / "mail", missing)) {
        if (entry.path().extension() != ".eml") continue;
        const auto name = entry.path().filename().string();
        const auto order = OrderId::parse(name.substr(0, name.find('.')));
        if (!order) throw std::runtime_error(name + " is not the mail of an order");
        const auto at = std::chrono::file_clock::to_sys(entry.last_write_time());
        mails.push_back({*order, node, std::chrono::floor<std::chrono::milliseconds>(at)});
    }
    return mails;
}

Mails::Mails(const std::vector<SentMail>& sent) : count_(sent.size()) {
    for (const auto& mail : sent) sent_[mail.order].push_back(mail);
    for (auto& [order, mails] : sent_) std::ranges::sort(mails, {}, &SentMail::at);
}

std::vector<std::string> Mails::needless_repeats(const Kills& kills) const {
    std::vector<std::string> complaints;
    for (const auto& [order, mails] : sent_) {
        for (std::size_t i = 1; i < mails.size(); ++i) {
            if (is_excused(mails[i - 1], mails[i], kills)) continue;
            const auto apart = mails[i].at - mails[i - 1].at;
            complaints.push_back(
                fmt::format("order {} got a mail of node {}, and {} ms later another one of node {}",
                            order.text(), mails[i - 1].node, apart.count(), mails[i].node));
        }
    }
    return complaints;
}

}  // namespace fairgate::faults
