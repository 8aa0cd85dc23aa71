#include "accounts/password_hasher.hpp"

#include <sodium.h>

#include <new>
#include <stdexcept>

namespace fairgate {

PasswordHasher::PasswordHasher(PasswordCost cost, std::size_t queue_max)
    : cost_(cost), queue_max_(queue_max) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    thread_ = std::thread([this] { serve(); });
}

PasswordHasher::~PasswordHasher() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

Task<std::expected<std::string, HasherError>> PasswordHasher::hash(std::string password) {
    using Result = std::expected<std::string, HasherError>;
    Result result =
        co_await suspend<Result>([this, password = std::move(password)](Resume<Result> resume) mutable {
            Job job = [this, resume, password = std::move(password)] {
                try {
                    resume(nullptr, make_hash(password));
                } catch (...) {
                    resume(std::current_exception(), std::nullopt);
                }
            };
            if (!enqueue(job)) resume(nullptr, std::unexpected(HasherError::busy));
        });
    co_return result;
}

Task<std::expected<bool, HasherError>> PasswordHasher::verify(std::optional<std::string> hash,
                                                              std::string password) {
    using Result = std::expected<bool, HasherError>;
    auto start = [this, hash = std::move(hash),
                  password = std::move(password)](Resume<Result> resume) mutable {
        Job job = [this, resume, hash = std::move(hash), password = std::move(password)] {
            const std::string& expected = hash ? *hash : stand_in_;
            const bool same =
                crypto_pwhash_str_verify(expected.c_str(), password.data(), password.size()) == 0;
            resume(nullptr, Result(hash.has_value() && same));
        };
        if (!enqueue(job)) resume(nullptr, std::unexpected(HasherError::busy));
    };
    Result result = co_await suspend<Result>(std::move(start));
    co_return result;
}

bool PasswordHasher::enqueue(Job& job) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void PasswordHasher::serve() {
    stand_in_ = make_hash("the password of nobody");
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        job();
    }
}

std::string PasswordHasher::make_hash(const std::string& password) const {
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(text, password.data(), password.size(), cost_.passes, cost_.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc();
    }
    return text;
}

}  // namespace fairgate
