//! What a still picture cannot answer, as data: what the examiner looks at by eye and hand, and what they answered.

use serde::{Deserialize, Serialize};

use crate::geometry::PageRect;
use crate::scan::Light;

/// One question to the examiner: tilt effects, relief, watermark, see-through register. A line of a model's catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidedCheck {
    /// Name, unique in the model, such as `watermark`.
    pub id: String,
    /// The feature in a few words.
    pub feature: String,
    /// What to do and what to look for; yes means that the feature is as it should be.
    pub question: String,
    /// The zone to look at, by name; `None` for the whole page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The light whose specimen picture is shown beside it.
    pub light: Light,
}

/// What the examiner answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The feature is as it should be.
    Yes,
    /// It is not.
    No,
    /// They looked and cannot tell.
    CannotTell,
}

impl Answer {
    /// All answers in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::CannotTell];
}

/// A question with the place it is about and the examiner's own answer; it never changes the overall result.
#[derive(Debug, Clone, PartialEq)]
pub struct Guided {
    /// The question.
    pub check: GuidedCheck,
    /// Where to look, on the page.
    pub area: PageRect,
    /// The answer; `None` while nobody has given one.
    pub answer: Option<Answer>,
}
