-- Places for accounts alone, one each. An entry of such a room is held by an account in place of a session: its
-- session_id is the account's id with the sign bit set, which no session's id has. A room's rule is the event's at
-- first, and may change until somebody has joined.
ALTER TABLE events ADD COLUMN accounts_only boolean NOT NULL DEFAULT false;
ALTER TABLE rooms ADD COLUMN accounts_only boolean NOT NULL DEFAULT false;
