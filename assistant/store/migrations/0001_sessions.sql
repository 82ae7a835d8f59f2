CREATE TABLE session (
    id TEXT PRIMARY KEY,
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    role TEXT NOT NULL,
    contract TEXT NOT NULL,
    level TEXT NOT NULL,
    premises TEXT NOT NULL,
    turns INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE turn (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    release TEXT NOT NULL,
    question TEXT NOT NULL,
    status TEXT NOT NULL,
    answer TEXT NOT NULL,
    role TEXT NOT NULL,
    contract TEXT NOT NULL,
    level TEXT NOT NULL,
    premises TEXT NOT NULL,
    masked TEXT NOT NULL,
    found TEXT NOT NULL,
    took_ms DOUBLE PRECISION NOT NULL,
    UNIQUE (session, key),
    UNIQUE (session, number)
);
CREATE INDEX turn_at ON turn (at, id);
CREATE INDEX turn_status ON turn (status, at);

CREATE TABLE turn_topic (
    turn TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    PRIMARY KEY (turn, topic)
);
CREATE INDEX turn_topic_topic ON turn_topic (topic, turn);

CREATE TABLE turn_article (
    turn TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    article TEXT NOT NULL,
    PRIMARY KEY (turn, article)
);
CREATE INDEX turn_article_article ON turn_article (article, turn);

CREATE TABLE turn_statement (
    turn TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    statement TEXT NOT NULL,
    PRIMARY KEY (turn, statement)
);
CREATE INDEX turn_statement_statement ON turn_statement (statement, turn);

CREATE TABLE feedback (
    turn TEXT PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    useful TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE TABLE counter (
    bucket TEXT NOT NULL,
    in_window TEXT NOT NULL,
    stands_at BIGINT NOT NULL,
    PRIMARY KEY (bucket, in_window)
);
CREATE INDEX counter_window ON counter (in_window);
