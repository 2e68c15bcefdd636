-- Figures that only grow, in one row. The triggers below derive them from the rows of sessions, in the statement that
-- writes such a row: they are exact whoever wrote it and however often, and stay when it is deleted.
CREATE TABLE totals (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	sessions_created INTEGER NOT NULL,
	-- Sessions whose browser could be connected to, and how long that took for all of them together.
	startups INTEGER NOT NULL,
	startup_ms INTEGER NOT NULL,
	connections INTEGER NOT NULL,
	bytes_to_clients INTEGER NOT NULL,
	bytes_to_browser INTEGER NOT NULL,
	catalog_retries INTEGER NOT NULL
) STRICT;

-- Not by account: anyone with the admin token makes accounts by naming them.
CREATE TABLE ended_sessions (
	close_reason TEXT PRIMARY KEY,
	count INTEGER NOT NULL
) STRICT;

-- How many startups took as long as this and longer than the next bound below; the slowest are in totals only.
CREATE TABLE startup_buckets (
	at_most_ms INTEGER PRIMARY KEY,
	count INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What reconciliation has put right, by its kind.
CREATE TABLE mended (
	kind TEXT PRIMARY KEY,
	count INTEGER NOT NULL
) STRICT;

-- The sessions that the catalog knows already.
INSERT INTO totals SELECT 1, count(*), count(startup_ms), coalesce(sum(startup_ms), 0), coalesce(sum(connections), 0),
	coalesce(sum(bytes_to_clients), 0), coalesce(sum(bytes_to_browser), 0), coalesce(sum(catalog_retries), 0)
FROM sessions;

INSERT INTO ended_sessions
SELECT coalesce(close_reason, 'Unknown') AS reason, count(*) FROM sessions WHERE end_time IS NOT NULL GROUP BY reason;

INSERT INTO startup_buckets (at_most_ms)
VALUES (250), (500), (1000), (2000), (3000), (5000), (10000), (20000), (30000), (60000), (120000), (300000), (600000);

INSERT INTO startup_buckets (at_most_ms, count)
SELECT (SELECT min(at_most_ms) FROM startup_buckets WHERE at_most_ms >= startup_ms) AS bound, count(*)
FROM sessions WHERE startup_ms <= (SELECT max(at_most_ms) FROM startup_buckets) GROUP BY bound
ON CONFLICT (at_most_ms) DO UPDATE SET count = excluded.count;

CREATE TRIGGER total_new_session AFTER INSERT ON sessions BEGIN UPDATE totals SET sessions_created = sessions_created + 1, startups = startups + (NEW.startup_ms IS NOT NULL), startup_ms = startup_ms + coalesce(NEW.startup_ms, 0), connections = connections + NEW.connections, bytes_to_clients = bytes_to_clients + NEW.bytes_to_clients, bytes_to_browser = bytes_to_browser + NEW.bytes_to_browser, catalog_retries = catalog_retries + NEW.catalog_retries; END;

CREATE TRIGGER total_used_session AFTER UPDATE ON sessions WHEN NEW.connections <> OLD.connections OR NEW.bytes_to_clients <> OLD.bytes_to_clients OR NEW.bytes_to_browser <> OLD.bytes_to_browser OR NEW.catalog_retries <> OLD.catalog_retries BEGIN UPDATE totals SET connections = connections + NEW.connections - OLD.connections, bytes_to_clients = bytes_to_clients + NEW.bytes_to_clients - OLD.bytes_to_clients, bytes_to_browser = bytes_to_browser + NEW.bytes_to_browser - OLD.bytes_to_browser, catalog_retries = catalog_retries + NEW.catalog_retries - OLD.catalog_retries; END;

CREATE TRIGGER total_started_session AFTER UPDATE ON sessions WHEN OLD.startup_ms IS NULL AND NEW.startup_ms IS NOT NULL BEGIN UPDATE totals SET startups = startups + 1, startup_ms = startup_ms + NEW.startup_ms; UPDATE startup_buckets SET count = count + 1 WHERE at_most_ms = (SELECT min(at_most_ms) FROM startup_buckets WHERE at_most_ms >= NEW.startup_ms); END;

CREATE TRIGGER bucket_new_started_session AFTER INSERT ON sessions WHEN NEW.startup_ms IS NOT NULL BEGIN UPDATE startup_buckets SET count = count + 1 WHERE at_most_ms = (SELECT min(at_most_ms) FROM startup_buckets WHERE at_most_ms >= NEW.startup_ms); END;

CREATE TRIGGER count_ended_session AFTER UPDATE ON sessions WHEN OLD.end_time IS NULL AND NEW.end_time IS NOT NULL BEGIN INSERT INTO ended_sessions VALUES (coalesce(NEW.close_reason, 'Unknown'), 1) ON CONFLICT (close_reason) DO UPDATE SET count = count + 1; END;

CREATE TRIGGER count_new_ended_session AFTER INSERT ON sessions WHEN NEW.end_time IS NOT NULL BEGIN INSERT INTO ended_sessions VALUES (coalesce(NEW.close_reason, 'Unknown'), 1) ON CONFLICT (close_reason) DO UPDATE SET count = count + 1; END;
