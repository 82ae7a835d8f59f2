CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    run_after TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    lease TEXT NOT NULL,
    last_error TEXT NOT NULL,
    ended TEXT NOT NULL,
    given_up INTEGER NOT NULL
);
CREATE INDEX job_waiting ON job (ended, run_after, id);
