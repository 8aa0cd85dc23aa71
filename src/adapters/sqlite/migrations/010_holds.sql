-- PostgreSQL finds the seats of a session another way from here on; the embedded store has nothing to change.
SELECT 1;
