-- Where a session's held seats are. What a row of seats says counts: a row here names every seat that its session
-- holds, and maybe some that it holds no more. held_until says when to look whether they have to be freed.
-- Without indexes on what a hold changes, the new version of a seat's row stays on its page and costs no index
-- anything. And a look-up by primary key is planned well however long ago the tables were analyzed; an index on held
-- seats that nobody held then looks empty, and is read from end to end.
LOCK TABLE seats IN ACCESS EXCLUSIVE MODE;
CREATE TABLE holds (
    event_id   bigint NOT NULL,
    session_id bigint NOT NULL,
    seats      integer[] NOT NULL,
    held_until bigint NOT NULL,
    PRIMARY KEY (event_id, session_id)
);
CREATE INDEX holds_due ON holds (held_until);

-- For whoever knows nothing of holds: nodes of the version before, and people with psql.
CREATE FUNCTION fairgate_keep_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO holds
        SELECT event_id, held_by_session, array_agg(seat_index), min(held_until) FROM changed WHERE status = 1 GROUP BY 1, 2
        ON CONFLICT (event_id, session_id) DO UPDATE SET held_until = least(holds.held_until, excluded.held_until),
            seats = (SELECT array_agg(DISTINCT seat) FROM unnest(holds.seats || excluded.seats) AS seat);
    RETURN NULL;
END
$$;
CREATE TRIGGER seats_inserted AFTER INSERT ON seats REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    WHEN (coalesce(current_setting('fairgate.holds', true), '') <> 'kept') EXECUTE FUNCTION fairgate_keep_holds();
CREATE TRIGGER seats_updated AFTER UPDATE ON seats REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    WHEN (coalesce(current_setting('fairgate.holds', true), '') <> 'kept') EXECUTE FUNCTION fairgate_keep_holds();

INSERT INTO holds
    SELECT event_id, held_by_session, array_agg(seat_index), min(held_until) FROM seats WHERE status = 1 GROUP BY 1, 2;

DROP INDEX seats_held, seats_taken, seats_expiring;
-- Room for a held and a sold version of each row.
DO $$
BEGIN
    FOR part IN 0..7 LOOP
        EXECUTE format('ALTER TABLE seats_%s SET (fillfactor = 50)', part);
    END LOOP;
END
$$;
