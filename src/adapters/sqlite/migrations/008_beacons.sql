-- A round of a public source of randomness, named in advance, whose value the draw takes in.
ALTER TABLE events ADD COLUMN beacon_source TEXT;
ALTER TABLE events ADD COLUMN beacon_round INTEGER;
-- Settled once, after the list was closed: with the value, or without one when it did not come in time.
ALTER TABLE rooms ADD COLUMN beacon_settled INTEGER NOT NULL DEFAULT 0 CHECK (beacon_settled IN (0, 1));
ALTER TABLE rooms ADD COLUMN beacon_value BLOB;
