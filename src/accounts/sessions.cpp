#include "accounts/sessions.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace fairgate {
namespace {

constexpr std::string_view kAnonymous = "a.";
constexpr std::string_view kLoggedIn = "u.";
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSignedBytes = 16;
constexpr std::size_t kMacBytes = 32;

void append(Bytes& bytes, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t number_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | bytes[offset + i];
    return number;
}

/// The bytes of a cookie of `kind`; empty for any other.
template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> decode(std::string_view cookie, std::string_view kind) {
    std::array<std::uint8_t, size> bytes;
    if (!cookie.starts_with(kind) || !read_base64url(cookie.substr(kind.size()), bytes)) return std::nullopt;
    return bytes;
}

Bytes hash_of(std::span<const std::uint8_t> secret) {
    return sha256({reinterpret_cast<const char*>(secret.data()), secret.size()});
}

/// Keyed BLAKE2b (RFC 7693) of the first bytes: every request has such a cookie to check, and HMAC-SHA-512
/// was the dearest step of a reservation.
std::array<std::uint8_t, kMacBytes> mac_of(std::span<const std::uint8_t> bytes, const Key& key) {
    static_assert(crypto_generichash_BYTES == kMacBytes);
    std::array<std::uint8_t, kMacBytes> mac{};
    crypto_generichash(mac.data(), mac.size(), bytes.data(), kSignedBytes, key.data(), key.size());
    return mac;
}

}  // namespace

Task<void> Sessions::load() {
    const auto ids = co_await store_.session_ids();
    const std::lock_guard lock(mutex_);
    upgraded_.insert(ids.begin(), ids.end());
    cache_.clear();
    ++changes_;
}

void Sessions::changed_elsewhere(SessionId session) {
    forget(session);
}

Task<void> Sessions::drop_shared(SessionId session) {
    if (shared_) co_await shared_->drop(session);
}

std::uint64_t Sessions::forget(SessionId session) {
    const std::lock_guard lock(mutex_);
    upgraded_.insert(session);
    cache_.erase(session);
    return ++changes_;
}

std::uint64_t Sessions::changes() {
    const std::lock_guard lock(mutex_);
    return changes_;
}

Task<ResolvedSession> Sessions::resolve(std::string cookie) {
    if (cookie.starts_with(kAnonymous)) {
        auto anonymous = resolve_anonymous(cookie);
        if (anonymous) co_return std::move(*anonymous);
    } else if (cookie.starts_with(kLoggedIn)) {
        auto logged_in = co_await resolve_logged_in(std::move(cookie));
        if (logged_in) co_return std::move(*logged_in);
    }
    co_return new_anonymous();
}

std::optional<Session> Sessions::resolve_at_hand(std::string_view cookie) {
    if (!cookie.starts_with(kAnonymous)) return std::nullopt;
    const auto resolved = resolve_anonymous(cookie);
    if (!resolved || resolved->new_cookie) return std::nullopt;
    return resolved->session;
}

std::optional<ResolvedSession> Sessions::resolve_anonymous(std::string_view cookie) {
    const auto bytes = decode<kSignedBytes + kMacBytes>(cookie, kAnonymous);
    if (!bytes) return std::nullopt;
    const auto mac = mac_of(*bytes, key_);
    if (sodium_memcmp(bytes->data() + kSignedBytes, mac.data(), mac.size()) != 0) return std::nullopt;
    const SessionId id{number_at(*bytes, 0)};
    const Timestamp issued_at{std::chrono::milliseconds{static_cast<std::int64_t>(number_at(*bytes, 8))}};
    const Timestamp now = clock_.now();
    if (now >= issued_at + kLifetime) return std::nullopt;
    {
        const std::lock_guard lock(mutex_);
        if (upgraded_.contains(id)) return std::nullopt;
    }
    ResolvedSession resolved{{id, std::nullopt}, std::nullopt};
    if (now >= issued_at + kRenewAfter) resolved.new_cookie = anonymous_cookie(id, now);
    return resolved;
}

Task<std::optional<ResolvedSession>> Sessions::resolve_logged_in(std::string cookie) {
    const auto bytes = decode<8 + kSecretBytes>(cookie, kLoggedIn);
    if (!bytes) co_return std::nullopt;
    const SessionId id{number_at(*bytes, 0)};
    const Bytes hash = hash_of(std::span(*bytes).subspan(8));
    const auto session = co_await find(id);
    if (!session || session->expires_at <= clock_.now()) co_return std::nullopt;
    if (session->token_hash.size() != hash.size() ||
        sodium_memcmp(session->token_hash.data(), hash.data(), hash.size()) != 0) {
        co_return std::nullopt;
    }
    co_return ResolvedSession{{id, session->user}, std::nullopt};
}

Task<std::optional<SessionRecord>> Sessions::find(SessionId id) {
    auto known = cached(id);
    if (known) co_return known;
    {
        const std::lock_guard lock(mutex_);
        // Without this a flood of forged cookies would become a flood of store reads. Of a log-in on another
        // node the next request may know before we do.
        if (use_ == StoreUse::alone && !upgraded_.contains(id)) co_return std::nullopt;
    }
    if (shared_) {
        // Not remembered here: it goes from there by itself, and would stay.
        auto shared = co_await shared_->find(id);
        if (shared) co_return shared;
    }
    auto stored = co_await read(id);
    co_return stored;
}

Task<std::optional<SessionRecord>> Sessions::read(SessionId id) {
    const auto changes_before = changes();
    auto stored = co_await store_.find_session(id);
    if (!stored) co_return std::nullopt;
    remember(*stored, changes_before);
    if (shared_) co_await shared_->put(*stored, clock_.now());
    co_return stored;
}

std::optional<SessionRecord> Sessions::cached(SessionId id) {
    const std::lock_guard lock(mutex_);
    const auto found = cache_.find(id);
    if (found == cache_.end()) return std::nullopt;
    return found->second;
}

void Sessions::remember(const SessionRecord& session, std::uint64_t changes) {
    const std::lock_guard lock(mutex_);
    if (changes_ != changes) return;
    // Any victim will do: it costs one read when it comes again.
    if (cache_.size() >= kCacheMax) cache_.erase(cache_.begin());
    cache_.insert_or_assign(session.id, session);
}

Task<ResolvedSession> Sessions::log_in(Session session, UserId user) {
    if (session.user && *session.user != user) {
        const ResolvedSession fresh = co_await log_out(session);
        session = fresh.session;
    }
    Bytes secret(kSecretBytes);
    random_.fill(std::as_writable_bytes(std::span(secret)));
    const SessionRecord record{session.id, user, hash_of(secret), clock_.now() + kLifetime};
    // Before the row exists: in between the anonymous cookie must not be good either.
    const auto changes_before = forget(session.id);
    co_await drop_shared(session.id);
    co_await store_.open_session(record);
    remember(record, changes_before);
    Bytes bytes;
    append(bytes, session.id.value);
    bytes.insert(bytes.end(), secret.begin(), secret.end());
    co_return ResolvedSession{{session.id, user}, std::string(kLoggedIn) + to_base64url(bytes)};
}

Task<ResolvedSession> Sessions::log_out(Session session) {
    if (session.user) {
        co_await drop_shared(session.id);
        co_await store_.close_session(session.id);
        forget(session.id);
    }
    co_return new_anonymous();
}

Task<std::size_t> Sessions::sweep() {
    const Timestamp now = clock_.now();
    const std::size_t deleted = co_await store_.delete_expired_sessions(now);
    const std::lock_guard lock(mutex_);
    std::erase_if(cache_, [now](const auto& entry) { return entry.second.expires_at <= now; });
    co_return deleted;
}

ResolvedSession Sessions::new_anonymous() {
    const SessionId id = random_id();
    return {{id, std::nullopt}, anonymous_cookie(id, clock_.now())};
}

std::string Sessions::anonymous_cookie(SessionId id, Timestamp issued_at) const {
    Bytes bytes;
    append(bytes, id.value);
    append(bytes, static_cast<std::uint64_t>(issued_at.time_since_epoch().count()));
    const auto mac = mac_of(bytes, key_);
    bytes.insert(bytes.end(), mac.begin(), mac.end());
    return std::string(kAnonymous) + to_base64url(bytes);
}

SessionId Sessions::random_id() {
    // All 63 bits random: nobody writes them down to notice that two visitors of one millisecond got the
    // same.
    std::uint64_t id = 0;
    while (id == 0) id = random_.next() & INT64_MAX;
    return SessionId{id};
}

}  // namespace fairgate
