# shellcheck shell=bash disable=SC2034,SC2154
# Buyers who come whether the server has time or not. Sourced by bench/run.

# As many buyers at a time get through the most.
surge_at_a_time=128

# surge PHASE...: buyers for the server's stadiums, a line of JSON a phase.
surge() {
    local phase options=()
    for phase in "$@"; do options+=(--phase "$phase"); done
    build/release/bench/fairgate_surge --port "$port" --seats "$stadium_seats" --at-a-time "$surge_at_a_time" \
        "${surge_events[@]}" "${options[@]}"
}

start_surge_server() {
    local event
    fresh_store
    start_server "$folder/data"
    surge_events=()
    for event in $(event_ids Stadium); do surge_events+=(--event "$event"); done
}

stop_surge_server() {
    stop "$server"
    check_audit
}

# phase_value NAME FILTER: of `phases`.
phase_value() { jq --slurp --arg name "$1" "map(select(.name == \$name))[0] | $2" <<<"$phases"; }

measure_overload() {
    local round peak phases spike_seconds=60 pair="purchases of two seats"
    [[ -z $quick ]] || spike_seconds=20
    for ((round = 0; round < (rounds + 1) / 2; ++round)); do
        start_surge_server
        phases=$(surge warm:0:2 "peak:0:$((seconds + 3))")
        peak=$(phase_value peak .finishedPerSecond)
        record "$pair: finished" "the peak" purchase/s "$peak" "{\"at\": 1}"
        stop_surge_server

        start_surge_server
        phases=$(surge "before:$(jq --null-input "$peak * 0.6"):$seconds" \
            "spike:$(jq --null-input "$peak * 10"):$spike_seconds" \
            "settle:$(jq --null-input "$peak * 0.6"):10" "after:$(jq --null-input "$peak * 0.6"):$seconds")
        record "$pair: finished" "at ten times the peak" purchase/s "$(phase_value spike .finishedPerSecond)" "{\"at\": 10}"
        record "share of the peak that is finished at ten times of it" Fairgate % \
            "$(jq --null-input "100 * $(phase_value spike .finishedPerSecond) / $peak")"
        record_phases before "0.6 of the peak, before"
        record_phases spike "ten times the peak"
        record_phases after "0.6 of the peak, 10 s after the spike"
        record "refusals at ten times the peak: p50" Fairgate ms "$(phase_value spike .refusalP50Ms)"
        record "refusals at ten times the peak: p99" Fairgate ms "$(phase_value spike .refusalP99Ms)"
        record "refused 10 s after the spike" Fairgate % "$(phase_value after '100 * .refused / .came')"
        stop_surge_server
    done
}

# record_phases PHASE SIDE
record_phases() {
    record "admitted reservations: p50" "$2" ms "$(phase_value "$1" .reserveP50Ms)"
    record "admitted reservations: p99" "$2" ms "$(phase_value "$1" .reserveP99Ms)"
    record "payments: p99" "$2" ms "$(phase_value "$1" .payP99Ms)"
}
