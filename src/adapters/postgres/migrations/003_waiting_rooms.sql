CREATE TABLE rooms (
    event_id        bigint PRIMARY KEY,
    seed            bytea NOT NULL CHECK (length(seed) = 32),
    -- Set once: the list of the draw is closed. Its order follows from the seed and the entries below first_later.
    drawn_at        bigint,
    first_later     bigint NOT NULL DEFAULT 0,
    next_entry      bigint NOT NULL DEFAULT 0,
    admitted        bigint NOT NULL DEFAULT 0,
    left_early      bigint NOT NULL DEFAULT 0,
    paused          boolean NOT NULL,
    shoppers_max    bigint NOT NULL,
    rate_per_minute bigint NOT NULL
);

CREATE TABLE room_entries (
    event_id   bigint NOT NULL REFERENCES rooms (event_id),
    entry      bigint NOT NULL,
    session_id bigint NOT NULL,
    -- 0 waiting, 1 turn, 2 shopping; ended: 3 done, 4 left, 5 missed.
    state      smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
    joined_at  bigint NOT NULL,
    until      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, entry)
);
-- The database itself refuses a second place to a session.
CREATE UNIQUE INDEX room_entries_one_place ON room_entries (event_id, session_id) WHERE state < 3;
CREATE INDEX room_entries_ends ON room_entries (event_id, until) WHERE state IN (1, 2);
