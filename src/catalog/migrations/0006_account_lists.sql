-- What a list shows of each session beside its state: where its pages went, as of the session's latest row.
ALTER TABLE sessions ADD COLUMN navigations INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN current_url TEXT;

ALTER TABLE sessions ADD COLUMN current_title TEXT;

-- How many sessions the catalog knows of each account: counting them would read them all.
CREATE TABLE account_totals (
	account_id TEXT PRIMARY KEY,
	sessions INTEGER NOT NULL
) STRICT;

INSERT INTO account_totals SELECT account_id, count(*) FROM sessions GROUP BY account_id;

CREATE TRIGGER count_session_of_account AFTER INSERT ON sessions BEGIN INSERT INTO account_totals VALUES (NEW.account_id, 1) ON CONFLICT (account_id) DO UPDATE SET sessions = sessions + 1; END;

CREATE TRIGGER count_forgotten_session_of_account AFTER DELETE ON sessions BEGIN UPDATE account_totals SET sessions = sessions - 1 WHERE account_id = OLD.account_id; END;
