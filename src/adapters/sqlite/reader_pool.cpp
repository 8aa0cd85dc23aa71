#include "adapters/sqlite/reader_pool.hpp"

namespace fairgate::sqlite {

ReaderPool::ReaderPool(const std::filesystem::path& file, unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) {
        auto& connection =
            *connections_.emplace_back(std::make_unique<Connection>(file, Connection::Mode::read_only));
        threads_.emplace_back([this, &connection] { serve(connection); });
    }
}

ReaderPool::~ReaderPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void ReaderPool::enqueue(Job job) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void ReaderPool::serve(Connection& connection) {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        job(connection);
    }
}

}  // namespace fairgate::sqlite
