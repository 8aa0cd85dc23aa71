# shellcheck shell=bash disable=SC2034,SC2154
# Buyers who come whether the server has time or not. Sourced by bench/run.

# As many buyers at a time get through the most.
surge_at_a_time=128
# How many can come at once: of each connection both ends are open here.
surge_connections=$((($(ulimit -Hn) - 4096) > 15000 ? 15000 : ($(ulimit -Hn) - 4096)))
# The tool has a core of its own, so that its work is not the server's loss.
surge_core=$(($(nproc) - 1))

# on_cores CORES COMMAND...: where there is one core, on that.
on_cores() {
    local cores=$1
    shift
    if (($(nproc) > 1)); then taskset --cpu-list "$cores" "$@"; else "$@"; fi
}

# surge PHASE...: buyers for the server's stadiums, a line of JSON a phase.
surge() {
    local phase options=()
    for phase in "$@"; do options+=(--phase "$phase"); done
    on_cores "$surge_core" build/release/bench/fairgate_surge --port "$port" --seats "$stadium_seats" \
        --at-a-time "$surge_at_a_time" --connections "$surge_connections" "${surge_events[@]}" "${options[@]}"
}

start_surge_server() {
    local event server_threads=$((surge_core > 0 ? surge_core : 1))
    fresh_store
    start_server "$folder/data" --client-connections "$surge_connections"
    ((surge_core == 0)) || taskset --all-tasks --pid --cpu-list "0-$((surge_core - 1))" "$server" >"$folder/cores.txt"
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
    local round peak onset_seconds=10 spike_seconds=50 pair="purchases of two seats"
    [[ -z $quick ]] || spike_seconds=10
    for ((round = 0; round < (rounds + 1) / 2; ++round)); do
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
    done
}

times_peak() { jq --null-input "$peak * $1"; }

record_spike() {
    local finished
    finished=$(in_spike '(map(.finishedPerSecond * .seconds) | add) / (map(.seconds) | add)')
    record "$pair: finished" "at ten times the peak" purchase/s "$finished" "{\"at\": 10}"
    record "share of the peak that is finished at ten times of it" Fairgate % "$(jq --null-input "100 * $finished / $peak")"
    record "at ten times the peak: asked the server" Fairgate buyers/s \
        "$(in_spike '(map(.came - .unsent) | add) / (map(.seconds) | add)')"
}

# record_phases PHASE SIDE
record_phases() {
    record "admitted reservations: p50" "$2" ms "$(phase_value "$1" .reserveP50Ms)"
    record "admitted reservations: p99" "$2" ms "$(phase_value "$1" .reserveP99Ms)"
    record "payments: p99" "$2" ms "$(phase_value "$1" .payP99Ms)"
    (($(phase_value "$1" .refused) == 0)) || record "refusals: p50" "$2" ms "$(phase_value "$1" .refusalP50Ms)"
}
