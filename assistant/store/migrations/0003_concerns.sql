CREATE TABLE event (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    place TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    logged_by TEXT NOT NULL
);
CREATE INDEX event_day ON event (on_day, id);

CREATE TABLE concern (
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    words TEXT NOT NULL,
    at TEXT NOT NULL,
    due TEXT NOT NULL,
    topic TEXT NOT NULL,
    topic_by TEXT NOT NULL,
    models TEXT NOT NULL,
    session TEXT REFERENCES session (id) ON DELETE SET NULL,
    turn TEXT REFERENCES turn (id) ON DELETE SET NULL,
    event TEXT REFERENCES event (id) ON DELETE SET NULL,
    contact_name TEXT NOT NULL,
    practice TEXT NOT NULL,
    email TEXT NOT NULL,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    article TEXT NOT NULL,
    raised INTEGER NOT NULL,
    merged_into TEXT REFERENCES concern (id) ON DELETE SET NULL,
    heard TEXT NOT NULL,
    changed TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX concern_heard ON concern (heard, id);
CREATE INDEX concern_at ON concern (at, id);
CREATE INDEX concern_state ON concern (state, due);
CREATE INDEX concern_owner ON concern (owner, heard);
CREATE INDEX concern_topic ON concern (topic, heard);
CREATE INDEX concern_practice ON concern (practice, heard);
CREATE INDEX concern_session ON concern (session);
CREATE INDEX concern_turn ON concern (turn);
CREATE INDEX concern_event ON concern (event);
CREATE INDEX concern_merged ON concern (merged_into);

CREATE TABLE concern_link (
    hash TEXT PRIMARY KEY,
    concern TEXT NOT NULL REFERENCES concern (id) ON DELETE CASCADE,
    at TEXT NOT NULL
);
CREATE INDEX concern_link_concern ON concern_link (concern);

CREATE TABLE concern_change (
    id TEXT PRIMARY KEY,
    concern TEXT NOT NULL REFERENCES concern (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    what TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL
);
CREATE INDEX concern_change_concern ON concern_change (concern, at);

CREATE TABLE concern_message (
    id TEXT PRIMARY KEY,
    concern TEXT NOT NULL REFERENCES concern (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    written_by TEXT NOT NULL,
    words TEXT NOT NULL
);
CREATE INDEX concern_message_concern ON concern_message (concern, at);

CREATE TABLE mail (
    key TEXT PRIMARY KEY,
    concern TEXT NOT NULL REFERENCES concern (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    addressee TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    reason TEXT NOT NULL,
    sent TEXT NOT NULL
);
CREATE INDEX mail_concern ON mail (concern, at);
CREATE INDEX mail_state ON mail (state, at);

CREATE TABLE turn_model (
    turn TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    PRIMARY KEY (turn, model)
);
CREATE INDEX turn_model_model ON turn_model (model, turn);

CREATE TABLE waiting_question (
    turn TEXT PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    topics TEXT NOT NULL,
    models TEXT NOT NULL,
    not_useful INTEGER NOT NULL
);
CREATE INDEX waiting_question_at ON waiting_question (at, turn);
INSERT INTO waiting_question (turn, at, topics, models, not_useful)
SELECT id, at, '', '', 0 FROM turn
WHERE status IN ('closest_only', 'unanswered_not_known', 'unanswered_not_covered');

CREATE TABLE question_done (
    turn TEXT PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    done_by TEXT NOT NULL
);

CREATE TABLE inbox_visit (
    person TEXT PRIMARY KEY,
    before TEXT NOT NULL,
    now TEXT NOT NULL
);
