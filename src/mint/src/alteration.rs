//! What is done to a document after the issuer let it go: by forgers, by copiers, by use. One file each.

mod background_redrawn;
mod character_rewritten;
mod copy;
mod copy_grey;
mod copy_inkjet;
mod copy_laser;
mod digits_moved;
mod erase;
mod fibres_printed;
mod laminate_cut;
mod mrz_altered;
mod mrz_ir_transparent;
mod mrz_wrong_face;
mod perforation_changed;
mod portrait_replaced;
mod portrait_transplanted;
mod predecessor_as_successor;
mod reprint;
mod screen_recapture;
mod second_generation;
mod text_rewritten;
mod uv_bright_paper;
mod uv_motif_missing;
mod uv_motif_wrong;
mod wear;

use engine::geometry::PageRect;
use engine::scan::Light;

use self::portrait_replaced::Motif;
use crate::design::{Datum, ModelDesign};
use crate::dice::Dice;
use crate::document::AlteredArea;
use crate::holder::Holder;
use crate::personal::Entries;
use crate::print::{Print, Rasters};

/// One way a page can differ from what its issuer made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alteration {
    /// Another person's portrait over or instead of the holder's; the ghost is untouched.
    PortraitReplaced,
    /// Surname erased and written anew.
    NameRewritten,
    /// Date of birth or of expiry erased and written anew.
    DateRewritten,
    /// Document number erased and written anew.
    NumberRewritten,
    /// A datum of the MRZ changed, check digits made to fit.
    MrzAlteredRightDigits,
    /// A datum of the MRZ changed, check digits left as they were.
    MrzAlteredWrongDigits,
    /// The MRZ is printed in an ink that infrared does not see.
    MrzIrTransparent,
    /// The substrate is brightened paper.
    UvBrightPaper,
    /// No fluorescent motif.
    UvMotifMissing,
    /// The whole page reproduced by a colour laser copier.
    CopyLaser,
    /// The whole page reproduced by an ink-jet printer.
    CopyInkjet,
    /// A page of the model before, with a number and dates of the model after it.
    PredecessorAsSuccessor,
    /// Tea and grease.
    Stains,
    /// A border stamp across the page.
    Stamp,
    /// Folded once or twice.
    Folds,
    /// Fine scratches.
    Scratches,
    /// Bleached by light.
    Fading,
    /// Fluorescence at 60 %.
    UvWeak,
    /// A note by pen.
    Handwriting,
    /// A portrait halfway between the holder's and another person's instead of the holder's; the ghost is untouched.
    PortraitMorphed,
    /// Another person's portrait, and their ghost over the holder's.
    PortraitAndGhostReplaced,
    /// A figure of an entry copied over another one, ground and all.
    DigitsMoved,
    /// The MRZ set in another type face or on another pitch.
    MrzWrongFace,
    /// The background drawn anew, its lines a little too dense or too wide apart.
    BackgroundRedrawn,
    /// Fibres printed in colour instead of laid into the paper.
    FibresPrinted,
    /// No perforated number, or another one.
    PerforationChanged,
    /// The fluorescent motif in another colour or place.
    UvMotifWrong,
    /// A window cut into the laminate round the portrait, another portrait put in, and sealed again.
    LaminateCut,
    /// The page printed from a scan in continuous tone, on photographic paper.
    SecondGeneration,
    /// The page shown on a screen.
    ScreenRecapture,
    /// The whole page reproduced by a copier in black and white.
    CopyGrey,
    /// One character of an entry erased and another written in its place.
    CharacterRewritten,
    /// The portrait cut out with its ground and put in a little off its place.
    PortraitTransplanted,
}

/// A page on the bench, with what its layers are made from.
pub(crate) struct Work<'a> {
    pub(crate) design: &'a ModelDesign,
    pub(crate) holder: Holder,
    pub(crate) entries: Entries,
    pub(crate) dice: Dice,
    pub(crate) px_per_mm: f64,
    /// How far the text lies right of and below its place on this copy, mm.
    pub(crate) text_shift_mm: (f64, f64),
    pub(crate) altered: Vec<AlteredArea>,
}

impl Work<'_> {
    /// Notes a place that was changed for the ground truth.
    pub(crate) fn mark(&mut self, lights: &[Light], area: PageRect) {
        self.altered.push(AlteredArea { lights: lights.to_vec(), area });
    }

    /// The whole page.
    pub(crate) fn page(&self) -> PageRect {
        PageRect::new(0.0, 0.0, self.design.model.width_mm, self.design.model.height_mm)
    }
}

impl Alteration {
    /// All of them; new ones at the end, as the seeds of benches go by the order.
    pub const ALL: [Self; 33] = [
        Self::PortraitReplaced,
        Self::NameRewritten,
        Self::DateRewritten,
        Self::NumberRewritten,
        Self::MrzAlteredRightDigits,
        Self::MrzAlteredWrongDigits,
        Self::MrzIrTransparent,
        Self::UvBrightPaper,
        Self::UvMotifMissing,
        Self::CopyLaser,
        Self::CopyInkjet,
        Self::PredecessorAsSuccessor,
        Self::Stains,
        Self::Stamp,
        Self::Folds,
        Self::Scratches,
        Self::Fading,
        Self::UvWeak,
        Self::Handwriting,
        Self::PortraitMorphed,
        Self::PortraitAndGhostReplaced,
        Self::DigitsMoved,
        Self::MrzWrongFace,
        Self::BackgroundRedrawn,
        Self::FibresPrinted,
        Self::PerforationChanged,
        Self::UvMotifWrong,
        Self::LaminateCut,
        Self::SecondGeneration,
        Self::ScreenRecapture,
        Self::CopyGrey,
        Self::CharacterRewritten,
        Self::PortraitTransplanted,
    ];

    /// Name in commands and ground truth.
    pub fn name(self) -> &'static str {
        match self {
            Self::PortraitReplaced => "portrait_replaced",
            Self::NameRewritten => "name_rewritten",
            Self::DateRewritten => "date_rewritten",
            Self::NumberRewritten => "number_rewritten",
            Self::MrzAlteredRightDigits => "mrz_altered_right_digits",
            Self::MrzAlteredWrongDigits => "mrz_altered_wrong_digits",
            Self::MrzIrTransparent => "mrz_ir_transparent",
            Self::UvBrightPaper => "uv_bright_paper",
            Self::UvMotifMissing => "uv_motif_missing",
            Self::CopyLaser => "copy_laser",
            Self::CopyInkjet => "copy_inkjet",
            Self::PredecessorAsSuccessor => "predecessor_as_successor",
            Self::Stains => "stains",
            Self::Stamp => "stamp",
            Self::Folds => "folds",
            Self::Scratches => "scratches",
            Self::Fading => "fading",
            Self::UvWeak => "uv_weak",
            Self::Handwriting => "handwriting",
            Self::PortraitMorphed => "portrait_morphed",
            Self::PortraitAndGhostReplaced => "portrait_and_ghost_replaced",
            Self::DigitsMoved => "digits_moved",
            Self::MrzWrongFace => "mrz_wrong_face",
            Self::BackgroundRedrawn => "background_redrawn",
            Self::FibresPrinted => "fibres_printed",
            Self::PerforationChanged => "perforation_changed",
            Self::UvMotifWrong => "uv_motif_wrong",
            Self::LaminateCut => "laminate_cut",
            Self::SecondGeneration => "second_generation",
            Self::ScreenRecapture => "screen_recapture",
            Self::CopyGrey => "copy_grey",
            Self::CharacterRewritten => "character_rewritten",
            Self::PortraitTransplanted => "portrait_transplanted",
        }
    }

    /// The alteration of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alteration| alteration.name() == name)
    }

    /// Whether it is mere use: such a page must not fail.
    pub fn is_benign(self) -> bool {
        matches!(
            self,
            Self::Stains
                | Self::Stamp
                | Self::Folds
                | Self::Scratches
                | Self::Fading
                | Self::UvWeak
                | Self::Handwriting
        )
    }

    /// Whether it can be done to a document of that model.
    pub fn applies_to(self, design: &ModelDesign) -> bool {
        self != Self::PredecessorAsSuccessor || design.model.successor.is_some()
    }

    /// Changes what is going to be printed.
    pub(crate) fn rewrite_entries(self, work: &mut Work<'_>) {
        if self == Self::PredecessorAsSuccessor {
            predecessor_as_successor::rewrite(work);
        }
    }

    /// Changes inks and layers before they meet the paper.
    pub(crate) fn change_print(self, print: &mut Print, work: &mut Work<'_>) {
        match self {
            Self::MrzIrTransparent => mrz_ir_transparent::change(print, work),
            Self::UvBrightPaper => uv_bright_paper::change(print, work),
            Self::UvMotifMissing => uv_motif_missing::change(print, work),
            Self::MrzWrongFace => mrz_wrong_face::change(print, work),
            Self::BackgroundRedrawn => background_redrawn::change(print, work),
            Self::FibresPrinted => fibres_printed::change(print, work),
            Self::PerforationChanged => perforation_changed::change(print, work),
            Self::UvMotifWrong => uv_motif_wrong::change(print, work),
            Self::Stains => wear::stains::change(print, work),
            Self::Stamp => wear::stamp::change(print, work),
            Self::UvWeak => print.uv_strength *= 0.6,
            Self::Handwriting => wear::handwriting::change(print, work),
            _ => {}
        }
    }

    /// Works on the finished page.
    pub(crate) fn change_page(self, rasters: &mut Rasters, work: &mut Work<'_>) {
        match self {
            Self::PortraitReplaced => portrait_replaced::change(rasters, work, Motif::Another),
            Self::PortraitMorphed => portrait_replaced::change(rasters, work, Motif::Morph),
            Self::PortraitAndGhostReplaced => portrait_replaced::change_both(rasters, work),
            Self::LaminateCut => laminate_cut::change(rasters, work),
            Self::DigitsMoved => digits_moved::change(rasters, work),
            Self::SecondGeneration => second_generation::change(rasters, work),
            Self::ScreenRecapture => screen_recapture::change(rasters, work),
            Self::NameRewritten => text_rewritten::change(rasters, work, Datum::PrimaryIdentifier),
            Self::DateRewritten => {
                let datum = if work.dice.chance(0.5) { Datum::DateOfBirth } else { Datum::DateOfExpiry };
                text_rewritten::change(rasters, work, datum);
            }
            Self::NumberRewritten => text_rewritten::change(rasters, work, Datum::DocumentNumber),
            Self::MrzAlteredRightDigits => mrz_altered::change(rasters, work, mrz_altered::Digits::Right),
            Self::MrzAlteredWrongDigits => mrz_altered::change(rasters, work, mrz_altered::Digits::Wrong),
            Self::CopyLaser => copy_laser::change(rasters, work),
            Self::CopyInkjet => copy_inkjet::change(rasters, work),
            Self::CopyGrey => copy_grey::change(rasters, work),
            Self::CharacterRewritten => character_rewritten::change(rasters, work),
            Self::PortraitTransplanted => portrait_transplanted::change(rasters, work),
            Self::Folds => wear::folds::change(rasters, work),
            Self::Scratches => wear::scratches::change(rasters, work),
            Self::Fading => wear::fading::change(rasters, work),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
