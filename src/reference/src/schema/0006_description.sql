-- What records say for people, whole, as JSON: it is read as a whole, and found by the search below.
CREATE TABLE description (
    model_id INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
    json     TEXT NOT NULL CHECK (json_valid(json))
) STRICT;

-- A column for each tier: a search looks only into those that its user may see.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
    key UNINDEXED, public, restricted, expert, tokenize = 'unicode61 remove_diacritics 2'
);

-- All records are made again.
DELETE FROM model;
DELETE FROM content;
