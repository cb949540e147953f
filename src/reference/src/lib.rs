//! The reference database: document models, their specimens and their check routines, in SQLite.
