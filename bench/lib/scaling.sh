# shellcheck shell=bash disable=SC2034,SC2154
# How costs grow with threads, seats, events and nodes. Sourced by bench/run.

# The events of a row have so many seats together.
scaling_seats=400000
scaling_sizes=(1000 10000 100000)
scaling_counts=(10 100 1000 10000)
scaling_nodes=(1 2 3)

# point PAIR AXIS AT UNIT VALUE: a point of a curve.
point() {
    local counted=$2
    (($3 != 1)) || counted=${counted%s}
    record "$1, by $2" "$(grouped "$3") $counted" "$4" "$5" "{\"at\": $3, \"axis\": \"$2\"}"
}

# plan_of SEATS: makes the plan once and sets `plan` to its file.
plan_of() {
    local kind=arena
    (($1 > 4000)) || kind=theatre
    (($1 < 20000)) || kind=stadium
    plan=$folder/plan-$1.json
    [[ -f $plan ]] || $fairgate generate plan --kind "$kind" --seats "$1" --name Hall --out "$plan"
}

# fill_store SEATS EVENTS [IMPORT OPTION...]: so many events at a hall of so many seats, in data or where else the options
# say.
fill_store() {
    local seats=$1 events=$2
    shift 2
    rm -rf "$folder/data"
    plan_of "$seats"
    {
        $fairgate import plan "$plan" --venue Hall --city Bench --data "$folder/data" "$@"
        event_json "$plan" Hall "$events" | jq '{events: .}' >"$folder/hall-events.json"
        $fairgate import events "$folder/hall-events.json" --data "$folder/data" "$@"
    } >"$folder/import.txt"
}

# halls COUNT: sets `halls` to options that name as many events.
halls() {
    local event
    halls=()
    # Not by head, which would not read to the end.
    for event in $(event_ids Hall | sed --quiet "1,$1p"); do halls+=(--event "$event"); done
}

# reserve_rate SEATS [OPTION...]: reservations a second in `halls`, which may all be sold before the time is over.
reserve_rate() {
    local seats=$1
    shift
    build/release/bench/fairgate_load --port "$port" --seats "$seats" --connections "$connections" \
        --seconds "$seconds" --until-sold "${halls[@]}" "$@" | jq .perSecond
}

measure_threads() {
    for server_threads in 1 2; do
        fill_store 10000 $((scaling_seats / 10000))
        start_server "$folder/data"
        halls 100
        point "reservations" "server threads" "$server_threads" reserve/s "$(reserve_rate 10000)"
        point "small GET" "server threads" "$server_threads" requests/s "$(wrk_rate "http://127.0.0.1:$port/healthz")"
        stop "$server"
        check_audit
    done
    server_threads=$(nproc)
}

# map_milliseconds EVENT SEATS: a change, and how long the first reader after it waits, as often as makes a median.
map_milliseconds() {
    local map=http://127.0.0.1:$port/api/events/$1/seats pause seat times=()
    # So long a map may be served that is no longer new: a body takes at most a tenth of a core.
    pause=$(jq --null-input "0.3 + $2 / 50000")
    for seat in {0..8}; do
        curl --silent --fail --output "$folder/held.json" --header 'Content-Type: application/json' \
            --data "{\"eventId\": \"$1\", \"seatIds\": [\"$seat\"]}" "http://127.0.0.1:$port/api/seats/reserve"
        sleep "$pause"
        times+=("$(curl --silent --fail --header 'Accept-Encoding: gzip' --output "$folder/map.gz" \
            --write-out '%{time_total}' "$map")")
    done
    printf '%s\n' "${times[@]}" | jq --slurp 'sort | .[length / 2 | floor] * 1000'
}

map_bytes() {
    curl --silent --fail --header "Accept-Encoding: $2" --output "$folder/map.body" --write-out '%{size_download}' \
        "http://127.0.0.1:$port/api/events/$1/$3"
}

# loaded_kilobytes MEGABYTES: what each of `halls` costs with its seats in memory and its compact map ready, in a server
# that had so much before.
loaded_kilobytes() {
    local number count=$((${#halls[@]} / 2))
    for ((number = 0; number < count; ++number)); do
        curl --silent --fail --output "$folder/loaded.json" \
            "http://127.0.0.1:$port/api/events/${halls[2 * number + 1]}/availability"
    done
    jq --null-input "($(resident_mb "$server") - $1) * 1024 / $count"
}

measure_sizes() {
    local size event before
    for size in "${scaling_sizes[@]}"; do
        fill_store "$size" $((scaling_seats / size))
        start_server "$folder/data"
        before=$(resident_mb "$server")
        halls 100
        event=${halls[1]}
        point "memory of a loaded event" "seats in the event" "$size" kB \
            "$(loaded_kilobytes "$before")"
        point "time to make a map" "seats in the event" "$size" ms "$(map_milliseconds "$event" "$size")"
        point "map, gzip" "seats in the event" "$size" bytes "$(map_bytes "$event" gzip seats)"
        point "compact map, brotli" "seats in the event" "$size" bytes "$(map_bytes "$event" br availability)"
        stop "$server"

        # Without those that were taken above.
        fill_store "$size" $((scaling_seats / size))
        start_server "$folder/data"
        halls 100
        point "reservations" "seats in the event" "$size" reserve/s "$(reserve_rate "$size")"
        stop "$server"
        check_audit
    done
}

# started PAIR AXIS AT: start-up of the store in data and memory after it.
started() {
    local began
    began=$(date +%s%N)
    start_server "$folder/data"
    point "start-up" "$1" "$2" ms "$((($(date +%s%N) - began) / 1000000))"
    curl --silent --fail --output "$folder/ready.json" "http://127.0.0.1:$port/readyz"
    point "memory after the start" "$1" "$2" MB "$(resident_mb "$server")"
}

measure_counts() {
    local count
    for count in "${scaling_counts[@]}"; do
        fill_store 1000 "$count"
        started "events of 1,000 seats" "$count"
        halls 100
        point "reservations" "events of 1,000 seats" "$count" reserve/s "$(reserve_rate 1000)"
        stop "$server"
    done
    fill_store 2000 500
    local began
    began=$(date +%s%N)
    start_server "$folder/data"
    record "start-up with 1 million seats in 500 events" Fairgate ms "$((($(date +%s%N) - began) / 1000000))"
    stop "$server"
}

# All nodes on one PostgreSQL and one Redis; the load tool spreads its visitors over them.
measure_nodes() {
    local nodes node ports servers
    sql postgres 'CREATE DATABASE bench_template'
    $fairgate migrate --postgres "$(dsn bench_template)"
    fill_store 10000 $((scaling_seats / 10000)) --postgres "$(dsn bench_template)"
    sql bench_template 'VACUUM ANALYZE'
    server_threads=1
    for nodes in "${scaling_nodes[@]}"; do
        fresh_database
        ports=() servers=()
        for ((node = 0; node < nodes; ++node)); do
            # Nodes of one site have the same secret: the first one makes it.
            if ((node > 0)); then install -D -m 600 "$folder/data-0/secret.key" "$folder/data-$node/secret.key"; fi
            start_server "$folder/data-$node" --postgres "$(dsn bench)" --redis "$redis_url"
            ports+=(--port "$port") servers+=("$server")
        done
        halls 100
        point "reservations on PostgreSQL and Redis" nodes "$nodes" reserve/s "$(reserve_rate 10000 "${ports[@]:2}")"
        for server in "${servers[@]}"; do stop "$server"; done
        check_audit --postgres "$(dsn bench)"
        rm -rf "$folder"/data-*
    done
    server_threads=$(nproc)
    sql postgres 'DROP DATABASE IF EXISTS bench WITH (FORCE)'
    sql postgres 'DROP DATABASE bench_template'
}

measure_scaling() {
    local round rounds=$(((rounds + 1) / 2))
    start_postgres
    start_redis
    for ((round = 0; round < rounds; ++round)); do
        measure_threads
        measure_sizes
        measure_counts
        measure_nodes
    done
    remove_engines
}
