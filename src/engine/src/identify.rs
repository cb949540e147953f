//! Which document model the page claims to be: by its MRZ, then by the features of its static print.

use serde::{Deserialize, Serialize};

use crate::geometry::Homography;

/// Key points of a specimen's static print with their descriptors; what identification matches.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Places in mm on the page.
    pub places: Vec<[f32; 2]>,
    /// 256-bit descriptors, one a place.
    pub descriptors: Vec<[u64; 4]>,
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fingerprint({} key points)", self.places.len())
    }
}

/// What identification came to. BSI TR-03135-1 §5.5.3.
#[derive(Debug, Clone)]
pub enum Identification {
    /// One model fits, clearly better than every other.
    Identified {
        /// The model.
        model: std::sync::Arc<crate::model::DocumentModel>,
        /// Its specimen.
        specimen: std::sync::Arc<crate::model::Specimen>,
        /// How: by features, or by a person's choice.
        by: IdentifiedBy,
        /// Where the specimen's millimetres lie on the page as located, as far as key points tell: where to begin to
        /// lay the page over the specimen. `None` where no key points agree.
        page_from_specimen: Option<Homography>,
    },
    /// No model of the database fits; the nearest ones by name, best first, for a person to choose from.
    NotIdentified {
        /// Keys of the models compared, best first.
        nearest: Vec<crate::model::ModelKey>,
    },
}

/// Who or what identified the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IdentifiedBy {
    /// The static print: key points that agree with the specimen, with the runner-up's, and the correlation of the
    /// static area after registration (-1..=1).
    Features {
        /// Agreeing key points.
        n_inliers: usize,
        /// The next best model's.
        n_runner_up: usize,
        /// Correlation of the static area.
        correlation: f64,
    },
    /// A person, or an option on the command line.
    Choice,
}
