-- What was changed, opened or refused, and by whom. No index but the id, which grows: an entry is one row written, and
-- there are so many at most that a filter can look through them all.
CREATE TABLE audit (
	id INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	action TEXT NOT NULL,
	method TEXT NOT NULL,
	-- The pattern, not the path.
	route TEXT NOT NULL,
	status INTEGER NOT NULL,
	actor TEXT NOT NULL,
	token_id TEXT,
	token_name TEXT,
	account_id TEXT,
	session_id TEXT,
	subject TEXT,
	address TEXT,
	-- Entries of the same actor before this one that were too many to be written.
	skipped INTEGER NOT NULL
) STRICT;
