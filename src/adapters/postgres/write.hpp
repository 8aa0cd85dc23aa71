#pragma once

#include "adapters/postgres/pool.hpp"

namespace fairgate::postgres {

/// Commits `calls` as one transaction on a connection of `pool`, which outlives it. Returns how many rows the
/// first of them changed. Throws what Pool::run and Connection::commit throw.
Task<std::int64_t> write(Pool& pool, std::vector<Call> calls);
Task<std::int64_t> write(Pool& pool, Call call);

/// The same as Connection::commit_unflushed does it.
Task<std::int64_t> write_unflushed(Pool& pool, Call call);

}  // namespace fairgate::postgres
