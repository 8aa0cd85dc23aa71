# shellcheck shell=bash disable=SC2034,SC2154
# Many who want the same few seats, and the locks that keep them from the database. Sourced by bench/run.

stampede_clients=2000
stampede_seats=50

# How many requests came as far as a batch of holds: it begins by locking their sessions, a row each, and here each
# client is a session of its own.
decided_requests() {
    sql postgres "SELECT coalesce(sum(rows), 0)::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
        WHERE d.datname = 'bench' AND s.query LIKE 'SELECT pg_advisory_xact_lock(key) FROM unnest%'"
}

# stampede_once SIDE [OPTION...]
stampede_once() {
    local result losers decided what side=$1
    shift
    what="$(grouped "$stampede_clients") clients for $stampede_seats seats"
    fresh_database
    start_server "$folder/data" --postgres "$(dsn bench)" "$@"
    forget_counts
    result=$(build/release/bench/fairgate_stampede --port "$port" --event "$(event_ids Stadium | head -1)" \
        --clients "$stampede_clients" --seats "$stampede_seats")
    losers=$(jq .losers <<<"$result")
    decided=$(decided_requests)
    ((decided >= stampede_seats)) || die "Only $decided requests were decided for $stampede_seats winners"
    record "$what: all are answered after" "$side" ms "$(jq '.seconds * 1000' <<<"$result")"
    record "$what: told to come again" "$side" answers "$(jq .refused <<<"$result")"
    record "$what: losers that cost no statement" "$side" % \
        "$(jq --null-input "100 * (1 - ($decided - $stampede_seats) / $losers)")"
    stop "$server"
    check_audit --postgres "$(dsn bench)"
}

measure_stampede() {
    local round
    rm -rf "$folder/data"
    start_postgres
    start_redis
    must "stadiums on PostgreSQL" make_postgres_template
    for ((round = 0; round < rounds; ++round)); do
        stampede_once PostgreSQL
        stampede_once "PostgreSQL + Redis" --redis "$redis_url"
    done
    remove_engines
}

# The script as it was sent, by its name: redis-benchmark runs the same one.
lock_script_sha() {
    local monitor sha
    redis-cli -h 127.0.0.1 -p "$redis_port" MONITOR >"$folder/monitor.txt" &
    monitor=$!
    until_so "Redis reports what it does" test -s "$folder/monitor.txt"
    build/release/bench/fairgate_locks --redis "$redis_url" --callers 1 --seconds 0.01 >"$folder/locks.json"
    redis_call ECHO that-is-all >"$folder/echo.txt"
    until_so "all of it was reported" grep --quiet that-is-all "$folder/monitor.txt"
    kill "$monitor"
    wait "$monitor" 2>/dev/null || true
    sha=$(grep --ignore-case --max-count 1 '"evalsha"' "$folder/monitor.txt" | sed --regexp-extended 's/.*"evalsha" "([0-9a-f]{40})".*/\1/I')
    [[ $sha =~ ^[0-9a-f]{40}$ ]] || die "The script was not found in $folder/monitor.txt"
    printf '%s' "$sha"
}

# benchmark_locks SHA [OPTION...]: two random seats of a great many, so that they are nearly always free.
benchmark_locks() {
    local now sha=$1
    now=$(date +%s%3N)
    shift
    redis-benchmark -h 127.0.0.1 -p "$redis_port" --csv -r 1000000000 "$@" EVALSHA "$sha" 2 \
        'lock:seat:{0f2k7q9x3m1ab}:__rand_int__' 'lock:seat:{0f2k7q9x3m1ab}:1__rand_int__' \
        0f2k7q9x3m1ab 0f2k7q9x3m1ac "$now" "$((now + 600000))" '' '' >"$folder/redis-benchmark.csv"
    tail -n 1 "$folder/redis-benchmark.csv" | cut -d , -f 2 | tr --delete '"'
}

measure_locks() {
    local round sha rate requests
    start_redis
    sha=$(lock_script_sha)
    for ((round = 0; round < rounds; ++round)); do
        redis_call FLUSHDB >"$folder/flush.txt"
        rate=$(build/release/bench/fairgate_locks --redis "$redis_url" --callers "$connections" --seconds "$seconds" |
            jq .perSecond)
        # About as long as ours.
        requests=$(jq --null-input "$rate * $seconds | floor")
        record "locks of two seats in Redis" Fairgate calls/s "$rate"
        redis_call FLUSHDB >"$folder/flush.txt"
        record "locks of two seats in Redis" "redis-benchmark, $connections clients" calls/s \
            "$(benchmark_locks "$sha" -n "$requests" -c "$connections")"
        record "locks of two seats in Redis, pipelined" Fairgate calls/s "$rate"
        redis_call FLUSHDB >"$folder/flush.txt"
        record "locks of two seats in Redis, pipelined" "redis-benchmark, 1 client with $connections in a pipeline" calls/s \
            "$(benchmark_locks "$sha" -n "$requests" -c 1 -P "$connections")"
    done
    remove_engines
}
