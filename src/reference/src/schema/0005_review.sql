-- How far a record has come, and what its published versions changed.
ALTER TABLE provenance ADD COLUMN status TEXT CHECK (status IN ('draft', 'reviewed', 'published'));

CREATE TABLE published_change (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

-- Files of published versions of the user's own models, which nothing changes.
CREATE TABLE published_file (
    key     TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (0 < version),
    name    TEXT NOT NULL,
    sha256  BLOB NOT NULL REFERENCES picture (sha256),
    PRIMARY KEY (key, version, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX published_file_by_picture ON published_file (sha256);
