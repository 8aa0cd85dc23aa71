-- Ids are 63-bit integers, times are milliseconds since 1970 in UTC, amounts are minor units.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE venues (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    city      TEXT NOT NULL,
    country   TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    UNIQUE (name, city)
) STRICT;

-- `json` is the geometry exactly as it is served.
CREATE TABLE seating_plans (
    hash       TEXT PRIMARY KEY,
    venue_id   INTEGER NOT NULL REFERENCES venues (id),
    name       TEXT NOT NULL,
    seat_count INTEGER NOT NULL CHECK (seat_count > 0),
    json       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id             INTEGER PRIMARY KEY,
    venue_id       INTEGER NOT NULL REFERENCES venues (id),
    plan_hash      TEXT NOT NULL REFERENCES seating_plans (hash),
    name           TEXT NOT NULL,
    -- The name without case, accents and punctuation: what sorting by name goes by.
    name_key       TEXT NOT NULL,
    description    TEXT NOT NULL,
    category       TEXT NOT NULL,
    event_date     INTEGER NOT NULL,
    on_sale_date   INTEGER NOT NULL,
    status         TEXT NOT NULL
        CHECK (status IN ('upcoming', 'on_sale', 'paused', 'sold_out', 'completed', 'cancelled')),
    high_demand    INTEGER NOT NULL CHECK (high_demand IN (0, 1)),
    currency       TEXT NOT NULL CHECK (length(currency) = 3),
    purchase_limit INTEGER NOT NULL CHECK (purchase_limit > 0),
    -- Lowest and highest price with fees, for the search.
    min_price      INTEGER NOT NULL,
    max_price      INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_date ON events (event_date, id);

CREATE TABLE event_prices (
    event_id INTEGER NOT NULL REFERENCES events (id),
    category TEXT NOT NULL,
    price    INTEGER NOT NULL CHECK (price >= 0),
    PRIMARY KEY (event_id, category)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE events_search USING fts5 (
    name, description, venue, city, category,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

-- status: 0 available, 1 held, 2 sold.
CREATE TABLE seats (
    event_id        INTEGER NOT NULL,
    seat_index      INTEGER NOT NULL,
    status          INTEGER NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2)),
    hold_id         INTEGER,
    held_by_session INTEGER,
    held_until      INTEGER,
    order_id        INTEGER,
    version         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, seat_index),
    CHECK ((status = 1) = (hold_id IS NOT NULL AND held_by_session IS NOT NULL AND held_until IS NOT NULL)),
    CHECK ((status = 2) = (order_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX seats_held ON seats (event_id, held_by_session) WHERE status = 1;
CREATE INDEX seats_expiring ON seats (event_id, held_until) WHERE status = 1;

CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

-- Only sessions that have been logged in; anonymous ones live in their signed cookie. One that was logged out
-- has an empty token_hash and stays until its time is over, so that its anonymous cookie is not good again.
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    token_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE orders (
    id              INTEGER PRIMARY KEY,
    event_id        INTEGER NOT NULL REFERENCES events (id),
    session_id      INTEGER NOT NULL,
    user_id         INTEGER REFERENCES users (id),
    hold_id         INTEGER NOT NULL,
    email           TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'declined', 'cancelled', 'refunded')),
    subtotal        INTEGER NOT NULL CHECK (subtotal >= 0),
    fees            INTEGER NOT NULL CHECK (fees >= 0),
    total_amount    INTEGER NOT NULL,
    currency        TEXT NOT NULL,
    -- Payment attempts so far; with the order's id it is the provider's idempotency key.
    attempt         INTEGER NOT NULL,
    -- After this moment a payment that has not been authorized is cancelled at the provider.
    payment_deadline INTEGER NOT NULL,
    -- When the hold ended before the payment extended it; a declined card gives that end back.
    hold_expires_at INTEGER NOT NULL,
    payment_id      TEXT,
    card_last_four  TEXT,
    -- 1 from the moment the sale is committed until the provider has confirmed the capture.
    capture_due     INTEGER NOT NULL DEFAULT 0 CHECK (capture_due IN (0, 1)),
    idempotency_key TEXT NOT NULL UNIQUE,
    fingerprint     BLOB NOT NULL,
    -- The answer to the buyer, replayed byte for byte when the key comes again.
    response        TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    CHECK (total_amount = subtotal + fees)
) STRICT;
CREATE INDEX orders_by_session ON orders (session_id, id);
CREATE INDEX orders_by_user ON orders (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX orders_open ON orders (updated_at) WHERE status = 'pending' OR capture_due = 1;
-- One payment at a time for one hold.
CREATE UNIQUE INDEX orders_paying ON orders (hold_id) WHERE status = 'pending';

CREATE TABLE order_items (
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    event_id   INTEGER NOT NULL,
    seat_index INTEGER NOT NULL,
    price      INTEGER NOT NULL CHECK (price >= 0),
    fee        INTEGER NOT NULL CHECK (fee >= 0),
    -- 1 until the order is paid and after it is undone: only a 0 owns the seat.
    voided     INTEGER NOT NULL DEFAULT 0 CHECK (voided IN (0, 1)),
    PRIMARY KEY (order_id, seat_index)
) STRICT, WITHOUT ROWID;
-- The database itself refuses to sell a seat twice.
CREATE UNIQUE INDEX order_items_one_owner ON order_items (event_id, seat_index) WHERE voided = 0;

CREATE TABLE tickets (
    id         INTEGER PRIMARY KEY,
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    event_id   INTEGER NOT NULL,
    seat_index INTEGER NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('valid', 'cancelled')),
    issued_at  INTEGER NOT NULL,
    UNIQUE (order_id, seat_index)
) STRICT;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    topic      TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_log (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
