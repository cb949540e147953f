-- Keys by which packs are accepted: a person compared the fingerprint.
CREATE TABLE trusted_key (
    fingerprint TEXT PRIMARY KEY,
    public_key  TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- Everything of a record that a person may search for.
CREATE VIRTUAL TABLE search USING fts5 (key UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2');
