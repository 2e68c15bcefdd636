-- How often a session's links have been revoked. A link says of which generation it is, and is good in that one alone.
ALTER TABLE sessions ADD COLUMN link_generation INTEGER NOT NULL DEFAULT 0;
