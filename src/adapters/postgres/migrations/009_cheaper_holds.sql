-- The embedded store checks and finds holds another way from here on; PostgreSQL has nothing to change.
COMMENT ON COLUMN seats.status IS '0 available, 1 held, 2 sold';
