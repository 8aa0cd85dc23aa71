CREATE TABLE rooms (
    event_id        INTEGER PRIMARY KEY,
    seed            BLOB NOT NULL CHECK (length(seed) = 32),
    -- Set once: the list of the draw is closed. Its order follows from the seed and the entries below first_later.
    drawn_at        INTEGER,
    first_later     INTEGER NOT NULL DEFAULT 0,
    next_entry      INTEGER NOT NULL DEFAULT 0,
    admitted        INTEGER NOT NULL DEFAULT 0,
    left_early      INTEGER NOT NULL DEFAULT 0,
    paused          INTEGER NOT NULL CHECK (paused IN (0, 1)),
    shoppers_max    INTEGER NOT NULL,
    rate_per_minute INTEGER NOT NULL
) STRICT;

CREATE TABLE room_entries (
    event_id   INTEGER NOT NULL REFERENCES rooms (event_id),
    entry      INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    -- 0 waiting, 1 turn, 2 shopping; ended: 3 done, 4 left, 5 missed.
    state      INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
    joined_at  INTEGER NOT NULL,
    until      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, entry)
) STRICT, WITHOUT ROWID;
-- The database itself refuses a second place to a session.
CREATE UNIQUE INDEX room_entries_one_place ON room_entries (event_id, session_id) WHERE state < 3;
CREATE INDEX room_entries_ends ON room_entries (event_id, until) WHERE state IN (1, 2);
