CREATE TABLE open_question (
    id TEXT PRIMARY KEY,
    words TEXT NOT NULL,
    topic TEXT NOT NULL,
    owner TEXT NOT NULL,
    at TEXT NOT NULL,
    changed TEXT NOT NULL,
    expected TEXT NOT NULL,
    article TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    me_too INTEGER NOT NULL,
    version INTEGER NOT NULL
);

CREATE TABLE me_too (
    question TEXT NOT NULL REFERENCES open_question (id) ON DELETE CASCADE,
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    PRIMARY KEY (question, session)
);
CREATE INDEX me_too_session ON me_too (session);

CREATE TABLE commitment (
    id TEXT PRIMARY KEY,
    words TEXT NOT NULL,
    topic TEXT NOT NULL,
    owner TEXT NOT NULL,
    made TEXT NOT NULL,
    due TEXT NOT NULL,
    at TEXT NOT NULL,
    changed TEXT NOT NULL,
    evidence TEXT NOT NULL,
    kept TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    version INTEGER NOT NULL
);

CREATE TABLE annotation (
    id TEXT PRIMARY KEY,
    on_day TEXT NOT NULL,
    words TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX annotation_day ON annotation (on_day, id);

-- Holds all that figures are counted from, so that counting a year reads no answers.
CREATE INDEX turn_counted ON turn (at, status, id);
