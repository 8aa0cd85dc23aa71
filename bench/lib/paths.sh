# shellcheck shell=bash disable=SC2034,SC2154
# What one call costs the server from its dispatcher inwards, counted with callgrind. Sourced by bench/check and bench/run.

paths_calls=500
paths_folder=$PWD/build/check

build_paths() {
    cmake --preset release -DFAIRGATE_BENCH=ON
    cmake --build --preset release --target fairgate_paths
}

count_paths() {
    rm -rf "$paths_folder"
    mkdir -p "$paths_folder/data"
    valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file="$paths_folder/counts" \
        build/release/bench/fairgate_paths --data "$paths_folder/data" --calls "$paths_calls"
}

# One JSON object: instructions per call, by path.
read_instructions() {
    local file
    for file in "$paths_folder"/counts.*; do
        awk -v calls="$paths_calls" '
            /^desc: Trigger: Client Request: / { path = $NF }
            /^totals: / { count = $2 }
            END { if (path) printf "{\"%s\": %.0f}\n", path, count / calls }' "$file"
    done | jq --slurp add
}

# The same of pieces of memory. Functions stand by their numbers where they have been named before.
read_allocations() {
    local file
    for file in "$paths_folder"/counts.*; do
        awk -v calls="$paths_calls" '
            /^desc: Trigger: Client Request: / { path = $NF }
            /^c?fn=\([0-9]+\) / { split($0, part, /[()]/); name = $0; sub(/^[^)]*\) /, "", name); names[part[2]] = name }
            /^cfn=/ { split($0, part, /[()]/); called = part[2] }
            /^calls=/ { if (names[called] ~ /^(malloc|calloc|realloc|aligned_alloc|operator new)/) count += substr($1, 7) }
            END { if (path) printf "{\"%s\": %.0f}\n", path, count / calls }' "$file"
    done | jq --slurp add
}
