-- What a browser keeps of the sites it has been to, saved for later sessions. Only what a list shows is readable here.
CREATE TABLE profiles (
	id TEXT PRIMARY KEY,
	account_id TEXT NOT NULL,
	name TEXT,
	size_bytes INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	-- Names and counts of what is in it, sealed, as base64.
	summary TEXT NOT NULL
) STRICT;

CREATE INDEX profiles_by_account ON profiles (account_id, updated_at DESC, id);

-- The sealed contents, as base64 in pieces: a value may have two million bytes.
CREATE TABLE profile_parts (
	profile_id TEXT NOT NULL,
	number INTEGER NOT NULL,
	data TEXT NOT NULL,
	PRIMARY KEY (profile_id, number)
) STRICT;
