-- Every change of a room has a version of its own, one higher than the one before; an entry names the last that
-- touched it. Whoever has read up to one reads on from there.
ALTER TABLE rooms
    ADD COLUMN version      bigint NOT NULL DEFAULT 1,
    -- What the rate allows, in 60000ths of a turn, as of allowance_at.
    ADD COLUMN allowance    bigint NOT NULL DEFAULT 0,
    ADD COLUMN allowance_at bigint NOT NULL DEFAULT 0;
ALTER TABLE room_entries ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX room_entries_changes ON room_entries (event_id, version, entry);

-- 6 withdrawn: left before the draw. Nothing but the number is kept then.
ALTER TABLE room_entries DROP CONSTRAINT room_entries_state_check;
ALTER TABLE room_entries ADD CONSTRAINT room_entries_state_check CHECK (state BETWEEN 0 AND 6);
