# shellcheck shell=bash disable=SC2034,SC2154
# What all groups share: records, stores, servers. Sourced by bench/run, which sets `folder`, `lines`,
# `rounds` and `seconds`.

fairgate=build/release/fairgate
stadium_seats=60000
stadium_events=20
# A seat is a row with indexes there: enough for a run, and quickly copied.
postgres_events=12
pgbench_clients=16
server_threads=$(nproc)

pids=()
stop_all() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
}

# until_so WHAT COMMAND [ARGUMENT...]: runs the command until it succeeds; ends the run when it has not after a minute.
until_so() {
    local what=$1 tries=6000
    shift
    until "$@"; do
        ((tries-- > 0)) || die "It never became true: $what"
        sleep 0.01
    done
}

stop() {
    kill "$1"
    wait "$1" || die "A server ended badly; see $folder/server.log"
    local pid kept=()
    for pid in "${pids[@]}"; do [[ $pid == "$1" ]] || kept+=("$pid"); done
    pids=("${kept[@]}")
}

# record PAIR SIDE UNIT VALUE [JSON with more facts]: of the `group` that is being measured.
record() {
    local more=${5:-}
    jq --null-input --compact-output --arg pair "$1" --arg side "$2" --arg unit "$3" --argjson value "$4" \
        --arg group "$group" --argjson rounds "$rounds" --argjson more "${more:-null}" \
        '{group: $group, pair: $pair, side: $side, unit: $unit, value: $value, rounds: $rounds} + ($more // {})' >>"$lines"
}

# grouped NUMBER: 20,000 for 20000, wherever this runs.
grouped() { sed --regexp-extended ':again; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; t again' <<<"$1"; }

build_all() {
    build_web
    cmake --preset release -DFAIRGATE_BENCH=ON
    cmake --build --preset release --target fairgate fairgate_load fairgate_one_by_one \
        fairgate_stampede fairgate_locks fairgate_streams fairgate_surge
}

# event_json PLAN VENUE COUNT: events on sale now in all seats of the plan.
event_json() {
    jq --compact-output --arg venue "$2" --argjson count "$3" '[.categories[].name] as $categories |
        [range($count) | {venue: $venue, city: "Bench", name: "\($venue) night \(.)", category: "Concert",
            eventDate: "2040-06-01T20:00:00Z", onSaleDate: "2020-01-01T00:00:00Z", currency: "EUR",
            prices: [$categories[] | {category: ., price: 6400}]}]' "$1"
}

# One data folder that every run begins with a copy of: events at a stadium and one at an arena.
make_store() {
    local data=$folder/template
    $fairgate generate plan --kind stadium --seats "$stadium_seats" --name Stadium --out "$folder/stadium.json"
    $fairgate generate plan --kind arena --seats 20000 --name Arena --out "$folder/arena.json"
    $fairgate import plan "$folder/stadium.json" --venue Stadium --city Bench --data "$data"
    $fairgate import plan "$folder/arena.json" --venue Arena --city Bench --data "$data"
    {
        event_json "$folder/stadium.json" Stadium "$stadium_events"
        event_json "$folder/arena.json" Arena 1
    } | jq --slurp '{events: add}' >"$folder/events.json"
    $fairgate import events "$folder/events.json" --data "$data"
}

# start_server DATA [OPTION...]: sets `server` to the process and `port` to where it listens.
start_server() {
    local line data=$1
    shift
    # The limits for one client are for the internet, not for one that plays thousands.
    # Bash warns of a second one beside the first.
    { coproc SERVER { exec $fairgate serve --data "$data" --listen 127.0.0.1:0 --no-demo --access-log - --log-level warn \
        --client-rate 0 --threads "$server_threads" "$@" 2>>"$folder/server.log"; }; } 2>/dev/null
    server=$SERVER_PID
    pids+=("$server")
    read -r line <&"${SERVER[0]}" || die "The server did not start; see $folder/server.log"
    port=${line##*:}
}

# event_ids NAME: the events at this venue, in the order they are sold in.
event_ids() {
    curl --silent --fail "http://127.0.0.1:$port/api/events?q=$1&limit=100" | jq --raw-output '.data.events[].id'
}

fresh_store() {
    rm -rf "$folder/data"
    cp --recursive "$folder/template" "$folder/data"
}

# check_audit [OPTION...]
check_audit() {
    $fairgate audit --data "$folder/data" "$@" >"$folder/audit.txt" || die "The audit failed: $(cat "$folder/audit.txt")"
}

resident_mb() { awk '/^VmRSS:/ { print $2 / 1024 }' "/proc/$1/status"; }
