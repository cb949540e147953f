-- What the examiner is asked, and known defects, of a model's catalogue; each as its JSON.
CREATE TABLE guided_check (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE known_defect (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

-- Every record is read anew.
DELETE FROM content;
