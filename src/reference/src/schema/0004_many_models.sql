-- What serves thousands of models without reading their pictures: the key points by which an index finds them, and small
-- pictures for lists.
CREATE TABLE sketch (
    model_id INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
    bytes    BLOB NOT NULL
) STRICT;

CREATE TABLE thumbnail (
    model_id INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
    bytes    BLOB NOT NULL
) STRICT;

-- Rows of the search bear the number of their model from now on; all records are made again.
DELETE FROM search;
DELETE FROM model;
DELETE FROM content;
