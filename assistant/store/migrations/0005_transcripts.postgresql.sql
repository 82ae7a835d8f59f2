CREATE TABLE transcript (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    turn TEXT UNIQUE REFERENCES turn (id) ON DELETE CASCADE,
    concern TEXT REFERENCES concern (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    found TSVECTOR GENERATED ALWAYS AS (to_tsvector('english', words)) STORED
);
CREATE INDEX transcript_found ON transcript USING gin (found);

CREATE INDEX transcript_concern ON transcript (concern);

INSERT INTO transcript (turn, words) SELECT id, question FROM turn ORDER BY at, id;
