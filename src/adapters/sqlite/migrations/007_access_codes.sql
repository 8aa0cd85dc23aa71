-- Who has used which access code. A code opens again for its holder, and counts once.
CREATE TABLE access_code_uses (
    event_id INTEGER NOT NULL REFERENCES rooms (event_id),
    serial   INTEGER NOT NULL,
    -- As session_id of room_entries: a session, or an account with the sign bit set.
    holder   INTEGER NOT NULL,
    used_at  INTEGER NOT NULL,
    PRIMARY KEY (event_id, serial, holder)
) STRICT, WITHOUT ROWID;
