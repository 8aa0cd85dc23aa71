#include "adapters/memory/memory_login_limiter.hpp"

#include <algorithm>

namespace fairgate::memory {
namespace {

std::string account_name(const std::string& email) {
    return "account " + email;
}

std::string address_name(const std::string& address) {
    return "address " + address;
}

std::string registrations_name(const std::string& address) {
    return "registrations " + address;
}

}  // namespace

Task<std::optional<std::chrono::milliseconds>> MemoryLoginLimiter::begin(std::string email,
                                                                         std::string address) {
    const std::lock_guard lock(mutex_);
    forget_old();
    const auto account_wait = wait_for(account_name(email), limits_.failures_per_account_max);
    const auto address_wait = wait_for(address_name(address), limits_.failures_per_address_max);
    if (account_wait || address_wait) co_return std::max(account_wait, address_wait);
    add(account_name(email));
    add(address_name(address));
    co_return std::nullopt;
}

Task<void> MemoryLoginLimiter::succeeded(std::string email, std::string address) {
    const std::lock_guard lock(mutex_);
    counts_.erase(account_name(email));
    take_back(address_name(address));
    co_return;
}

Task<void> MemoryLoginLimiter::not_tried(std::string email, std::string address) {
    const std::lock_guard lock(mutex_);
    take_back(account_name(email));
    take_back(address_name(address));
    co_return;
}

Task<std::optional<std::chrono::milliseconds>> MemoryLoginLimiter::begin_registration(std::string address) {
    const std::lock_guard lock(mutex_);
    forget_old();
    const std::string name = registrations_name(address);
    const auto wait = wait_for(name, limits_.registrations_per_address_max);
    if (!wait) add(name);
    co_return wait;
}

Task<void> MemoryLoginLimiter::registration_not_tried(std::string address) {
    const std::lock_guard lock(mutex_);
    take_back(registrations_name(address));
    co_return;
}

void MemoryLoginLimiter::forget_old() {
    const Timestamp now = clock_.now();
    while (!ages_.empty() && (ages_.front().ends_at <= now || counts_.size() > kCountsMax)) {
        const auto found = counts_.find(ages_.front().name);
        // A count that was cleared and began anew has a later age of its own.
        if (found != counts_.end() && found->second.ends_at == ages_.front().ends_at) counts_.erase(found);
        ages_.pop_front();
    }
}

std::optional<std::chrono::milliseconds> MemoryLoginLimiter::wait_for(const std::string& name,
                                                                      std::uint32_t max) const {
    const auto found = counts_.find(name);
    if (found == counts_.end() || found->second.failures < max) return std::nullopt;
    return found->second.ends_at - clock_.now();
}

void MemoryLoginLimiter::add(const std::string& name) {
    const auto [entry, is_new] = counts_.try_emplace(name);
    if (is_new) {
        entry->second.ends_at = clock_.now() + limits_.window;
        ages_.push_back({name, entry->second.ends_at});
    }
    ++entry->second.failures;
}

void MemoryLoginLimiter::take_back(const std::string& name) {
    const auto found = counts_.find(name);
    if (found != counts_.end() && found->second.failures > 0) --found->second.failures;
}

}  // namespace fairgate::memory
