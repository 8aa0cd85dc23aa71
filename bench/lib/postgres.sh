# shellcheck shell=bash disable=SC2034,SC2154
# Reservations and purchases on PostgreSQL with fsync, with and without Redis, against pgbench doing the same one by
# one. Sourced by bench/run.

rush_connections=256

# load_postgres SCENARIO WHAT SIDE CONNECTIONS [OPTION...]: one run through HTTP; SIDE names the engines. What goes on
# behind visitors, the mails above all, is a worker's and not counted: pgbench does nothing of it.
load_postgres() {
    local load calls event scenario=$1 what=$2 side=$3 at_a_time=$4 events=()
    shift 4
    fresh_database
    start_server "$folder/data" --postgres "$(dsn bench)" --roles api "$@"
    for event in $(event_ids Stadium); do events+=(--event "$event"); done
    forget_counts
    load=$(build/release/bench/fairgate_load --port "$port" --scenario "$scenario" --seats "$stadium_seats" \
        --connections "$at_a_time" --seconds "$seconds" "${events[@]}")
    calls=$(tail -n 1 <<<"$load" | jq .calls)
    record "$what on $side" Fairgate "$scenario/s" "$(tail -n 1 <<<"$load" | jq .perSecond)" \
        "$(jq --slurp '{calls: map({(.name): {p50Ms, p99Ms, p999Ms}}) | add}' <<<"$load")"
    stop "$server"
    [[ $at_a_time != "$connections" ]] || record_counts "$scenario" "$calls" "$side"
    check_audit --postgres "$(dsn bench)"
}

# One script an event. Each client has seats of its own to choose from: NOWAIT would end it where two meet.
write_reserve_scripts() {
    local event
    rm -f "$folder"/pgbench-*.sql
    for event in $(sql bench 'SELECT id FROM events'); do
        cat >"$folder/pgbench-$event.sql" <<SQL
\\set first random(0, $stadium_seats / $pgbench_clients - 1) * $pgbench_clients + :client_id
\\set second random(0, $stadium_seats / $pgbench_clients - 1) * $pgbench_clients + :client_id
BEGIN;
SELECT seat_index FROM seats WHERE event_id = $event AND seat_index IN (:first, :second) AND status = 0
    FOR UPDATE NOWAIT;
UPDATE seats SET status = 1, hold_id = 1, held_by_session = :client_id, held_until = 4102444800000,
    version = version + 1 WHERE event_id = $event AND seat_index IN (:first, :second) AND status = 0;
COMMIT;
SQL
    done
}

# The event that the pair of seats number :pair is in, as an expression of pgbench.
event_of_pair() {
    local event number=0 cases=
    for event in $(sql bench 'SELECT id FROM events ORDER BY id'); do
        number=$((number + 1))
        cases+=" WHEN :pair < $((number * stadium_seats / 2)) THEN $event"
    done
    printf 'CASE%s END' "$cases"
}

# The rows of a purchase in the transactions that a shop without batches needs: the hold, the order before the card is
# charged, the sale, the capture. Each client takes every so many-th pair of seats, so that none meets another.
write_purchase_scripts() {
    rm -f "$folder"/pgbench-*.sql
    cat >"$folder/pgbench-purchase.sql" <<SQL
\\set turn :turn + 1
\\set pair :turn * $pgbench_clients + :client_id
\\set event $(event_of_pair)
\\set first mod(:pair, $((stadium_seats / 2))) * 2
\\set id :pair * 2 + 1
BEGIN;
SELECT seat_index FROM seats WHERE event_id = :event AND seat_index IN (:first, :first + 1) AND status = 0
    FOR UPDATE NOWAIT;
UPDATE seats SET status = 1, hold_id = :id, held_by_session = :id, held_until = 4102444800000,
    version = version + 1 WHERE event_id = :event AND seat_index IN (:first, :first + 1) AND status = 0;
COMMIT;
BEGIN;
SELECT seat_index FROM seats WHERE event_id = :event AND seat_index IN (:first, :first + 1) AND hold_id = :id
    FOR UPDATE;
INSERT INTO orders (id, event_id, session_id, hold_id, email, status, subtotal, fees, total_amount, currency, attempt,
    payment_deadline, hold_expires_at, idempotency_key, fingerprint, created_at, updated_at)
    VALUES (:id, :event, :id, :id, 'ann@example.org', 'pending', 12800, 640, 13440, 'EUR', 1,
    4102444800000, 4102444800000, 'one-by-one-' || :id, decode(repeat('00', 32), 'hex'), 1700000000000, 1700000000000);
INSERT INTO order_items (event_id, order_id, seat_index, price, fee, voided)
    VALUES (:event, :id, :first, 6400, 320, true), (:event, :id, :first + 1, 6400, 320, true);
UPDATE seats SET held_until = 4102444860000, version = version + 1
    WHERE event_id = :event AND seat_index IN (:first, :first + 1) AND hold_id = :id;
COMMIT;
BEGIN;
SELECT seat_index FROM seats WHERE event_id = :event AND seat_index IN (:first, :first + 1) AND hold_id = :id
    FOR UPDATE;
UPDATE seats SET status = 2, order_id = :id, hold_id = NULL, held_by_session = NULL, held_until = NULL,
    version = version + 1 WHERE event_id = :event AND seat_index IN (:first, :first + 1);
UPDATE order_items SET voided = false WHERE event_id = :event AND order_id = :id;
INSERT INTO tickets (id, order_id, event_id, seat_index, status, issued_at)
    VALUES (:id, :id, :event, :first, 'valid', 1700000000000), (:id + 1, :id, :event, :first + 1, 'valid', 1700000000000);
INSERT INTO outbox (topic, body, created_at) VALUES ('order.paid', repeat('m', 200), 1700000000000);
UPDATE orders SET status = 'paid', payment_id = 'payment-' || :id, card_last_four = '4242', capture_due = true,
    response = repeat('r', 1200), updated_at = 1700000000000 WHERE id = :id;
COMMIT;
UPDATE orders SET capture_due = false, updated_at = 1700000000000 WHERE id = :id;
SQL
}

# pgbench_run KIND: runs the scripts; what they did is in pgbench.txt.
pgbench_run() {
    local script scripts=()
    fresh_database
    "write_$1_scripts"
    for script in "$folder"/pgbench-*.sql; do scripts+=(--file "$script"); done
    forget_counts
    # Without the trigger that keeps the holds of whoever does not.
    PGOPTIONS="-c fairgate.holds=kept" "$pgbench" --no-vacuum --protocol prepared --client "$pgbench_clients" --jobs "$(nproc)" --time "$seconds" \
        --define turn=-1 "${scripts[@]}" "$(dsn bench)" >"$folder/pgbench.txt" 2>"$folder/pgbench.log" ||
        die "pgbench failed: $(cat "$folder/pgbench.log")"
}

pgbench_rate() { awk '/^tps = / { print $3 }' "$folder/pgbench.txt"; }
pgbench_calls() { awk '/^number of transactions actually processed:/ { print $6 }' "$folder/pgbench.txt"; }

# A purchase that sold nothing would be quick.
check_pgbench_sales() {
    local calls sold
    calls=$(pgbench_calls)
    sold=$(sql bench 'SELECT count(*) FROM seats WHERE status = 2')
    ((sold >= 2 * calls)) || die "pgbench made $calls purchases of two seats and sold $sold seats"
}

# measure_on_postgres SCENARIO WHAT: ours with the buyers of the other groups and with those of a rush, and the one of
# pgbench, which counts beside all of them.
measure_on_postgres() {
    local side scenario=$1 what=$2 rush="$2, $rush_connections at a time,"
    load_postgres "$scenario" "$what" PostgreSQL "$connections"
    load_postgres "$scenario" "$what" "PostgreSQL + Redis" "$connections" --redis "$redis_url"
    load_postgres "$scenario" "$rush" PostgreSQL "$rush_connections"
    load_postgres "$scenario" "$rush" "PostgreSQL + Redis" "$rush_connections" --redis "$redis_url"
    pgbench_run "$scenario"
    [[ $scenario != purchase ]] || check_pgbench_sales
    for side in PostgreSQL "PostgreSQL + Redis"; do
        record "$what on $side" pgbench "$scenario/s" "$(pgbench_rate)"
        record "$rush on $side" pgbench "$scenario/s" "$(pgbench_rate)"
    done
    record_counts "$scenario" "$(pgbench_calls)" pgbench
}

measure_postgres() {
    local round
    rm -rf "$folder/data"
    start_postgres
    start_redis
    must "stadiums on PostgreSQL" make_postgres_template
    for ((round = 0; round < rounds; ++round)); do
        measure_on_postgres reserve "reservations of two seats"
        measure_on_postgres purchase "purchases of two seats"
    done
    remove_engines
}
