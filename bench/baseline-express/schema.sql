-- The document's tables, those that its two flows write. A reservation is in Redis alone, as drawn there.

CREATE TABLE events (
    id integer PRIMARY KEY,
    name text NOT NULL,
    status text NOT NULL
        CHECK (status IN ('upcoming', 'on_sale', 'sold_out', 'completed')),
    currency text NOT NULL
);

-- Half of each page stays free, so that a change of status needs no new index entry. No other index: each would
-- be paid for by every hold.
CREATE TABLE seats (
    event_id integer NOT NULL REFERENCES events,
    id integer NOT NULL,
    section text NOT NULL,
    row text NOT NULL,
    seat_number text NOT NULL,
    category text NOT NULL,
    price integer NOT NULL CHECK (price >= 0),
    status text NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'held', 'sold')),
    held_by_session uuid,
    held_until timestamptz,
    PRIMARY KEY (event_id, id)
) WITH (fillfactor = 50);

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id integer NOT NULL REFERENCES events,
    session_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('paid')),
    subtotal integer NOT NULL,
    fees integer NOT NULL,
    total_amount integer NOT NULL CHECK (total_amount = subtotal + fees),
    currency text NOT NULL,
    payment_id text NOT NULL,
    card_last_four text NOT NULL,
    email text NOT NULL,
    idempotency_key text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders,
    event_id integer NOT NULL,
    seat_id integer NOT NULL,
    price integer NOT NULL,
    PRIMARY KEY (order_id, seat_id)
);
