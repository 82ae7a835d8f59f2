CREATE TABLE draft_concern (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    concern TEXT NOT NULL REFERENCES concern (id) ON DELETE CASCADE,
    PRIMARY KEY (draft, concern)
);
CREATE INDEX draft_concern_concern ON draft_concern (concern, draft);
