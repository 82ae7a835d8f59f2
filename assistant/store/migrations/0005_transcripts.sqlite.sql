CREATE TABLE transcript (
    number INTEGER PRIMARY KEY,
    turn TEXT UNIQUE REFERENCES turn (id) ON DELETE CASCADE,
    concern TEXT REFERENCES concern (id) ON DELETE CASCADE,
    words TEXT NOT NULL
);
CREATE INDEX transcript_concern ON transcript (concern);

CREATE VIRTUAL TABLE transcript_index USING fts5 (
    words, content = 'transcript', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER transcript_added AFTER INSERT ON transcript BEGIN
    INSERT INTO transcript_index (rowid, words) VALUES (new.number, new.words);
END;

CREATE TRIGGER transcript_erased AFTER DELETE ON transcript BEGIN
    INSERT INTO transcript_index (transcript_index, rowid, words) VALUES ('delete', old.number, old.words);
END;

INSERT INTO transcript (turn, words) SELECT id, question FROM turn ORDER BY at, id;
