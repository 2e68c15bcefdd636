-- What a list shows of each session beside its state: where its pages went, as of the session's latest row.
ALTER TABLE sessions ADD COLUMN navigations INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN current_url TEXT;

ALTER TABLE sessions ADD COLUMN current_title TEXT;

-- How many sessions the catalog knows of an account: counting them would read them all.
ALTER TABLE accounts ADD COLUMN sessions INTEGER NOT NULL DEFAULT 0;

INSERT INTO accounts (id, sessions) SELECT account_id, count(*) FROM sessions WHERE true GROUP BY account_id
ON CONFLICT (id) DO UPDATE SET sessions = excluded.sessions;

CREATE TRIGGER count_session_of_account AFTER INSERT ON sessions BEGIN INSERT INTO accounts (id, sessions) VALUES (NEW.account_id, 1) ON CONFLICT (id) DO UPDATE SET sessions = sessions + 1; END;

CREATE TRIGGER count_forgotten_session_of_account AFTER DELETE ON sessions BEGIN UPDATE accounts SET sessions = sessions - 1 WHERE id = OLD.account_id; END;
