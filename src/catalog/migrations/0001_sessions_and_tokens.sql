CREATE TABLE sessions (
	id TEXT PRIMARY KEY,
	account_id TEXT NOT NULL,
	state TEXT NOT NULL,
	revision INTEGER NOT NULL,
	keep_alive_ms INTEGER NOT NULL,
	start_time INTEGER NOT NULL,
	last_updated INTEGER NOT NULL,
	browser_id TEXT,
	end_time INTEGER,
	close_reason TEXT,
	close_reason_text TEXT,
	connection_id TEXT,
	connection_start_time INTEGER,
	connection_end_time INTEGER
) STRICT;

CREATE INDEX sessions_by_account ON sessions (account_id, start_time DESC);

CREATE INDEX active_sessions_by_account ON sessions (account_id, start_time DESC) WHERE end_time IS NULL;

CREATE TABLE tokens (
	id TEXT PRIMARY KEY,
	account_id TEXT NOT NULL,
	digest TEXT NOT NULL UNIQUE,
	access TEXT NOT NULL,
	name TEXT NOT NULL,
	email TEXT,
	created_at INTEGER NOT NULL,
	expires_at INTEGER,
	revoked_at INTEGER
) STRICT;

CREATE INDEX tokens_by_account ON tokens (account_id, created_at DESC);
