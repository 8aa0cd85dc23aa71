# shellcheck shell=bash disable=SC2034,SC2154
# Reservations and purchases on the embedded store, against one transaction at a time. Sourced by bench/run.

# measure_writes SCENARIO PAIR
measure_writes() {
    local scenario=$1 pair=$2 round load event events
    for ((round = 0; round < rounds; ++round)); do
        fresh_store
        start_server "$folder/data"
        events=()
        for event in $(event_ids Stadium); do events+=(--event "$event"); done
        load=$(build/release/bench/fairgate_load --port "$port" --scenario "$scenario" --seats "$stadium_seats" \
            --connections "$connections" --seconds "$seconds" "${events[@]}")
        record "$pair" Fairgate "$scenario/s" "$(tail -n 1 <<<"$load" | jq .perSecond)" \
            "$(jq --slurp '{calls: map({(.name): {p50Ms, p99Ms, p999Ms}}) | add}' <<<"$load")"
        record "memory after $scenario" Fairgate MB "$(resident_mb "$server")"
        stop "$server"
        check_audit

        fresh_store
        record "$pair" "one by one" "$scenario/s" "$(build/release/bench/fairgate_one_by_one --data "$folder/data" \
            --scenario "$scenario" --seats "$stadium_seats" --seconds "$seconds" "${events[@]}" | jq .perSecond)"
    done
}
