#pragma once

#include "adapters/postgres/pool.hpp"
#include "support/postgres_server.hpp"
#include "support/run_task.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>

namespace fairgate::testing {

/// Options of a pool whose limits are patience, for tests that are not about them: the machine may be busy
/// with others.
inline postgres::PoolOptions patient_options(std::string dsn, std::string options = {}) {
    constexpr std::chrono::seconds kMax{60};
    return {.settings = {.dsn = std::move(dsn),
                         .statement_max = kMax,
                         .lock_max = kMax,
                         .options = std::move(options)},
            .connections_max = 4,
            .wait_max = kMax,
            .silence_max = 2 * kMax};
}

/// A database of its own and connections to it, which follow the caller's clock unless `options` say
/// otherwise.
class PostgresHouse {
  public:
    explicit PostgresHouse(std::string options = PostgresDatabase::kCallersClock) {
        pool_ = std::make_unique<postgres::Pool>(patient_options(database.dsn(), std::move(options)),
                                                 std::vector<asio::any_io_executor>{threads_.get_executor()},
                                                 clock_, random_);
    }
    ~PostgresHouse() {
        run_task(pool_->close());
        threads_.join();
    }

    postgres::Pool& pool() { return *pool_; }

    PostgresDatabase database;

  private:
    SystemClock clock_;
    SystemRandom random_;
    asio::thread_pool threads_{2};
    std::unique_ptr<postgres::Pool> pool_;
};

}  // namespace fairgate::testing
