# shellcheck shell=bash disable=SC2034,SC2154
# PostgreSQL and Redis of our own, and how much each was asked. Sourced by bench/run.

# Short, and where the server's own user may go.
postgres_folder=/tmp/fairgate-bench-postgres-$$
postgres_is_started=
redis_folder=/tmp/fairgate-bench-redis-$$
redis_is_started=

remove_engines() {
    [[ -z $postgres_is_started ]] || tests/support/postgres remove "$postgres_folder" || true
    [[ -z $redis_is_started ]] || tests/support/redis remove "$redis_folder" || true
    postgres_is_started='' redis_is_started=''
}

# The server that the tests use, but one that keeps its word when the machine dies.
start_postgres() {
    [[ -z $postgres_is_started ]] || return 0
    postgres_is_started=yes
    tests/support/postgres start "$postgres_folder" $$
    cat >>"$postgres_folder/data/postgresql.conf" <<'CONFIG'
fsync = on
full_page_writes = on
autovacuum = on
shared_buffers = 256MB
shared_preload_libraries = 'pg_stat_statements'
CONFIG
    tests/support/postgres kill "$postgres_folder"
    tests/support/postgres resume "$postgres_folder"
    pgbench=$(find /usr/lib/postgresql -name pgbench | sort --version-sort | tail -1)
    sql postgres 'CREATE EXTENSION pg_stat_statements'
}

start_redis() {
    [[ -z $redis_is_started ]] || return 0
    redis_is_started=yes
    tests/support/redis start "$redis_folder" $$
    redis_port=$(<"$redis_folder/ports")
    redis_url=redis://127.0.0.1:$redis_port
}

dsn() { printf "host='%s' user=fairgate dbname=%s" "$postgres_folder" "$1"; }

sql() { psql --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 \
    --command 'SET client_min_messages = warning' --command "$2" "$(dsn "$1")"; }

# The database that every run begins with a copy of.
make_postgres_template() {
    sql postgres 'CREATE DATABASE bench_template'
    $fairgate migrate --postgres "$(dsn bench_template)"
    $fairgate import plan "$folder/stadium.json" --venue Stadium --city Bench --data "$folder/data" \
        --postgres "$(dsn bench_template)"
    event_json "$folder/stadium.json" Stadium "$postgres_events" | jq '{events: .}' >"$folder/postgres-events.json"
    $fairgate import events "$folder/postgres-events.json" --data "$folder/data" --postgres "$(dsn bench_template)"
    sql bench_template 'VACUUM ANALYZE'
}

fresh_database() {
    rm -rf "$folder/data"
    sql postgres 'DROP DATABASE IF EXISTS bench WITH (FORCE)'
    sql postgres 'CREATE DATABASE bench TEMPLATE bench_template'
    sql bench 'CHECKPOINT'
    # It would remember who holds the seats of the database before.
    [[ -z $redis_is_started ]] || redis_call FLUSHALL >"$folder/flush.txt"
}

redis_call() { redis-cli -h 127.0.0.1 -p "$redis_port" "$@"; }

forget_counts() {
    sql postgres 'SELECT pg_stat_statements_reset()' >"$folder/reset.txt"
    sql bench 'SELECT pg_stat_reset()' >"$folder/reset.txt"
    [[ -z $redis_is_started ]] || redis_call CONFIG RESETSTAT >"$folder/reset.txt"
}

# How many statements were run since, those that begin and end transactions aside.
statements() {
    sql postgres "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
        WHERE d.datname = 'bench' AND s.query !~* '^(begin|commit|rollback)'"
}

# How many transactions were committed since; a connection tells when it ends.
commits() { sql postgres "SELECT xact_commit FROM pg_stat_database WHERE datname = 'bench'"; }

# redis_stat NAME: a line of INFO stats.
redis_stat() { redis_call INFO stats | tr --delete '\r' | awk -F : -v name="$1" '$1 == name { print $2 }'; }

# The commands by name, of which scripts count their own.
redis_commands() {
    redis_call INFO commandstats | tr --delete '\r' |
        sed --quiet --regexp-extended 's/^cmdstat_([^:]+):calls=([0-9]+).*/{"\1": \2}/p' | jq --slurp --compact-output add
}

ratio() { jq --null-input --argjson count "$1" --argjson calls "$2" '$count / $calls'; }

# record_counts WHAT CALLS SIDE: what so many calls cost in statements, commits and Redis commands. After whoever made
# them has ended.
record_counts() {
    record "SQL statements per $1" "$3" statements "$(ratio "$(statements)" "$2")"
    record "commits per $1" "$3" commits "$(ratio "$(commits)" "$2")"
    [[ $3 == *Redis* ]] || return 0
    local commands
    commands=$(redis_commands)
    # Pipelined commands come in one read.
    record "Redis round trips per $1" "$3" "reads" "$(ratio "$(redis_stat total_reads_processed)" "$2")" \
        "{\"commands\": $commands}"
}
