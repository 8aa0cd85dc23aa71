-- Ids are 63-bit integers, times are milliseconds since 1970 in UTC, amounts are minor units: as in the embedded
-- store, whose migration of the same number means the same.

-- Decides when holds end. It is the server's clock, so that nodes whose clocks differ agree. Tests shift it with the
-- setting fairgate.clock_shift (milliseconds), or have it follow the caller's clock: fairgate.clock = 'caller'.
CREATE FUNCTION fairgate_now(caller bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_setting('fairgate.clock', true) = 'caller' THEN caller
           ELSE floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint
                + coalesce(nullif(current_setting('fairgate.clock_shift', true), ''), '0')::bigint END
$$;

-- The words of a text, parted by one space, without regard to case and accents.
CREATE FUNCTION fairgate_words(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT trim(regexp_replace(
        regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))
$$;

CREATE TABLE settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE venues (
    id        bigint PRIMARY KEY,
    name      text NOT NULL,
    city      text NOT NULL,
    country   text NOT NULL,
    time_zone text NOT NULL,
    UNIQUE (name, city)
);

-- `json` is the geometry exactly as it is served.
CREATE TABLE seating_plans (
    hash       text PRIMARY KEY,
    venue_id   bigint NOT NULL REFERENCES venues (id),
    name       text NOT NULL,
    seat_count integer NOT NULL CHECK (seat_count > 0),
    json       text NOT NULL
);

CREATE TABLE events (
    id             bigint PRIMARY KEY,
    venue_id       bigint NOT NULL REFERENCES venues (id),
    plan_hash      text NOT NULL REFERENCES seating_plans (hash),
    name           text NOT NULL,
    -- The name without case, accents and punctuation: what sorting by name goes by.
    name_key       text COLLATE "C" NOT NULL,
    description    text NOT NULL,
    category       text NOT NULL,
    event_date     bigint NOT NULL,
    on_sale_date   bigint NOT NULL,
    status         text NOT NULL
        CHECK (status IN ('upcoming', 'on_sale', 'paused', 'sold_out', 'completed', 'cancelled')),
    high_demand    boolean NOT NULL,
    currency       text NOT NULL CHECK (length(currency) = 3),
    purchase_limit integer NOT NULL CHECK (purchase_limit > 0),
    -- Lowest and highest price with fees, for the search.
    min_price      bigint NOT NULL,
    max_price      bigint NOT NULL,
    -- Name (weight A), venue and city (B), category (C) and description (D) as fairgate_words.
    search         tsvector NOT NULL
);
CREATE INDEX events_by_date ON events (event_date, id);
CREATE INDEX events_search ON events USING gin (search);

CREATE TABLE event_prices (
    event_id bigint NOT NULL REFERENCES events (id),
    category text COLLATE "C" NOT NULL,
    price    bigint NOT NULL CHECK (price >= 0),
    PRIMARY KEY (event_id, category)
);

-- status: 0 available, 1 held, 2 sold.
CREATE TABLE seats (
    event_id        bigint NOT NULL,
    seat_index      integer NOT NULL,
    status          smallint NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2)),
    hold_id         bigint,
    held_by_session bigint,
    held_until      bigint,
    order_id        bigint,
    version         bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, seat_index),
    CHECK ((status = 1) = (hold_id IS NOT NULL AND held_by_session IS NOT NULL AND held_until IS NOT NULL)),
    CHECK ((status = 2) = (order_id IS NOT NULL))
) PARTITION BY HASH (event_id);
CREATE INDEX seats_held ON seats (event_id, held_by_session) WHERE status = 1;
CREATE INDEX seats_taken ON seats (event_id, seat_index) WHERE status <> 0;
CREATE INDEX seats_expiring ON seats (event_id, held_until) WHERE status = 1;

CREATE TABLE users (
    id            bigint PRIMARY KEY,
    email         text NOT NULL,
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('user', 'admin')),
    password_hash text NOT NULL,
    created_at    bigint NOT NULL
);
CREATE UNIQUE INDEX users_by_email ON users (lower(email COLLATE "C"));

-- Only sessions that have been logged in; anonymous ones live in their signed cookie. One that was logged out has an
-- empty token_hash and stays until its time is over, so that its anonymous cookie is not good again.
CREATE TABLE sessions (
    id         bigint PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users (id),
    token_hash bytea NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE orders (
    id              bigint PRIMARY KEY,
    event_id        bigint NOT NULL REFERENCES events (id),
    session_id      bigint NOT NULL,
    user_id         bigint REFERENCES users (id),
    hold_id         bigint NOT NULL,
    email           text NOT NULL,
    status          text NOT NULL CHECK (status IN ('pending', 'paid', 'declined', 'cancelled', 'refunded')),
    subtotal        bigint NOT NULL CHECK (subtotal >= 0),
    fees            bigint NOT NULL CHECK (fees >= 0),
    total_amount    bigint NOT NULL,
    currency        text NOT NULL,
    -- Payment attempts so far; with the order's id it is the provider's idempotency key.
    attempt         integer NOT NULL,
    -- After this moment a payment that has not been authorized is cancelled at the provider.
    payment_deadline bigint NOT NULL,
    -- When the hold ended before the payment extended it; a declined card gives that end back.
    hold_expires_at bigint NOT NULL,
    payment_id      text,
    card_last_four  text,
    -- True from the moment the sale is committed until the provider has confirmed the capture.
    capture_due     boolean NOT NULL DEFAULT false,
    idempotency_key text NOT NULL UNIQUE,
    fingerprint     bytea NOT NULL,
    -- The answer to the buyer, replayed byte for byte when the key comes again.
    response        text,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL,
    CHECK (total_amount = subtotal + fees)
);
CREATE INDEX orders_by_session ON orders (session_id, id);
CREATE INDEX orders_by_user ON orders (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX orders_open ON orders (updated_at) WHERE status = 'pending' OR capture_due;
-- One payment at a time for one hold.
CREATE UNIQUE INDEX orders_paying ON orders (hold_id) WHERE status = 'pending';

CREATE TABLE order_items (
    event_id   bigint NOT NULL,
    order_id   bigint NOT NULL REFERENCES orders (id),
    seat_index integer NOT NULL,
    price      bigint NOT NULL CHECK (price >= 0),
    fee        bigint NOT NULL CHECK (fee >= 0),
    -- True until the order is paid and after it is undone: only an item that is not voided owns the seat.
    voided     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (event_id, order_id, seat_index)
) PARTITION BY HASH (event_id);
-- The database itself refuses to sell a seat twice.
CREATE UNIQUE INDEX order_items_one_owner ON order_items (event_id, seat_index) WHERE NOT voided;

DO $$
BEGIN
    FOR part IN 0..7 LOOP
        EXECUTE format('CREATE TABLE seats_%s PARTITION OF seats'
            ' FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
        EXECUTE format('CREATE TABLE order_items_%s PARTITION OF order_items'
            ' FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    END LOOP;
END
$$;

CREATE TABLE tickets (
    id         bigint PRIMARY KEY,
    order_id   bigint NOT NULL REFERENCES orders (id),
    event_id   bigint NOT NULL,
    seat_index integer NOT NULL,
    status     text NOT NULL CHECK (status IN ('valid', 'cancelled')),
    issued_at  bigint NOT NULL,
    UNIQUE (order_id, seat_index)
);

CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      text NOT NULL,
    body       text NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE audit_log (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      bigint NOT NULL,
    actor   text NOT NULL,
    action  text NOT NULL,
    subject text NOT NULL
);
