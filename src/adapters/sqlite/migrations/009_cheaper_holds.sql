-- A check against a list of three or more makes SQLite build a table in memory for every row that is written. The
-- same rules as comparisons cost nothing to speak of. A CHECK has no form on disk, so its text may be replaced where
-- it stands: see "Making Other Kinds Of Table Schema Changes" in SQLite's documentation of ALTER TABLE.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'status IN (0, 1, 2)', 'status BETWEEN 0 AND 2') WHERE name = 'seats';
UPDATE sqlite_schema
    SET sql = replace(sql, 'status IN (''pending'', ''paid'', ''declined'', ''cancelled'', ''refunded'')',
        'status = ''pending'' OR status = ''paid'' OR status = ''declined'' OR status = ''cancelled'' OR status = ''refunded''')
    WHERE name = 'orders';
PRAGMA writable_schema = RESET;

-- A session's id is random: in an index on it every hold writes a page of its own. Holds are found by their own ids,
-- which follow the clock; which hold is a session's, SessionHolds knows.
DROP INDEX seats_held;
CREATE INDEX seats_by_hold ON seats (event_id, hold_id) WHERE status = 1;
