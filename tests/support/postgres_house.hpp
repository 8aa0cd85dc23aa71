#pragma once

#include "adapters/postgres/pool.hpp"
#include "support/postgres_server.hpp"
#include "support/run_task.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>

namespace fairgate::testing {

/// A database of its own and connections to it, which follow the caller's clock unless `options` say
/// otherwise.
class PostgresHouse {
  public:
    explicit PostgresHouse(std::string options = PostgresDatabase::kCallersClock) {
        postgres::PoolOptions pool_options{.settings = {.dsn = database.dsn(), .options = std::move(options)},
                                           .connections_max = 4};
        pool_ = std::make_unique<postgres::Pool>(
            pool_options, std::vector<asio::any_io_executor>{threads_.get_executor()}, clock_, random_);
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
