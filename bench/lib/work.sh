# shellcheck shell=bash disable=SC2034,SC2154
# What a proof of work costs who joins and who checks it. Sourced by bench/run.

measure_work() {
    local figures round
    for ((round = 0; round < rounds; ++round)); do
        figures=$(build/release/bench/fairgate_work --bits 18 --seconds "$seconds")
        record "hashes of a program that joins" "C++, one core" hashes/s "$(jq .hashesPerSecond <<<"$figures")"
        record "proofs of 18 bits that are checked" "Fairgate, one core" proofs/s "$(jq .checksPerSecond <<<"$figures")"
    done
}
