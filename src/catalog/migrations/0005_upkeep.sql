CREATE INDEX closing_sessions ON sessions (last_updated) WHERE state = 'closing';
