-- A relay has the message until then.
ALTER TABLE outbox ADD COLUMN claimed_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_by_claim ON outbox (claimed_until, id);

-- What each consumer has handled, or is handling until `claimed_until`.
CREATE TABLE inbox (
    consumer      TEXT NOT NULL,
    message_id    TEXT NOT NULL,
    claimed_until INTEGER NOT NULL,
    finished_at   INTEGER,
    PRIMARY KEY (consumer, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at IS NOT NULL;

-- The queues of the bus without a broker. One that has died is a dead letter.
CREATE TABLE deliveries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    queue      TEXT NOT NULL,
    message_id TEXT NOT NULL,
    topic      TEXT NOT NULL,
    body       TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    due_at     INTEGER NOT NULL,
    died_at    INTEGER,
    reason     TEXT NOT NULL DEFAULT '',
    UNIQUE (queue, message_id)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (queue, due_at, id) WHERE died_at IS NULL;
CREATE INDEX deliveries_dead ON deliveries (died_at, id) WHERE died_at IS NOT NULL;
