#include "adapters/postgres/write.hpp"

namespace fairgate::postgres {
namespace {

Task<std::int64_t> commit(Connection& connection, std::vector<Call> calls) {
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    co_return answers.front().changed();
}

}  // namespace

Task<std::int64_t> write(Pool& pool, std::vector<Call> calls) {
    return pool.run([calls = std::move(calls)](Connection& connection) { return commit(connection, calls); });
}

Task<std::int64_t> write(Pool& pool, Call call) {
    std::vector<Call> calls{std::move(call)};
    return write(pool, std::move(calls));
}

}  // namespace fairgate::postgres
