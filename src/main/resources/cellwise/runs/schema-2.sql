-- How often a run was begun or resumed, and for how long it was worked at.
ALTER TABLE run ADD COLUMN stretch INTEGER NOT NULL DEFAULT 1;
ALTER TABLE run ADD COLUMN worked INTEGER NOT NULL DEFAULT 0;
UPDATE run SET worked = max(0, coalesce(ended, alive) - started);
PRAGMA user_version = 2;
