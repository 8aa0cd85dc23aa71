#include "adapters/postgres/write.hpp"

namespace fairgate::postgres {
namespace {

Task<std::int64_t> commit(Connection& connection, std::vector<Call> calls) {
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    co_return answers.front().changed();
}

Task<std::int64_t> commit_unflushed(Connection& connection, Call call) {
    const Rows answer = co_await connection.commit_unflushed(std::move(call));
    co_return answer.changed();
}

}  // namespace

Task<std::int64_t> write(Pool& pool, std::vector<Call> calls) {
    return pool.run([calls = std::move(calls)](Connection& connection) { return commit(connection, calls); });
}

Task<std::int64_t> write(Pool& pool, Call call) {
    std::vector<Call> calls{std::move(call)};
    return write(pool, std::move(calls));
}

Task<std::int64_t> write_unflushed(Pool& pool, Call call) {
    return pool.run(
        [call = std::move(call)](Connection& connection) { return commit_unflushed(connection, call); });
}

}  // namespace fairgate::postgres
