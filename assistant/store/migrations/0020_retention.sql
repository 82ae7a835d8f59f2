CREATE TABLE hold (
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    at TEXT NOT NULL,
    set_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (kind, about)
);

CREATE TABLE erasure (
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (kind, about)
);
CREATE INDEX erasure_at ON erasure (at);

CREATE TABLE erased_count (
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    topic TEXT NOT NULL,
    status TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (kind, on_day, topic, status)
);

CREATE TABLE clock (
    name TEXT PRIMARY KEY,
    seen TEXT NOT NULL
);
CREATE INDEX session_created ON session (created);
