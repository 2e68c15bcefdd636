-- Lists of hosts that guardrails name, in the admin's hands.
CREATE TABLE domain_sets (
	name TEXT PRIMARY KEY,
	-- JSON: an array of patterns.
	domains TEXT NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
