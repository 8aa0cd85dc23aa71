-- A relay has the message until then, by fairgate_now().
ALTER TABLE outbox ADD COLUMN claimed_until bigint NOT NULL DEFAULT 0;
CREATE INDEX outbox_by_claim ON outbox (claimed_until, id);

-- What each consumer has handled, or is handling until `claimed_until`.
CREATE TABLE inbox (
    consumer      text NOT NULL,
    message_id    text NOT NULL,
    claimed_until bigint NOT NULL,
    finished_at   bigint,
    PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at IS NOT NULL;

-- The queues of the bus without a broker. One that has died is a dead letter.
CREATE TABLE deliveries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue      text NOT NULL,
    message_id text NOT NULL,
    topic      text NOT NULL,
    body       text NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    due_at     bigint NOT NULL,
    died_at    bigint,
    reason     text NOT NULL DEFAULT '',
    UNIQUE (queue, message_id)
);
CREATE INDEX deliveries_due ON deliveries (queue, due_at, id) WHERE died_at IS NULL;
CREATE INDEX deliveries_dead ON deliveries (died_at, id) WHERE died_at IS NOT NULL;
