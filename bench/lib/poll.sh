# shellcheck shell=bash disable=SC2034,SC2154
# The waiting room: polls against nginx with the same body, memory, joins, the draw, a freed place. Sourced by bench/run.

poll_sizes=(1000 100000 1000000 10000000)
draw_size=1000000
poll_visitors=64

# One event behind a waiting room.
make_room_template() {
    local data=$folder/room-template
    $fairgate import plan "$folder/arena.json" --venue Rush --city Bench --data "$data"
    event_json "$folder/arena.json" Rush 1 | jq '.[0].highDemand = true | {events: .}' >"$folder/rush.json"
    $fairgate import events "$folder/rush.json" --data "$data"
}

room_sql() { sqlite3 -bail "$folder/data/fairgate.db" "$1"; }

# fill_room WAITING DRAWN_AT: a room with so many fans who joined before the draw, as the store holds them. They are
# written at once because joining one by one would take hours; the server reads them as it does any room. Nobody is let
# in, so that they stay.
fill_room() {
    rm -rf "$folder/data"
    cp --recursive "$folder/room-template" "$folder/data"
    # An odd factor spreads the sessions over all ids that there are.
    room_sql "PRAGMA synchronous = OFF;
        BEGIN;
        INSERT INTO rooms (event_id, seed, drawn_at, first_later, next_entry, paused, shoppers_max, rate_per_minute)
            SELECT id, randomblob(32), $2, iif($2 IS NULL, 0, $1), $1, 1, 5000, 0 FROM events;
        WITH RECURSIVE entry (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM entry WHERE number < $1 - 1)
        INSERT INTO room_entries (event_id, entry, session_id, joined_at)
            SELECT events.id, number, (number + 1) * 922337203685, 1577836800000 FROM entry, events;
        COMMIT;"
}

start_room() {
    start_server "$folder/data" --join-rate 0 "$@"
    room_event=$(event_ids Rush)
    room=http://127.0.0.1:$port/api/queue/$room_event
}

# new_visitor NAME: joins; the cookies are kept under that name.
new_visitor() {
    rm -f "$folder/$1.cookies"
    visitor_call "$1" join --request POST --fail >"$folder/joined.json"
}

# visitor_call NAME CALL [CURL OPTION...]
visitor_call() {
    local name=$1 call=$2
    shift 2
    curl --silent --cookie "$folder/$name.cookies" --cookie-jar "$folder/$name.cookies" "$@" "$room/$call"
}

cookie_header() { awk '!/^# / && NF >= 7 { printf "%s%s=%s", sep, $6, $7; sep = "; " }' "$folder/$1.cookies"; }

# What wrk sends: the polls of so many visitors in turn.
write_poll_script() {
    local number
    {
        printf 'local cookies = {\n'
        for ((number = 0; number < poll_visitors; ++number)); do
            new_visitor "fan-$number"
            printf '    "%s",\n' "$(cookie_header "fan-$number")"
        done
        cat <<'LUA'
}
local requests, turn = {}, 0
function init()
    for number, cookie in ipairs(cookies) do
        requests[number] = wrk.format("GET", nil, { Cookie = cookie, Host = wrk.headers.Host })
    end
end
function request()
    turn = turn % #requests + 1
    return requests[turn]
end
LUA
    } >"$folder/poll.lua"
}

# nginx answers every poll with what the first visitor was told.
poll_location() {
    visitor_call fan-0 status --fail --dump-header "$folder/poll.head" >"$folder/poll.json"
    printf 'location = /poll {\n'
    nginx_headers "$folder/poll.head"
    printf "    return 200 '%s';\n}\n" "$(<"$folder/poll.json")"
}

# measure_polls WAITING: beside nginx, each in turn.
measure_polls() {
    local round pair
    pair="queue poll, $(printf "%d" "$1") waiting"
    write_poll_script
    poll_location >"$folder/locations.conf"
    record "bytes of a poll's answer, headers included" Fairgate bytes \
        "$(cat "$folder/poll.head" "$folder/poll.json" | wc --bytes)"
    run_nginx
    for ((round = 0; round < rounds; ++round)); do
        record "$pair" Fairgate polls/s "$(wrk_rate "$room/status" 'X-Bench: 1' --script "$folder/poll.lua")"
        record "$pair" nginx polls/s \
            "$(wrk_rate "http://127.0.0.1:$nginx_port/poll" 'X-Bench: 1' --script "$folder/poll.lua")"
    done
    stop_nginx
}

# measure_room WAITING: memory and polls.
measure_room() {
    local began memory
    fill_room "$1" 1577836800000
    began=$(date +%s%N)
    start_room
    record "start with $(printf "%d" "$1") waiting" Fairgate ms "$((($(date +%s%N) - began) / 1000000))"
    memory=$(resident_mb "$server")
    if (($1 <= 1000)); then
        empty_room_mb=$memory
    else
        record "memory per fan, $(printf "%d" "$1") waiting" Fairgate bytes \
            "$(jq --null-input "($memory - $empty_room_mb) * 1048576 / $1")"
    fi
    measure_polls "$1"
    stop "$server"
}

# fill_shared_room WAITING: the same room in a database of its own.
fill_shared_room() {
    sql postgres 'DROP DATABASE IF EXISTS bench WITH (FORCE)'
    sql postgres 'CREATE DATABASE bench TEMPLATE room_template'
    sql bench "INSERT INTO rooms (event_id, seed, drawn_at, first_later, next_entry, paused, shoppers_max, rate_per_minute)
            SELECT id, decode(repeat('5a', 32), 'hex'), 1577836800000, $1, $1, true, 5000, 0 FROM events;
        INSERT INTO room_entries (event_id, entry, session_id, joined_at)
            SELECT events.id, number, (number + 1) * 922337203685, 1577836800000
            FROM events, generate_series(0, $1::bigint - 1) AS number;
        ANALYZE room_entries"
}

make_shared_template() {
    sql postgres 'CREATE DATABASE room_template'
    $fairgate migrate --postgres "$(dsn room_template)"
    $fairgate import plan "$folder/arena.json" --venue Rush --city Bench --data "$folder/data" \
        --postgres "$(dsn room_template)"
    $fairgate import events "$folder/rush.json" --data "$folder/data" --postgres "$(dsn room_template)"
}

# Memory of one node of many; a poll is answered from it there as well.
measure_shared_memory() {
    local size memory empty=
    rm -rf "$folder/data"
    start_postgres
    start_redis
    must "waiting room on PostgreSQL" make_shared_template
    for size in "${poll_sizes[@]}"; do
        fill_shared_room "$size"
        start_room --postgres "$(dsn bench)" --redis "$redis_url"
        memory=$(resident_mb "$server")
        if [[ -z $empty ]]; then
            empty=$memory
        else
            record "memory per fan, $(printf "%d" "$size") waiting, PostgreSQL + Redis" Fairgate bytes \
                "$(jq --null-input "($memory - $empty) * 1048576 / $size")"
        fi
        stop "$server"
    done
}

measure_joins() {
    local round
    printf 'wrk.method = "POST"\n' >"$folder/join.lua"
    for ((round = 0; round < rounds; ++round)); do
        fill_room 1000 1577836800000
        start_room
        record "joins of new visitors" Fairgate joins/s \
            "$(wrk_rate "$room/join" 'X-Bench: 1' --script "$folder/join.lua")"
        stop "$server"
    done
}

# wait_until NAME FILTER: polls as that visitor until jq finds it true of the status.
wait_until() { until_so "$2" status_is "$@"; }

# status_is NAME FILTER
status_is() { visitor_call "$1" status | jq --exit-status ".data | $2" >/dev/null; }

# The draw of a full pre-queue while others poll: from the on-sale second to the first place that is told.
measure_draw() {
    local opens polling
    fill_room "$draw_size" NULL
    opens=$((($(date +%s) + draw_lead_seconds) * 1000))
    room_sql "UPDATE events SET on_sale_date = $opens, status = 'upcoming'"
    start_room
    write_poll_script
    (($(date +%s%3N) + 1500 < opens)) || die "The room was not ready before its draw"
    wrk --threads 1 --connections "$connections" --duration "$((draw_lead_seconds / 2 + 5))s" --latency \
        --script "$folder/poll.lua" "$room/status" >"$folder/draw-wrk.txt" &
    polling=$!
    sleep "$(jq --null-input "($opens - $(date +%s%3N)) / 1000 | if . < 0 then 0 else . end")"
    wait_until fan-0 '.position > 0'
    record "draw of $(printf "%d" "$draw_size")" Fairgate ms "$(($(date +%s%3N) - opens))"
    wait "$polling"
    record "polls served around the draw" Fairgate polls/s "$(awk '/^Requests\/sec:/ { print $2 }' "$folder/draw-wrk.txt")"
    record "p99 of those polls" Fairgate ms "$(milliseconds_of "$(awk '$1 == "99%" { print $2 }' "$folder/draw-wrk.txt")")"
    stop "$server"
}

# milliseconds_of TEXT: "1.20s", "3.4ms" or "870us" as wrk writes it.
milliseconds_of() {
    awk -v text="$1" 'BEGIN {
        factor = text ~ /us$/ ? 0.001 : text ~ /ms$/ ? 1 : 1000
        print (text + 0) * factor }'
}

# One shopper at a time: from one's leaving to the next one's turn.
measure_freed_place() {
    local turn began
    rm -rf "$folder/data"
    cp --recursive "$folder/room-template" "$folder/data"
    start_room --shoppers 1
    new_visitor guest-0
    for ((turn = 0; turn < 2 * rounds; ++turn)); do
        wait_until "guest-$turn" .canEnter
        visitor_call "guest-$turn" enter --request POST --fail >"$folder/entered.json"
        new_visitor "guest-$((turn + 1))"
        sleep "0.$((RANDOM % 900 + 100))"
        began=$(date +%s%3N)
        visitor_call "guest-$turn" leave --request POST --fail >"$folder/left.json"
        wait_until "guest-$((turn + 1))" .canEnter
        record "from a freed place to the next turn" Fairgate ms "$(($(date +%s%3N) - began))"
    done
    stop "$server"
}

measure_poll() {
    local size
    if [[ -n $quick ]]; then
        poll_sizes=(1000 100000)
        draw_size=100000
    fi
    draw_lead_seconds=$((12 + draw_size / 100000))
    must "waiting room" make_room_template
    for size in "${poll_sizes[@]}"; do measure_room "$size"; done
    measure_shared_memory
    measure_joins
    measure_draw
    measure_freed_place
}
