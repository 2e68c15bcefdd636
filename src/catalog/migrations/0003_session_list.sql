-- Each list of sessions walks down one of these, newest first, and names it (session-list.ts). An index costs a row
-- written when a row enters it, and leaving it is free. A partial one holds only what its condition says.
DROP INDEX sessions_by_account;

DROP INDEX active_sessions_by_account;

CREATE INDEX sessions_by_time ON sessions (start_time DESC, id);

CREATE INDEX sessions_by_account ON sessions (account_id, start_time DESC, id);

CREATE INDEX active_sessions ON sessions (start_time DESC, id) WHERE end_time IS NULL;

CREATE INDEX active_sessions_by_account ON sessions (account_id, start_time DESC, id) WHERE end_time IS NULL;

-- Sessions are closing for seconds: a few rows, for all accounts together.
CREATE INDEX closing_sessions ON sessions (start_time DESC, id) WHERE state = 'closing';

CREATE INDEX sessions_by_reason ON sessions (close_reason, start_time DESC, id) WHERE close_reason IS NOT NULL;

CREATE INDEX sessions_by_account_and_reason ON sessions (account_id, close_reason, start_time DESC, id) WHERE close_reason IS NOT NULL;

CREATE INDEX sessions_by_name ON sessions (name, start_time DESC, id) WHERE name IS NOT NULL;

CREATE INDEX sessions_by_account_and_name ON sessions (account_id, name, start_time DESC, id) WHERE name IS NOT NULL;

-- For forgetting old sessions, and for looking up whose a browser is.
CREATE INDEX sessions_by_end ON sessions (end_time) WHERE end_time IS NOT NULL;

CREATE INDEX sessions_by_browser ON sessions (browser_id) WHERE browser_id IS NOT NULL;
