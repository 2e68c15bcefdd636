-- Tokens that an account had models use on the UTC day that began at day, with what questions under way may use.
CREATE TABLE model_tokens (
	account_id TEXT PRIMARY KEY,
	day INTEGER NOT NULL,
	tokens INTEGER NOT NULL
) STRICT;
