-- A round of a public source of randomness, named in advance, whose value the draw takes in.
ALTER TABLE events ADD COLUMN beacon_source text, ADD COLUMN beacon_round bigint;
-- Settled once, after the list was closed: with the value, or without one when it did not come in time.
ALTER TABLE rooms ADD COLUMN beacon_settled boolean NOT NULL DEFAULT false, ADD COLUMN beacon_value bytea;
