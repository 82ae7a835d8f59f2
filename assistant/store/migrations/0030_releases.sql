CREATE TABLE release (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    override TEXT NOT NULL
);

CREATE TABLE release_text (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
);

CREATE TABLE release_file (
    hash TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES release_text (hash),
    PRIMARY KEY (hash, path)
);
CREATE INDEX release_file_path ON release_file (path, hash);

CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    was_path TEXT NOT NULL,
    base TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    authors TEXT NOT NULL,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL
);
CREATE INDEX draft_state ON draft (state, changed);

CREATE TABLE draft_event (
    id TEXT PRIMARY KEY,
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    what TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX draft_event_draft ON draft_event (draft, at, id);

CREATE TABLE draft_seen (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    seen TEXT NOT NULL,
    PRIMARY KEY (draft, person)
);

CREATE TABLE replay (
    draft TEXT PRIMARY KEY REFERENCES draft (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    result TEXT NOT NULL,
    changed TEXT NOT NULL
);
