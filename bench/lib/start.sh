# shellcheck shell=bash disable=SC2034,SC2154
# Start-up and memory. Sourced by bench/run.

measure_start() {
    local round began
    rm -rf "$folder/data"
    $fairgate demo --data "$folder/data"
    for ((round = 0; round < 2 * rounds; ++round)); do
        began=$(date +%s%N)
        start_server "$folder/data"
        record "start-up, demo season in the store" Fairgate ms "$((($(date +%s%N) - began) / 1000000))"
        curl --silent --fail --output "$folder/ready.json" "http://127.0.0.1:$port/readyz"
        record "memory after the start" Fairgate MB "$(resident_mb "$server")"
        stop "$server"
    done
}
