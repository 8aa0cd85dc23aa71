#pragma once

#include "adapters/sqlite/connection.hpp"
#include "base/suspend.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fairgate::sqlite {

/// Read-only connections, one a thread, that see the last commit and never wait for the writer.
class ReaderPool {
  public:
    ReaderPool(const std::filesystem::path& file, unsigned threads);
    ~ReaderPool();

    /// Runs `query(connection)` on a reader's thread and returns its result; what it throws is thrown here.
    template <class Query>
    Task<std::invoke_result_t<Query&, Connection&>> run(Query query) {
        using Result = std::invoke_result_t<Query&, Connection&>;
        co_return co_await suspend<Result>([this, query = std::move(query)](Resume<Result> resume) mutable {
            enqueue([resume, query = std::move(query)](Connection& connection) mutable {
                try {
                    resume(nullptr, query(connection));
                } catch (...) {
                    resume(std::current_exception(), std::nullopt);
                }
            });
        });
    }

  private:
    using Job = std::move_only_function<void(Connection&)>;

    void enqueue(Job job);
    void serve(Connection& connection);

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::thread> threads_;
};

}  // namespace fairgate::sqlite
