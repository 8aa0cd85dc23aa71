-- What a call of a visitor sets off bears its trace: letters, digits, dashes and underscores, or nothing.
ALTER TABLE orders ADD COLUMN trace TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN trace TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN trace TEXT NOT NULL DEFAULT '';
