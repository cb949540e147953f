-- Composites and groups of a model's own catalogue, each as its JSON.
CREATE TABLE result_grouping (
    model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT, WITHOUT ROWID;

-- The known counterfeit whose mark a routine looks for, by its name in the description.
ALTER TABLE routine ADD COLUMN fraud TEXT;
