//! Everything that can be done while a model is made of captures.

use std::path::PathBuf;
use std::sync::Arc;

use engine::enrol::Enrolment;
use engine::geometry::PageRect;
use engine::model::ZoneRole;
use engine::scan::Light;
use reference::Lighting;

use crate::state::authoring::{Leaving, Stage, Tab};
use crate::work::authoring::{Capture, Proposal};

/// One change of the model in the making.
#[derive(Debug, Clone)]
pub(crate) enum Author {
    /// Begin a model; the document that is open is its first capture. Where another is not saved, ask first.
    Begin,
    /// Choose the pictures of a capture in a dialog.
    AskForPictures,
    /// Choose a folder of captures in a dialog.
    AskForFolder,
    /// Add what these files and folders hold.
    Add(Vec<PathBuf>),
    /// The captures were read.
    Added(Vec<Capture>),
    /// Take the capture of that index away.
    Remove(usize),
    /// Straighten the captures and propose zones.
    Propose,
    /// The zones were proposed.
    Proposed(Proposal),
    /// The model's name reads so.
    Name(String),
    /// The model's key reads so.
    Key(String),
    /// Who makes the model reads so.
    By(String),
    /// Show the page in that light.
    Show(Light),
    /// Select the zone of that index, or none.
    Select(Option<usize>),
    /// Draw a new zone with the next drag, or no longer.
    Draw(bool),
    /// Change the zones.
    Edit(Edit),
    /// Change the features.
    Tell(Tell),
    /// The drag, or whatever changed a zone little by little, is over.
    EndEdit,
    /// Take the last change back.
    Undo,
    /// Make the change again that was taken back.
    Redo,
    /// List that beside the page.
    Turn(Tab),
    /// Go back to an earlier step.
    GoTo(Stage),
    /// Enrol thresholds with the zones as they are.
    Enrol,
    /// The thresholds were enrolled.
    Enrolled(Arc<Enrolment>),
    /// Store the model.
    Save,
    /// The model was stored.
    Saved,
    /// Leave the model in the making; where it is not saved, ask first.
    Leave(Leaving),
    /// Leave it unsaved, as was asked.
    Discard,
    /// Go on with it after all.
    Stay,
}

/// One change of the zones.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Edit {
    /// A new zone there.
    Add(PageRect),
    /// The selected zone, or its edges at `grip`, by so many millimetres right and down.
    Drag {
        /// What is held.
        grip: Grip,
        /// Millimetres right and down.
        by_mm: (f64, f64),
    },
    /// The selected zone lies there.
    Place(PageRect),
    /// The selected zone holds that.
    Role(ZoneRole),
    /// The selected zone is called so.
    Rename(String),
    /// The selected zone is gone.
    Delete,
}

/// One change of the features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tell {
    /// A new feature of that term of the glossary, in the selected zone, to be written.
    Add(&'static str),
    /// Write on the feature of that index, or on none.
    Open(Option<usize>),
    /// The feature has that term.
    Term(&'static str),
    /// The feature is called so.
    Name(String),
    /// It lies in the zone of that name, or anywhere.
    Where(Option<String>),
    /// It has that level, 1 to 3.
    Level(u8),
    /// It is checked so.
    HowToCheck(String),
    /// That light shows this of it.
    Shows(Lighting, String),
    /// The feature is gone.
    Delete,
}

/// Where a zone is held: left, middle or right (-1, 0, 1) and top, middle or bottom. The middle of both is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Grip {
    /// -1 the left edge, 1 the right edge.
    pub across: i8,
    /// -1 the top edge, 1 the bottom edge.
    pub down: i8,
}

impl Grip {
    /// The whole zone.
    pub(crate) const WHOLE: Self = Self { across: 0, down: 0 };
    /// The corner that arrow keys with Shift move.
    pub(crate) const BOTTOM_RIGHT: Self = Self { across: 1, down: 1 };

    /// Corners and edges, clockwise from the top left corner.
    pub(crate) fn handles() -> [Self; 8] {
        [(-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0)]
            .map(|(across, down)| Self { across, down })
    }
}
