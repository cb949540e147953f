//! The checks: one file each, whose header is its page in the manual.
//!
//! A check looks at a [`Case`] as one [`CheckRoutine`] tells it to and returns what it found. It locates nothing on its
//! own account, and a failed check is an `Outcome`, never an `Err`.

pub mod background_scale;
mod characters;
pub mod chroma;
pub mod colour;
pub mod counterfeit_mark;
pub mod data_page_size;
#[cfg(test)]
pub(crate) mod drawn_page;
mod element;
pub mod element_absorbent;
pub mod element_luminescent;
pub mod element_transparent;
mod entry_ground;
pub mod erased_background;
pub mod expiry;
pub mod ghost;
pub mod glare;
pub mod grey_copy;
mod identification;
pub mod image_quality;
pub mod infrared_drop_out;
pub mod infrared_print;
mod ink_contrast;
mod inks;
pub mod line_screen;
mod lines_at;
pub mod measured;
pub mod mrz_beside;
mod mrz_cells;
pub mod mrz_check_digits;
mod mrz_entry;
pub mod mrz_geometry;
mod mrz_grid;
pub mod mrz_infrared;
pub mod mrz_pitch;
pub mod mrz_plausibility;
pub mod mrz_type_face;
pub mod mrz_viz;
pub mod new_halftone;
pub mod number_format;
pub mod odd_character;
mod once;
pub mod page_screen;
pub mod pattern;
pub mod perforation;
pub mod personal_ink;
pub mod picture_infrared;
pub mod portrait_edge;
pub mod portrait_ground;
pub mod portrait_screen;
pub mod portrait_seam;
mod portrait_side;
pub mod predecessor;
mod set_characters;
mod shift;
mod spectrum;
pub mod text_geometry;
mod text_line;
mod tile_pair;
pub mod uv_brightness_page;
pub mod uv_brightness_zone;
pub mod uv_fibres;
pub mod uv_motif;
pub mod uv_overprint;
pub mod validity_span;
pub mod viz_beside;
mod viz_comparison;
mod viz_names;
pub mod zone_position;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::once::Once;
use crate::catalog::{CheckRoutine, Generic, Weight, excused};
use crate::date::Date;
use crate::geometry::PageRect;
use crate::identify::Claim;
use crate::model::{DocumentModel, Specimen};
use crate::page::Page;
use crate::reading::Readings;
use crate::reading::mrz::Mrz;
use crate::scan::Light;

/// The four results of a check that ran to its end. BSI TR-03135-1 §3.5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The feature passed.
    Successful,
    /// The feature did not pass.
    Failed,
    /// It ran but cannot say.
    Undetermined,
    /// This document does not have the feature.
    NotSupported,
}

/// Why a check did not come to its end; says nothing about the document. BSI TR-03135-1 §3.5.1.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Aborted {
    /// No picture in the light it needs.
    #[error("no scan in that light")]
    NoScan(Light),
    /// The picture has fewer pixels an inch than the check needs.
    #[error("resolution too low: {found:.0} ppi, needs {needed:.0}")]
    Resolution {
        /// Effective ppi of the picture.
        found: f64,
        /// What the check needs.
        needed: f64,
    },
    /// The model is unknown.
    #[error("document model not identified")]
    NoModel,
    /// Glare, or the edge of the picture, covers the place.
    #[error("the area is covered or glaring")]
    Covered,
    /// The picture is blurred.
    #[error("the picture is too blurred")]
    Blurred,
    /// The page lies too far off its specimen to compare.
    #[error("the page could not be laid over its specimen")]
    NotRegistered,
    /// What it compares was not read.
    #[error("nothing was read there")]
    NotRead,
    /// The page's outline was not seen, so its size is not measured.
    #[error("the outline of the page was not seen")]
    NoOutline,
    /// The specimen has no picture in that light.
    #[error("the specimen has no picture in that light")]
    NoSpecimen(Light),
}

/// Where a check looked or what it found, in one light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The light in which it shows.
    pub light: Light,
    /// Where, on the page.
    pub area: PageRect,
}

/// What a check found, as data; words are made of it elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// Nothing beyond the value.
    None,
    /// A number measured, by the name of the quantity: `correlation`, `print_contrast`, `shift_mm`…
    Quantity(&'static str),
    /// A check digit: which field, what it should be, what is printed.
    CheckDigit {
        /// Field by its name in Doc 9303.
        field: &'static str,
        /// Computed digit.
        expected: char,
        /// Printed character.
        found: char,
    },
    /// A rule of the MRZ that is broken or remarkable.
    Rule {
        /// Field by its name.
        field: &'static str,
        /// Short name of the rule.
        rule: &'static str,
        /// Paragraph of the standard, such as `Doc 9303-3 §4.8`.
        paragraph: &'static str,
    },
    /// A date against today: days left, negative when past.
    DaysLeft(i64),
    /// A failure that a known defect of the issuer's own documents explains.
    KnownDefect {
        /// The defect, in one sentence.
        note: String,
        /// Who says so.
        source: String,
    },
}

/// What a check has to say when it ran to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The result.
    pub outcome: Outcome,
    /// -1..=1, threshold at 0; `None` for a check without a measured value.
    pub margin: Option<f64>,
    /// What was measured, in the unit of the routine's threshold.
    pub value: Option<f64>,
    /// Where: the first place is the one to show.
    pub places: Vec<Place>,
    /// What it found.
    pub detail: Detail,
}

impl Judgement {
    /// A logical result with nothing measured.
    pub fn plain(outcome: Outcome, places: Vec<Place>, detail: Detail) -> Self {
        Self { outcome, margin: None, value: None, places, detail }
    }

    /// A measured value, judged by the routine's threshold; undetermined where the routine has none yet.
    pub fn of_value(routine: &CheckRoutine, value: f64, quantity: &'static str, places: Vec<Place>) -> Self {
        let margin = routine.threshold.as_ref().map(|threshold| threshold.margin(value));
        let outcome = match (&routine.threshold, margin) {
            (Some(threshold), Some(margin)) => threshold.outcome(margin),
            _ => Outcome::Undetermined,
        };
        Self { outcome, margin, value: Some(value), places, detail: Detail::Quantity(quantity) }
    }
}

/// Everything a check may look at.
pub struct Case<'a> {
    /// The page; laid over its specimen where the model is known.
    pub page: &'a Page,
    /// What was read from it.
    pub readings: &'a Readings,
    /// The model and its specimen, where identified.
    pub model: Option<(&'a DocumentModel, &'a Specimen)>,
    /// The model's predecessor and successor with their specimens, as far as the reference database has them.
    pub siblings: &'a [(Arc<DocumentModel>, Arc<Specimen>)],
    /// Where no model is known: the one that the MRZ claims, if the page has its fine print.
    pub claim: Option<&'a Claim>,
    /// What is worked out as it is asked for.
    pub once: &'a Once,
    /// The day of the examination.
    pub today: Date,
}

impl Case<'_> {
    /// The page's effective resolution in that light, or why the routine cannot run.
    ///
    /// # Errors
    /// [`Aborted::NoScan`] without the light, [`Aborted::Resolution`] below the routine's need.
    pub fn needs(&self, light: Light, routine: &CheckRoutine) -> Result<f64, Aborted> {
        let found = 25.4 * self.page.native_px_per_mm(light).ok_or(Aborted::NoScan(light))?;
        if found < routine.min_ppi {
            return Err(Aborted::Resolution { found, needed: routine.min_ppi });
        }
        Ok(found)
    }

    /// The model with its specimen.
    ///
    /// # Errors
    /// [`Aborted::NoModel`] where it is unknown.
    pub fn known_model(&self) -> Result<(&DocumentModel, &Specimen), Aborted> {
        self.model.ok_or(Aborted::NoModel)
    }

    /// The zone a routine names.
    ///
    /// # Errors
    /// [`Aborted::NoModel`] where the model or its zone is unknown.
    pub fn zone_of(&self, routine: &CheckRoutine) -> Result<&crate::model::Zone, Aborted> {
        let (model, _) = self.known_model()?;
        routine.zone.as_deref().and_then(|id| model.zone(id)).ok_or(Aborted::NoModel)
    }
}

/// Takes the measures of a routine's place.
pub type Measure = fn(&Case<'_>, &CheckRoutine) -> Result<measured::Measures, Aborted>;

/// A check: its name and what runs it.
pub struct Check {
    /// Name of its file in `check/`.
    pub name: &'static str,
    /// The source of its file, whose header is its page in the manual.
    pub source: &'static str,
    /// The routines it brings for any document, model known or not; none where it needs a model.
    pub without_model: fn() -> Vec<CheckRoutine>,
    /// What proposes its routines for a model by its zones and its specimen, to be enrolled; `None` where it needs no model.
    pub propose: Option<fn(&DocumentModel, &Specimen) -> Vec<CheckRoutine>>,
    /// Whether its routines for any document have something to say of a page of which that was read.
    pub is_asked: fn(&Readings) -> bool,
    /// Runs it.
    pub run: fn(&Case<'_>, &CheckRoutine) -> Result<Judgement, Aborted>,
    /// Whether its routines stay evaluatory however many captures they are enrolled on: its error rates have not earned it a
    /// vote yet.
    pub is_on_trial: bool,
    /// What it measures, where its value is how far several measures lie from those enrolled.
    pub measure: Option<Measure>,
}

impl Check {
    /// What it says of a case by a routine; a failure that a known defect of the model explains is undetermined.
    ///
    /// # Errors
    /// As the check itself.
    pub fn judge(&self, case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
        let judgement = (self.run)(case, routine)?;
        let defects = case.model.map_or(&[][..], |(model, _)| &model.known_defects[..]);
        if defects.is_empty() {
            return Ok(judgement);
        }
        let mrz = case.readings.mrz.as_ref().and_then(|reading| Mrz::parse(&reading.text()).ok());
        let number = mrz.map(|mrz| mrz.document_number());
        Ok(excused(judgement, routine, defects, number.as_deref()))
    }

    /// Whether and when its findings count, as its page in the manual says beside its name.
    pub fn standing(&self) -> &'static str {
        if self.is_on_trial {
            "on trial: measured and shown, not counted"
        } else if (self.without_model)().iter().any(|routine| routine.weight != Weight::Evaluatory) {
            "counted on any document"
        } else if self.propose.is_some() {
            "counted once enrolled"
        } else {
            "measured and shown, not counted"
        }
    }

    /// Its page in the manual: the header of its file, one paragraph or list item a line.
    pub fn manual(&self) -> String {
        self.manual_lines().collect::<Vec<_>>().join("\n")
    }

    /// The basic routines it can run, by its page in the manual: those named there beside `Generic id`.
    pub fn generics(&self) -> BTreeSet<Generic> {
        let text = self.section("Standard").unwrap_or_default();
        text.split_once("Generic id:").map(|(_, ids)| Generic::mentioned(ids)).unwrap_or_default().into_iter().collect()
    }

    fn manual_lines(&self) -> impl Iterator<Item = &'static str> + use<> {
        let header = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        header.map(|line| line.strip_prefix(' ').unwrap_or(line))
    }

    /// One part of that page, such as `Fails wrongly`, as one line; `None` where the page has no such part.
    pub fn section(&self, name: &str) -> Option<String> {
        const PARTS: [&str; 5] = ["Standard", "Looks at", "Margin", "Passes wrongly", "Fails wrongly"];
        let begins = |line: &str, part: &str| line.strip_prefix(part).is_some_and(|rest| rest.starts_with(':'));
        let mut lines = self.manual_lines().skip_while(|line| !begins(line, name));
        let first = lines.next()?.split_once(':')?.1.trim();
        let rest = lines.take_while(|line| !line.is_empty() && !PARTS.iter().any(|part| begins(line, part)));
        Some(std::iter::once(first).chain(rest.map(str::trim)).collect::<Vec<_>>().join(" "))
    }
}

/// A check from the file of its name in `check/`: `any` for one that brings its own routines for any document, `beside` for one
/// that does so where it is asked, by what was read, `model` for one that proposes routines for a model, `both` for one that does
/// both, `measured` for one whose measures are enrolled.
macro_rules! check {
    (any $name:ident) => {
        check!($name, $name::without_model, None, None, false)
    };
    (beside, on trial $name:ident) => {
        Check { is_asked: $name::is_asked, ..check!(any, on trial $name) }
    };
    (any, on trial $name:ident) => {
        check!($name, $name::without_model, None, None, true)
    };
    (model $name:ident) => {
        check!($name, Vec::new, Some($name::propose), None, false)
    };
    (both $name:ident) => {
        check!($name, $name::without_model, Some($name::propose), None, false)
    };
    (model, on trial $name:ident) => {
        check!($name, Vec::new, Some($name::propose), None, true)
    };
    (measured $name:ident) => {
        check!($name, Vec::new, Some($name::propose), Some($name::measure), false)
    };
    (measured, on trial $name:ident) => {
        check!($name, Vec::new, Some($name::propose), Some($name::measure), true)
    };
    ($name:ident, $without_model:expr, $propose:expr, $measure:expr, $is_on_trial:literal) => {
        Check {
            name: stringify!($name),
            source: include_str!(concat!("check/", stringify!($name), ".rs")),
            without_model: $without_model,
            propose: $propose,
            is_asked: |_| true,
            run: $name::run,
            measure: $measure,
            is_on_trial: $is_on_trial,
        }
    };
}

/// Every check, in the order they are shown.
pub fn all() -> &'static [Check] {
    const ALL: &[Check] = &[
        check!(any image_quality),
        check!(any glare),
        check!(any identification),
        check!(any data_page_size),
        check!(any background_scale),
        check!(any mrz_check_digits),
        check!(any mrz_plausibility),
        check!(any mrz_viz),
        check!(beside, on trial mrz_beside),
        check!(beside, on trial viz_beside),
        check!(model number_format),
        check!(model validity_span),
        check!(any expiry),
        check!(any mrz_geometry),
        check!(model mrz_pitch),
        check!(model mrz_type_face),
        check!(any mrz_infrared),
        check!(both uv_brightness_page),
        check!(both uv_brightness_zone),
        check!(model pattern),
        check!(model zone_position),
        check!(model, on trial colour),
        check!(model chroma),
        check!(model new_halftone),
        check!(both page_screen),
        check!(any, on trial grey_copy),
        check!(model, on trial line_screen),
        check!(model, on trial portrait_screen),
        check!(model infrared_drop_out),
        check!(model, on trial infrared_print),
        check!(model, on trial picture_infrared),
        check!(model, on trial element_absorbent),
        check!(model, on trial element_transparent),
        check!(model, on trial element_luminescent),
        check!(model uv_motif),
        check!(model, on trial uv_overprint),
        check!(model uv_fibres),
        check!(model personal_ink),
        check!(model erased_background),
        check!(measured text_geometry),
        check!(any odd_character),
        check!(measured portrait_edge),
        check!(model portrait_ground),
        check!(any, on trial portrait_seam),
        check!(model ghost),
        check!(model perforation),
        check!(model predecessor),
        check!(model, on trial counterfeit_mark),
    ];
    ALL
}

/// The check of that name.
pub fn by_name(name: &str) -> Option<&'static Check> {
    all().iter().find(|check| check.name == name)
}
