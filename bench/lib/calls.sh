# shellcheck shell=bash disable=SC2034,SC2154
# What single calls cost: instructions, pieces of memory, system calls. Sourced by bench/run.

# record_by_path WHAT UNIT JSON: a side for each path.
record_by_path() {
    local path
    for path in $(jq --raw-output 'keys[]' <<<"$3"); do
        record "$1" "$path" "$2" "$(jq --arg path "$path" '.[$path]' <<<"$3")"
    done
}

# system_calls SIDE CALLS COMMAND...: of the server while the command runs, which then says CALLS on `made`.
system_calls() {
    local side=$1 made=$2 tracer counted
    shift 2
    strace --follow-forks --summary-only --summary-columns=name,calls --output="$folder/strace.txt" --attach="$server" \
        2>"$folder/strace.log" &
    tracer=$!
    until_so "strace is attached" grep --quiet "TracerPid:.*[1-9]" "/proc/$server/status"
    "$@" >"$folder/traced.txt"
    kill -INT "$tracer"
    wait "$tracer" || true
    counted=$(awk '$1 == "total" || $NF == "total" { for (i = 1; i <= NF; ++i) if ($i ~ /^[0-9]+$/) print $i }' \
        "$folder/strace.txt" | tail --lines 1)
    record "system calls of one call" "$side" "calls" "$(jq --null-input "$counted / $($made)")"
}

wrk_made() { awk '/ requests in / { print $1 }' "$folder/traced.txt"; }
load_made() { tail --lines 1 "$folder/traced.txt" | jq .calls; }

# traced_load SCENARIO
traced_load() {
    local event events=()
    for event in $(event_ids Stadium); do events+=(--event "$event"); done
    system_calls "$1" load_made build/release/bench/fairgate_load --port "$port" --scenario "$1" \
        --seats "$stadium_seats" --connections "$connections" --seconds 3 "${events[@]}"
}

measure_calls() {
    local event
    must "build of the paths" build_paths
    must "count of instructions" count_paths
    record_by_path "instructions of one call" instructions "$(read_instructions)"
    record_by_path "pieces of memory of one call" allocations "$(read_allocations)"
    fresh_store
    start_server "$folder/data"
    event=$(event_ids Arena)
    system_calls "small GET" wrk_made wrk --threads 1 --connections "$connections" --duration 2s \
        "http://127.0.0.1:$port/healthz"
    system_calls "compact map" wrk_made wrk --threads 1 --connections "$connections" --duration 2s \
        --header "Accept-Encoding: br" "http://127.0.0.1:$port/api/events/$event/availability"
    traced_load reserve
    stop "$server"
    fresh_store
    start_server "$folder/data"
    traced_load purchase
    stop "$server"
}
