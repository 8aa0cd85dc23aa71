-- Every change of a room has a version of its own, one higher than the one before; an entry names the last that
-- touched it. Whoever has read up to one reads on from there.
ALTER TABLE rooms ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- What the rate allows, in 60000ths of a turn, as of allowance_at.
ALTER TABLE rooms ADD COLUMN allowance INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN allowance_at INTEGER NOT NULL DEFAULT 0;

-- SQLite cannot change a CHECK: the table is made anew.
DROP INDEX room_entries_one_place;
DROP INDEX room_entries_ends;
ALTER TABLE room_entries RENAME TO room_entries_before;
CREATE TABLE room_entries (
    event_id   INTEGER NOT NULL REFERENCES rooms (event_id),
    entry      INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    -- 0 waiting, 1 turn, 2 shopping; ended: 3 done, 4 left, 5 missed, 6 withdrawn, which is left before the draw:
    -- nothing but the number is kept then.
    state      INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 6),
    joined_at  INTEGER NOT NULL,
    until      INTEGER NOT NULL DEFAULT 0,
    version    INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (event_id, entry)
) STRICT, WITHOUT ROWID;
INSERT INTO room_entries (event_id, entry, session_id, state, joined_at, until)
    SELECT event_id, entry, session_id, state, joined_at, until FROM room_entries_before;
DROP TABLE room_entries_before;
-- The database itself refuses a second place to a session.
CREATE UNIQUE INDEX room_entries_one_place ON room_entries (event_id, session_id) WHERE state < 3;
CREATE INDEX room_entries_ends ON room_entries (event_id, until) WHERE state IN (1, 2);
CREATE INDEX room_entries_changes ON room_entries (event_id, version, entry);
