# shellcheck shell=bash disable=SC2034,SC2154
# Buyers who come whether the server has time or not. Sourced by bench/run.

# As many buyers at a time get through the most.
surge_at_a_time=128
# How many can come at once. The server keeps some files for maps and the rest.
surge_connections=15000
[[ $(ulimit -Hn) == unlimited ]] || (($(ulimit -Hn) >= surge_connections + 5000)) || surge_connections=1000

surge_flags=()

# The tool has the last core that we may use, so that its work is not the server's loss; the server has the others.
find_cores() {
    local part parts cores=()
    IFS=, read -ra parts <<<"$(taskset --cpu-list --pid $$ | sed 's/.*: //')"
    for part in "${parts[@]}"; do mapfile -t -O "${#cores[@]}" cores < <(seq "${part%-*}" "${part#*-}"); done
    surge_core=${cores[-1]}
    ((${#cores[@]} == 1)) || unset 'cores[-1]'
    surge_server_threads=${#cores[@]}
    surge_server_cores=$(IFS=, && echo "${cores[*]}")
}

# surge PHASE...: buyers for the server's stadiums, a line of JSON a phase.
surge() {
    local phase options=()
    for phase in "$@"; do options+=(--phase "$phase"); done
    taskset --cpu-list "$surge_core" build/release/bench/fairgate_surge --port "$port" --seats "$stadium_seats" \
        --at-a-time "$surge_at_a_time" --connections "$surge_connections" "${surge_flags[@]}" "${surge_events[@]}" \
        "${options[@]}"
}

start_surge_server() {
    local event server_threads=$surge_server_threads
    fresh_store
    start_server "$folder/data" --client-connections "$surge_connections"
    taskset --all-tasks --cpu-list --pid "$surge_server_cores" "$server" >"$folder/cores.txt"
    surge_events=()
    for event in $(event_ids Stadium); do surge_events+=(--event "$event"); done
}

stop_surge_server() {
    stop "$server"
    check_audit
}

# phase_value NAME FILTER: of `phases`.
phase_value() { jq --slurp --arg name "$1" "map(select(.name == \$name))[0] | $2" <<<"$phases"; }

# in_spike FILTER: of all phases at ten times the peak, by seconds.
in_spike() { jq --slurp "map(select(.name == \"onset\" or .name == \"spike\")) | $1" <<<"$phases"; }

measure_overload() {
    local round rounds=$(((rounds + 1) / 2)) peak onset_seconds=10 spike_seconds=50 pair="purchases of two seats"
    [[ -z $quick ]] || spike_seconds=10
    find_cores
    for ((round = 0; round < rounds; ++round)); do
        start_surge_server
        phases=$(surge warm:0:2 "peak:0:$((seconds + 3))")
        peak=$(phase_value peak .finishedPerSecond)
        record "$pair: finished" "the peak" purchase/s "$peak" "{\"at\": 1}"
        stop_surge_server

        start_surge_server
        phases=$(surge "before:$(times_peak 0.6):$seconds" "onset:$(times_peak 10):$onset_seconds" \
            "spike:$(times_peak 10):$spike_seconds" "settle:$(times_peak 0.6):10" "after:$(times_peak 0.6):$seconds")
        record_spike
        record_phases before "0.6 of the peak, before"
        record_phases onset "ten times the peak, the first $onset_seconds s"
        record_phases spike "ten times the peak, then"
        record_phases after "0.6 of the peak, 10 s after the spike"
        record "refused 10 s after the spike" Fairgate % "$(phase_value after '100 * .refused / .came')"
        stop_surge_server

        start_surge_server
        surge_flags=(--impatient)
        phases=$(surge "onset:$(times_peak 10):$onset_seconds" "spike:$(times_peak 10):$onset_seconds")
        surge_flags=()
        record_spike ", nobody waits as told, $((2 * onset_seconds)) s"
        record_phases onset "ten times the peak, nobody waits as told, the first $onset_seconds s"
        record_phases spike "ten times the peak, nobody waits as told, then"
        stop_surge_server
    done
}

times_peak() { jq --null-input "$peak * $1"; }

# record_spike [HOW]: with how buyers behave, where that is not as usual.
record_spike() {
    local finished how=${1:-}
    finished=$(in_spike '(map(.finishedPerSecond * .seconds) | add) / (map(.seconds) | add)')
    record "$pair: finished" "at ten times the peak$how" purchase/s "$finished" "{\"at\": 10}"
    record "share of the peak that is finished at ten times of it$how" Fairgate % \
        "$(jq --null-input "100 * $finished / $peak")"
    record "buyers at ten times the peak$how: came" Fairgate buyers/s \
        "$(in_spike '(map(.came) | add) / (map(.seconds) | add)')"
    record "buyers at ten times the peak$how: found a connection to ask" Fairgate buyers/s \
        "$(in_spike '(map(.came - .unsent) | add) / (map(.seconds) | add)')"
}

# record_phases PHASE SIDE
record_phases() {
    record "admitted reservations: p50" "$2" ms "$(phase_value "$1" .reserveP50Ms)"
    record "admitted reservations: p99" "$2" ms "$(phase_value "$1" .reserveP99Ms)"
    record "payments: p99" "$2" ms "$(phase_value "$1" .payP99Ms)"
    (($(phase_value "$1" .refused) == 0)) || {
        record "refusals: p50" "$2" ms "$(phase_value "$1" .refusalP50Ms)"
        record "refusals: p99" "$2" ms "$(phase_value "$1" .refusalP99Ms)"
    }
}
