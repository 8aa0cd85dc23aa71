# shellcheck shell=bash disable=SC2154
# The same flows on bench/baseline-express, a plain Node server, and on Fairgate, each on the same PostgreSQL and Redis.
# Sourced by bench/run, whose names it uses.

# In the order of a round.
express_sides=("Fairgate" "Express, one process" "Express, a worker a core")
express_pool_one=32
express_pool_worker=16
express_arena_seats=20000
# Enough for a run; the last ones are for warming up, which no answer is counted of.
express_arenas=28
express_arenas_to_warm=3
express_warm_seconds=1
express_redis_folder=/tmp/fairgate-bench-express-redis-$$
express_redis_url=

start_express_redis() {
    tests/support/redis start "$express_redis_folder" $$
    express_redis_url=redis://127.0.0.1:$(head -1 "$express_redis_folder/ports")
}

remove_express_redis() { [[ -z $express_redis_url ]] || tests/support/redis remove "$express_redis_folder" || true; }

# The databases that every run begins with a copy of.
make_arenas() {
    sql postgres 'CREATE DATABASE bench_arenas'
    $fairgate migrate --postgres "$(dsn bench_arenas)"
    $fairgate import plan "$folder/arena.json" --venue Arena --city Bench --data "$folder/data" \
        --postgres "$(dsn bench_arenas)"
    event_json "$folder/arena.json" Arena "$express_arenas" | jq '{events: .}' >"$folder/arena-events.json"
    $fairgate import events "$folder/arena-events.json" --data "$folder/data" --postgres "$(dsn bench_arenas)"
    sql bench_arenas 'VACUUM ANALYZE'
}

# make_express_arenas MAP: with the seats that Fairgate's own answer names.
make_express_arenas() {
    sql postgres 'CREATE DATABASE bench_express'
    psql --quiet --set ON_ERROR_STOP=1 --file bench/baseline-express/schema.sql "$(dsn bench_express)"
    sql bench_express "INSERT INTO events SELECT n, 'Arena night ' || n, 'on_sale', 'EUR'
        FROM generate_series(1, $express_arenas) AS n"
    jq --raw-output '.data.seats[] | [.id, .section, .row, .seatNumber, .category, .price] | @csv' "$1" |
        sql bench_express "CREATE TABLE arena (id integer, section text, row text, seat_number text, category text,
            price integer); COPY arena FROM STDIN WITH (FORMAT csv)"
    sql bench_express 'INSERT INTO seats SELECT e.id, a.* FROM events e, arena a ORDER BY e.id, a.id; DROP TABLE arena'
    sql bench_express 'VACUUM ANALYZE'
}

# fresh_arenas SIDE: a copy, and a Redis with nothing in it.
fresh_arenas() {
    local template=bench_express
    [[ $1 != Fairgate ]] || template=bench_arenas
    rm -rf "$folder/data"
    sql postgres 'DROP DATABASE IF EXISTS bench WITH (FORCE)'
    sql postgres "CREATE DATABASE bench TEMPLATE $template"
    sql bench 'CHECKPOINT'
    redis-cli -u "$express_redis_url" FLUSHALL >/dev/null
}

# start_express WORKERS POOL: as start_server.
start_express() {
    local line
    coproc EXPRESS { exec env NODE_ENV=production PORT=0 WORKERS="$1" POOL_SIZE="$2" REDIS_URL="$express_redis_url" \
        PGHOST="$postgres_folder" PGUSER=fairgate PGDATABASE=bench \
        node bench/baseline-express/server.js 2>>"$folder/server.log"; }
    server=$EXPRESS_PID
    pids+=("$server")
    read -r line <&"${EXPRESS[0]}" || die "Express did not start; see $folder/server.log"
    port=${line##*:}
}

start_side() {
    case $1 in
        Fairgate) start_server "$folder/data" --postgres "$(dsn bench)" --redis "$express_redis_url" --roles api ;;
        "Express, one process") start_express 0 "$express_pool_one" ;;
        *) start_express "$(nproc)" "$express_pool_worker" ;;
    esac
}

# side_events SIDE: sets `arenas`, in the order they are sold in.
side_events() {
    if [[ $1 == Fairgate ]]; then
        mapfile -t arenas < <(event_ids Arena)
    else
        mapfile -t arenas < <(seq "$express_arenas")
    fi
}

# arena_load SCENARIO SECONDS POLLERS EVENT...: appends what it did to arena-load.jsonl, for the check.
arena_load() {
    local event events=()
    for event in "${@:4}"; do events+=(--event "$event"); done
    build/release/bench/fairgate_load --port "$port" --scenario "$1" --seconds "$2" --pollers "$3" \
        --seats "$express_arena_seats" --connections "$connections" "${events[@]}" |
        tee --append "$folder/arena-load.jsonl"
}

# Every success that the load was told must be in the tables, once.
check_express() {
    local wrong expected found
    wrong=$(sql bench "$(<bench/baseline-express/check.sql)")
    [[ -z $wrong ]] || die "Express sold wrongly: $wrong"
    expected=$(jq --slurp --compact-output 'def done(name): map(select(.name == name) | .calls - .failures) | add // 0;
        [2 * done("reserve"), 2 * done("pay"), done("pay")]' "$folder/arena-load.jsonl")
    found=$(sql bench "SELECT json_build_array(count(*) FILTER (WHERE status <> 'available'),
        count(*) FILTER (WHERE status = 'sold'), (SELECT count(*) FROM orders)) FROM seats" | jq --compact-output .)
    [[ $found == "$expected" ]] || die "Express has [taken, sold, orders] $found where the load was told $expected"
}

check_side() {
    if [[ $1 == Fairgate ]]; then check_audit --postgres "$(dsn bench)"; else check_express; fi
}

# sell_arenas SIDE SCENARIO POLLERS: sets `load` to the lines of one run.
sell_arenas() {
    local warm
    fresh_arenas "$1"
    start_side "$1"
    side_events "$1"
    warm=$((express_arenas - express_arenas_to_warm))
    rm -f "$folder/arena-load.jsonl"
    arena_load "$2" "$express_warm_seconds" 0 "${arenas[@]:warm}" >/dev/null
    load=$(arena_load "$2" "$seconds" "$3" "${arenas[@]:0:warm}")
    stop "$server"
    check_side "$1"
}

# record_beside WHAT SIDE UNIT VALUE [MORE]: Fairgate's value goes into the pair with either way to run Express.
record_beside() {
    if [[ $2 != *"a worker a core" ]]; then record "$1, beside Express" "${@:2}"; fi
    if [[ $2 != *"one process" ]]; then record "$1, beside Express in cluster mode" "${@:2}"; fi
}

record_sale() {
    record_beside "$1" "$2" "$3" "$(tail -n 1 <<<"$load" | jq .perSecond)" \
        "$(jq --slurp '{calls: map({(.name): {p50Ms, p99Ms, p999Ms}}) | add}' <<<"$load")"
}

# Reserving alone, then the same while eight fans look at the map of what is on sale.
measure_polled_sale() {
    local side=$1 alone pair="$1: reservations while eight clients poll the map"
    sell_arenas "$side" reserve 0
    record_sale "reservations of two seats" "$side" reserve/s
    alone=$(tail -n 1 <<<"$load" | jq .perSecond)
    sell_arenas "$side" reserve 8
    record "$pair" polled reserve/s "$(tail -n 1 <<<"$load" | jq .perSecond)"
    record "$pair" alone reserve/s "$alone"
    record_beside "maps to those eight meanwhile" "$side" polls/s "$(head -n 1 <<<"$load" | jq .perSecond)" \
        "$(head -n 1 <<<"$load" | jq '{refused: .failures}')"
}

# maps_rate URL [HEADER]: maps a second. A server that is asked for more than it can do may say so (503); that is no
# map.
maps_rate() {
    wrk --threads 2 --connections "$connections" --duration "${seconds}s" --timeout 10s --header "${2:-X-Bench: 1}" \
        "$1" >"$folder/wrk.txt"
    if grep --quiet 'Socket errors' "$folder/wrk.txt"; then die "wrk was not answered: $(cat "$folder/wrk.txt")"; fi
    awk '/ requests in / { all = $1 } /Non-2xx/ { refused = $NF } /^Requests\/sec:/ { rate = $2 }
        END { if (!all) exit 1; print rate * (1 - refused / all) }' "$folder/wrk.txt" ||
        die "wrk had no answer in time: $(cat "$folder/wrk.txt")"
}

measure_arena_map() {
    local map
    fresh_arenas "$1"
    start_side "$1"
    side_events "$1"
    map=http://127.0.0.1:$port/api/events/${arenas[0]}/seats
    record_beside "seat map of 20,000 seats, as it is" "$1" requests/s "$(maps_rate "$map")"
    record_beside "seat map of 20,000 seats, gzip" "$1" requests/s "$(maps_rate "$map" 'Accept-Encoding: gzip')"
    stop "$server"
}

# Express sells the very seats that Fairgate does.
prepare_express() {
    must "modules of Express" npm_install bench/baseline-express
    rm -rf "$folder/data"
    start_postgres
    start_express_redis
    must "arenas on PostgreSQL" make_arenas
    fresh_arenas Fairgate
    start_side Fairgate
    side_events Fairgate
    curl --silent --fail --output "$folder/arena-map.json" "http://127.0.0.1:$port/api/events/${arenas[0]}/seats"
    stop "$server"
    must "the same for Express" make_express_arenas "$folder/arena-map.json"
}

measure_express() {
    local round side arenas load
    prepare_express
    for ((round = 0; round < rounds; ++round)); do
        for side in "${express_sides[@]}"; do
            measure_polled_sale "$side"
            sell_arenas "$side" purchase 0
            record_sale "purchases of two seats" "$side" purchase/s
            measure_arena_map "$side"
        done
    done
    remove_express_redis
    remove_engines
}
