# shellcheck shell=bash disable=SC2034,SC2154
# Many readers of one seat map, each told of every change. Sourced by bench/run.

streams_wanted=20000
# What else the server keeps open, and what it leaves for that.
streams_descriptors_besides=600

# As many as are wanted, or as this machine lets a process open.
streams_possible() {
    local allowed
    allowed=$(ulimit -H -n)
    if [[ $allowed == unlimited ]] || ((allowed >= streams_wanted + streams_descriptors_besides)); then
        printf '%d' "$streams_wanted"
    else
        printf '%d' $(((allowed - streams_descriptors_besides) / 100 * 100))
    fi
}

measure_streams() {
    local round result count what
    count=$(streams_possible)
    what="$(grouped "$count") streams of a map of 20,000 seats"
    for ((round = 0; round < rounds; ++round)); do
        fresh_store
        start_server "$folder/data" --client-connections "$count"
        result=$(build/release/bench/fairgate_streams --port "$port" --event "$(event_ids Arena)" --server "$server" \
            --streams "$count" --changes "$((seconds * 2))")
        record "$what: a change has come to half of them after" Fairgate ms "$(jq .p50Ms <<<"$result")"
        record "$what: to 99 % of them" Fairgate ms "$(jq .p99Ms <<<"$result")"
        record "$what: to the last one" Fairgate ms "$(jq .maxMs <<<"$result")"
        record "memory per stream" Fairgate bytes "$(jq .bytesPerStream <<<"$result")"
        record "the server's processor time for one delivery" Fairgate us \
            "$(jq .serverMicrosecondsPerDelivery <<<"$result")"
        record "bytes of one delivery" Fairgate bytes "$(jq .bytesPerDelivery <<<"$result")"
        stop "$server"
    done
}
