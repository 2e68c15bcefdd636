-- An account's own limits, null where the deployment's defaults hold, and its standing among the accounts.
CREATE TABLE accounts (
	id TEXT PRIMARY KEY,
	max_concurrent_sessions INTEGER,
	acquisitions_per_second REAL,
	acquisition_burst INTEGER,
	browser_time_per_day_ms INTEGER,
	max_session_ms INTEGER,
	max_keep_alive_ms INTEGER,
	-- The token bucket as one time: when it would be full again (GCRA's theoretical arrival time).
	bucket_full_at REAL NOT NULL DEFAULT 0,
	last_granted_at INTEGER NOT NULL DEFAULT 0,
	-- Browser time of sessions that have ended, on the UTC day that began at browser_day.
	browser_day INTEGER NOT NULL DEFAULT 0,
	browser_time_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A place for one browser: asked for, then granted. position is the order of asking.
CREATE TABLE reservations (
	position INTEGER PRIMARY KEY AUTOINCREMENT,
	session_id TEXT NOT NULL UNIQUE,
	account_id TEXT NOT NULL,
	granted_at INTEGER,
	-- While it waits: the deadline. Once granted: when it counts as lost unless renewed.
	expires_at INTEGER NOT NULL,
	-- What the grant takes out of the account's bucket, as time.
	interval_ms REAL NOT NULL DEFAULT 0,
	-- Granted to find out whether the upstream gives browsers again.
	is_probe INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX waiting_reservations ON reservations (account_id, position) WHERE granted_at IS NULL;

CREATE INDEX granted_reservations ON reservations (account_id, expires_at) WHERE granted_at IS NOT NULL;

CREATE TRIGGER charge_granted_reservation AFTER UPDATE OF granted_at ON reservations WHEN OLD.granted_at IS NULL AND NEW.granted_at IS NOT NULL BEGIN UPDATE accounts SET bucket_full_at = max(bucket_full_at, NEW.granted_at) + NEW.interval_ms, last_granted_at = NEW.granted_at WHERE id = NEW.account_id; END;

-- What the upstream said last when it refused a browser; one row.
CREATE TABLE upstream (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	blocked_until INTEGER NOT NULL DEFAULT 0,
	-- After a refusal one acquisition at a time finds out whether browsers are given again.
	is_half_open INTEGER NOT NULL DEFAULT 0,
	problem_code TEXT,
	problem_message TEXT
) STRICT;

INSERT INTO upstream (id) VALUES (1);

ALTER TABLE sessions ADD COLUMN name TEXT;

ALTER TABLE sessions ADD COLUMN stage TEXT NOT NULL DEFAULT 'ready';

ALTER TABLE sessions ADD COLUMN wait_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN expires_at INTEGER;

ALTER TABLE sessions ADD COLUMN startup_ms INTEGER;

ALTER TABLE sessions ADD COLUMN connections INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN bytes_to_clients INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN bytes_to_browser INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN catalog_retries INTEGER NOT NULL DEFAULT 0;
