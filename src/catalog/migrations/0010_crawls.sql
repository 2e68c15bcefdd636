-- Crawl jobs. A job's object writes its row, in the order of `revision`.
CREATE TABLE crawls (
	id TEXT PRIMARY KEY,
	account_id TEXT NOT NULL,
	url TEXT NOT NULL,
	status TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	finished_at INTEGER,
	total INTEGER NOT NULL,
	finished INTEGER NOT NULL,
	skipped INTEGER NOT NULL,
	browser_ms INTEGER NOT NULL,
	last_updated INTEGER NOT NULL,
	revision INTEGER NOT NULL
) STRICT;

CREATE INDEX crawls_by_account ON crawls (account_id, created_at DESC, id);

CREATE INDEX crawls_by_time ON crawls (created_at DESC, id);

CREATE INDEX running_crawls ON crawls (account_id, last_updated) WHERE finished_at IS NULL;

CREATE INDEX finished_crawls ON crawls (finished_at) WHERE finished_at IS NOT NULL;
