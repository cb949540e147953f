-- Records of document models, as their folders say. Lengths in mm, origin at the top left corner of the page.
-- Everything here is made of the folders and may be made again; nothing is entered by hand.

CREATE TABLE content (
    only_row            INTEGER PRIMARY KEY CHECK (only_row = 1),
    sha256              BLOB NOT NULL CHECK (length(sha256) = 32),
    fingerprint_version INTEGER NOT NULL
) STRICT;

CREATE TABLE model (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,
    issuing_state TEXT NOT NULL,
    document_type TEXT NOT NULL,
    number        INTEGER NOT NULL CHECK (0 < number),
    year          INTEGER,
    prado         TEXT,
    name          TEXT NOT NULL,
    width_mm      REAL NOT NULL CHECK (0 < width_mm),
    height_mm     REAL NOT NULL CHECK (0 < height_mm),
    first_issued  TEXT,
    last_issued   TEXT,
    origin        TEXT NOT NULL CHECK (origin IN ('program', 'data folder'))
) STRICT;

-- Predecessor and successor by key, whether or not the database holds them.
CREATE TABLE relation (
    model_id      INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    relation      TEXT NOT NULL CHECK (relation IN ('predecessor', 'successor')),
    issuing_state TEXT NOT NULL,
    document_type TEXT NOT NULL,
    number        INTEGER NOT NULL,
    year          INTEGER,
    prado         TEXT,
    PRIMARY KEY (model_id, relation)
) STRICT, WITHOUT ROWID;

CREATE TABLE difference (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE validity (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    years    INTEGER NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE number_format (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    form     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE zone (
    model_id   INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    left_mm    REAL NOT NULL,
    top_mm     REAL NOT NULL,
    width_mm   REAL NOT NULL CHECK (0 < width_mm),
    height_mm  REAL NOT NULL CHECK (0 < height_mm),
    role       TEXT NOT NULL,
    field      TEXT CHECK ((field IS NOT NULL) = (role = 'field')),
    is_dynamic INTEGER NOT NULL CHECK (is_dynamic IN (0, 1)),
    PRIMARY KEY (model_id, name)
) STRICT, WITHOUT ROWID;

-- A check routine; accept, least, most, scale, band, source and n_captures are its threshold, where it has one.
CREATE TABLE routine (
    model_id         INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    uuid             TEXT NOT NULL,
    position         INTEGER NOT NULL,
    check_name       TEXT NOT NULL,
    generic          TEXT,
    check_group      TEXT NOT NULL,
    weight           TEXT NOT NULL CHECK (weight IN ('mandatory', 'optional', 'evaluatory')),
    zone             TEXT,
    light            TEXT NOT NULL CHECK (light IN ('VI', 'UV', 'IR')),
    min_ppi          REAL NOT NULL,
    accept           TEXT CHECK (accept IN ('at_least', 'at_most', 'within')),
    least            REAL CHECK ((least IS NOT NULL) = coalesce(accept IN ('at_least', 'within'), 0)),
    most             REAL CHECK ((most IS NOT NULL) = coalesce(accept IN ('at_most', 'within'), 0)),
    scale            REAL CHECK ((scale IS NOT NULL) = (accept IS NOT NULL) AND 0 < coalesce(scale, 1)),
    band             REAL CHECK ((band IS NOT NULL) = (accept IS NOT NULL)),
    threshold_source TEXT CHECK ((threshold_source IS NOT NULL) = (accept IS NOT NULL)),
    n_captures       INTEGER CHECK ((n_captures IS NOT NULL) = (accept IS NOT NULL)),
    PRIMARY KEY (model_id, uuid),
    FOREIGN KEY (model_id, zone) REFERENCES zone (model_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE routine_param (
    model_id INTEGER NOT NULL,
    uuid     TEXT NOT NULL,
    name     TEXT NOT NULL,
    value    REAL NOT NULL,
    PRIMARY KEY (model_id, uuid, name),
    FOREIGN KEY (model_id, uuid) REFERENCES routine (model_id, uuid) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Files of pictures by their hash, as they are in the folder.
CREATE TABLE picture (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    bytes  BLOB NOT NULL
) STRICT;

-- The specimen in each light, the page edge to edge.
CREATE TABLE image (
    model_id  INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    light     TEXT NOT NULL CHECK (light IN ('VI', 'UV', 'IR')),
    sha256    BLOB NOT NULL REFERENCES picture (sha256),
    width_px  INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    px_per_mm REAL NOT NULL CHECK (0 < px_per_mm),
    PRIMARY KEY (model_id, light)
) STRICT, WITHOUT ROWID;

CREATE TABLE fingerprint (
    model_id INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
    bytes    BLOB NOT NULL
) STRICT;

-- Who made the record, from what; null is unknown.
CREATE TABLE provenance (
    model_id         INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
    compiler         TEXT,
    reviewer         TEXT,
    samples_examined INTEGER,
    licence          TEXT,
    version          TEXT
) STRICT;

CREATE TABLE provenance_source (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX model_by_issuer ON model (issuing_state, document_type, number);
CREATE INDEX image_by_picture ON image (sha256);
