# shellcheck shell=bash disable=SC2034,SC2154
# Readers, against nginx. Sourced by bench/run.

get_late_milliseconds=1000

# nginx_headers FILE: the directives that send the headers of a recorded answer, save those nginx writes itself.
nginx_headers() {
    tr --delete '\r' <"$1" |
        grep --ignore-case --extended-regexp '^[a-z-]+:' |
        grep --ignore-case --invert-match --extended-regexp '^(date|content-type|content-length|etag|connection|set-cookie):' |
        sed --regexp-extended 's/"/\\"/g; s/^([^:]+): (.*)$/    add_header \1 "\2";/'
}

# nginx_location NAME URL [HEADER]: serves what Fairgate answers, byte for byte, with the same headers.
nginx_location() {
    local name=$1 url=$2 header=${3:-X-Bench: 1}
    curl --silent --fail --header "$header" --dump-header "$folder/$name.head" --output "$folder/www/$name" "$url"
    printf 'location = /%s {\n' "$name"
    nginx_headers "$folder/$name.head"
    printf '}\n'
}

write_locations() {
    local map=http://127.0.0.1:$port/api/events/$1/seats
    mkdir -p "$folder/www"
    {
        nginx_location health "http://127.0.0.1:$port/healthz"
        nginx_location map "$map"
        nginx_location map-gzip "$map" 'Accept-Encoding: gzip'
        nginx_location compact "http://127.0.0.1:$port/api/events/$1/availability" 'Accept-Encoding: br'
    } >"$folder/locations.conf"
}

# Serves locations.conf.
run_nginx() {
    nginx_port=$((port > 40000 ? port - 1000 : port + 1000))
    cat >"$folder/nginx.conf" <<CONFIG
user $(id --user --name) $(id --group --name);
daemon off;
worker_processes $(nproc);
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 4096; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    default_type application/json;
    server {
        listen 127.0.0.1:$nginx_port;
        root $folder/www;
        include $folder/locations.conf;
    }
}
CONFIG
    /usr/sbin/nginx -p "$folder" -c "$folder/nginx.conf" &
    nginx=$!
    pids+=("$nginx")
    until_so "nginx answers" curl --silent --output "$folder/nginx.body" "http://127.0.0.1:$nginx_port/"
}

stop_nginx() {
    kill "$nginx"
    wait "$nginx"
}

# wrk_rate URL [HEADER [OPTION...]]: requests a second; any answer but a success ends the run.
wrk_rate() {
    wrk --threads 2 --connections "$connections" --duration "${seconds}s" --timeout 10s \
        --header "${2:-X-Bench: 1}" "${@:3}" "$1" >"$folder/wrk.txt"
    if grep --quiet --extended-regexp 'Non-2xx|Socket errors' "$folder/wrk.txt"; then
        die "wrk had answers that were no success: $(cat "$folder/wrk.txt")"
    fi
    awk '/^Requests\/sec:/ { print $2 }' "$folder/wrk.txt"
}

same_bytes() {
    cmp <(curl --silent --header "${3:-X-Bench: 1}" "$1") <(curl --silent "$2") ||
        die "nginx does not serve the bytes that Fairgate does: $1"
}

# Half of the arena's seats are held for ever, at random: what a map of a sale under way is like.
hold_half_of_the_arena() {
    sqlite3 -bail "$folder/data/fairgate.db" "UPDATE seats
        SET status = 1, hold_id = seat_index + 1, held_by_session = seat_index + 1, held_until = 4102444800000, version = 1
        WHERE random() % 2 = 0 AND event_id = (SELECT e.id FROM events AS e JOIN venues AS v ON v.id = e.venue_id
                                               WHERE v.name = 'Arena')"
}

# record_bytes WHAT FILE: of a body that was fetched for nginx.
record_bytes() { record "bytes of $1" Fairgate bytes "$(stat --format=%s "$folder/www/$2")"; }

measure_get() {
    local round event base nginx_base
    fresh_store
    hold_half_of_the_arena
    # Gigabytes a second make loops late, and browsing is the first to be told to come again.
    start_server "$folder/data" --late-milliseconds "$get_late_milliseconds"
    event=$(event_ids Arena)
    write_locations "$event"
    run_nginx
    base=http://127.0.0.1:$port nginx_base=http://127.0.0.1:$nginx_port
    same_bytes "$base/healthz" "$nginx_base/health"
    same_bytes "$base/api/events/$event/seats" "$nginx_base/map"
    same_bytes "$base/api/events/$event/seats" "$nginx_base/map-gzip" 'Accept-Encoding: gzip'
    same_bytes "$base/api/events/$event/availability" "$nginx_base/compact" 'Accept-Encoding: br'
    record_bytes "a seat map of 20,000 seats, half of them held, gzip" map-gzip
    record_bytes "a compact seat map of 20,000 seats, half of them held, brotli" compact
    for ((round = 0; round < rounds; ++round)); do
        record "small GET" Fairgate requests/s "$(wrk_rate "$base/healthz")"
        record "small GET" nginx requests/s "$(wrk_rate "$nginx_base/health")"
        record "seat map of 20,000 seats, as it is" Fairgate requests/s "$(wrk_rate "$base/api/events/$event/seats")"
        record "seat map of 20,000 seats, as it is" nginx requests/s "$(wrk_rate "$nginx_base/map")"
        record "seat map of 20,000 seats, gzip" Fairgate requests/s \
            "$(wrk_rate "$base/api/events/$event/seats" 'Accept-Encoding: gzip')"
        record "seat map of 20,000 seats, gzip" nginx requests/s \
            "$(wrk_rate "$nginx_base/map-gzip" 'Accept-Encoding: gzip')"
        record "compact seat map of 20,000 seats, brotli" Fairgate requests/s \
            "$(wrk_rate "$base/api/events/$event/availability" 'Accept-Encoding: br')"
        record "compact seat map of 20,000 seats, brotli" nginx requests/s \
            "$(wrk_rate "$nginx_base/compact" 'Accept-Encoding: br')"
    done
    stop_nginx
    stop "$server"
}
