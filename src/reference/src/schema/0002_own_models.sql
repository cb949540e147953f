-- Models that a person enrolled or a pack brought. These are no copies of folders: nothing else holds them, and the records
-- are made of them as they are of the folders.

CREATE TABLE own_model (
    key     TEXT PRIMARY KEY,
    origin  TEXT NOT NULL CHECK (origin IN ('enrolled', 'pack')),
    version INTEGER NOT NULL CHECK (0 < version)
) STRICT, WITHOUT ROWID;

-- Their files, whose bytes are kept by hash with the pictures.
CREATE TABLE own_file (
    key    TEXT NOT NULL REFERENCES own_model (key) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    sha256 BLOB NOT NULL REFERENCES picture (sha256),
    PRIMARY KEY (key, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX own_file_by_picture ON own_file (sha256);

ALTER TABLE model DROP COLUMN origin;
ALTER TABLE model ADD COLUMN origin TEXT NOT NULL DEFAULT 'program'
    CHECK (origin IN ('program', 'data folder', 'enrolled', 'pack'));
