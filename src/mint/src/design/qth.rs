//! Thessmark Islands: the passport of 2020, kept from every tuning. Paper, dye portrait; sea green to rose, a sail.

use engine::geometry::PageRect;
use engine::model::{DocumentModel, NumberFormat};

use crate::design::{
    DateStyle, Datum, FieldPlace, GhostTechnique, Layout, ModelDesign, PortraitTechnique, Press, passport, passport_key,
};
use crate::holder::PersonalNumber;
use crate::holder::names::Tongue;
use crate::ink::{Ink, Paper};
use crate::ornament::{Band, Emblem, LineScreen, Rosette, microprint};
use crate::print::Part;
use crate::type_face::{Face, TextStyle};

const SEA_TO_ROSE: Ink = Ink::rainbow("sea to rose", [0.50, 0.80, 0.74], [0.92, 0.66, 0.72]);
const STONE: Ink = Ink::offset("stone", [0.70, 0.68, 0.60]);
const INDIGO: Ink = Ink::offset("indigo", [0.44, 0.46, 0.74]);
const INDIGO_IR: Ink = Ink::split_from(&INDIGO, "indigo, infrared", 0.2);
const NAVY: Ink = Ink { infrared: 0.3, ..Ink::offset("navy", [0.10, 0.16, 0.36]) };
const DATA_INK: Ink = Ink::carbon_black("data black");
const UV_GREEN: Ink = Ink::fluorescent("fluorescent green", [0.30, 0.78, 0.40]);
const UV_RED: Ink = Ink::fluorescent("fluorescent red", [0.86, 0.26, 0.22]);

/// Thessmark Islands passport 2020.
pub(super) fn passport_2020() -> ModelDesign {
    let layout = layout();
    let model = DocumentModel {
        first_issued: Some("2020-04-01".to_owned()),
        number_formats: vec![NumberFormat("TI9999999".to_owned())],
        zones: layout.zones(),
        ..passport(passport_key("QTH", 1, 2020), "Thessmark Islands passport 2020")
    };
    ModelDesign {
        model,
        is_held_out: true,
        tongue: Tongue::Thessmarkian,
        authorities: &["PASSPORT OFFICE", "HIGH COMMISSION", "GOVERNOR'S OFFICE"],
        personal_number: PersonalNumber::BirthAndSerial,
        nationality: "THESSMARK ISLANDER",
        paper: Paper { white: [0.95, 0.945, 0.92], ultraviolet: [0.10, 0.17, 0.31], ..Paper::UV_DULL },
        layout,
        engrave,
    }
}

const DATA: TextStyle = TextStyle::new(Face::Sans, 2.1);

fn field(datum: Datum, caption: &'static str, left: f64, baseline: f64, width_mm: f64) -> FieldPlace {
    FieldPlace { datum, caption, caption_at: (left, baseline - 3.0), data_at: (left, baseline), width_mm, style: DATA }
}

fn layout() -> Layout {
    Layout {
        portrait: PageRect::new(5.0, 12.5, 32.0, 41.0),
        portrait_technique: PortraitTechnique::Dye,
        portrait_fade_mm: 1.2,
        ghost: PageRect::new(102.0, 42.0, 14.0, 18.0),
        ghost_technique: GhostTechnique::Lines(
            Ink { infrared: 0.4, ..Ink::offset("ghost navy", [0.24, 0.28, 0.46]) },
            3.2,
            -0.3,
        ),
        fields: vec![
            field(Datum::DocumentNumber, "Passport number / Numéro", 88.0, 15.5, 30.0),
            field(Datum::PrimaryIdentifier, "Surname / Nom", 42.0, 21.7, 58.0),
            field(Datum::SecondaryIdentifier, "Given names / Prénoms", 42.0, 27.9, 58.0),
            field(Datum::Nationality, "Nationality / Nationalité", 42.0, 34.1, 44.0),
            field(Datum::DateOfBirth, "Date of birth / Naissance", 42.0, 40.3, 28.0),
            field(Datum::PersonalNumber, "Personal No. / No personnel", 74.0, 40.3, 26.0),
            field(Datum::Sex, "Sex / Sexe", 42.0, 46.5, 8.0),
            field(Datum::PlaceOfBirth, "Place of birth / Lieu", 56.0, 46.5, 42.0),
            field(Datum::DateOfIssue, "Date of issue / Délivrance", 42.0, 52.7, 28.0),
            field(Datum::Authority, "Authority / Autorité", 72.0, 52.7, 28.0),
            field(Datum::DateOfExpiry, "Date of expiry / Expiration", 42.0, 58.9, 28.0),
        ],
        data_ink: DATA_INK,
        caption_ink: NAVY,
        caption_style: TextStyle::new(Face::Serif, 1.05),
        date_style: DateStyle::DayMonthYear,
        mrz_cap_mm: 2.75,
        signature: PageRect::new(5.0, 54.6, 32.0, 6.0),
        perforation: PageRect::new(72.0, 56.4, 28.0, 4.4),
        specimen: PageRect::new(84.0, 27.0, 38.0, 5.4),
        uv_motifs: vec![
            ("uv_sail", PageRect::new(20.0, 24.0, 36.0, 38.0)),
            ("uv_band", PageRect::new(1.0, 68.4, 123.0, 6.6)),
            ("uv_star", PageRect::new(96.0, 4.0, 24.0, 22.0)),
        ],
        patterns: vec![
            ("sail_right", PageRect::new(103.0, 33.4, 19.0, 8.0)),
            ("background_left", PageRect::new(0.8, 12.5, 3.4, 41.0)),
            ("background_top", PageRect::new(44.0, 7.6, 40.0, 3.0)),
            ("band_above_mrz", PageRect::new(2.0, 62.2, 120.0, 4.0)),
            ("background_right", PageRect::new(117.4, 43.0, 7.0, 17.0)),
        ],
        blanks: vec![("mrz_foot", PageRect::new(4.0, 84.4, 117.0, 2.8))],
        titles: vec![
            ("title_state", PageRect::new(4.6, 2.6, 62.0, 3.6)),
            ("title_document", PageRect::new(4.6, 7.4, 34.0, 3.2)),
        ],
    }
}

fn engrave(press: &mut Press) {
    let ground = press.plate(SEA_TO_ROSE, Part::Background);
    let upper = PageRect::new(0.0, 0.0, 125.0, 67.0);
    LineScreen { area: upper, per_mm: 1.45, angle: 0.25, sway: 1.3, sway_length: 27.0, width: 0.10 }
        .draw_displaced(ground, |x, y| 0.30 * Emblem::Sail.height((80.0, 36.0), 20.0, x, y));
    LineScreen {
        area: PageRect::new(0.0, 67.0, 125.0, 16.8),
        per_mm: 0.85,
        angle: 0.0,
        sway: 0.7,
        sway_length: 19.0,
        width: 0.08,
    }
    .draw(ground);
    let stone = press.plate(STONE, Part::Background);
    LineScreen {
        area: PageRect::new(0.8, 11.0, 40.0, 45.0),
        per_mm: 3.2,
        angle: -0.9,
        sway: 0.2,
        sway_length: 6.0,
        width: 0.085,
    }
    .draw(stone);
    Rosette { centre: (68.0, 36.0), radii: (7.0, 23.0), squash: 0.8, petals: 10, ripples: 3, n_lines: 12, width: 0.07 }
        .draw(stone);
    Rosette { centre: (112.5, 37.4), radii: (1.0, 8.0), squash: 0.7, petals: 17, ripples: 1, n_lines: 10, width: 0.07 }
        .draw(stone);
    let indigo = press.plate(INDIGO, Part::Background);
    Rosette { centre: (109.0, 51.0), radii: (4.0, 11.0), squash: 1.0, petals: 11, ripples: 2, n_lines: 8, width: 0.07 }
        .draw(indigo);
    Band { area: PageRect::new(0.0, 61.8, 62.5, 4.6), n_lines: 9, waves: 8.0, beats: 5.0, harmonic: 0.3, width: 0.08 }
        .draw(indigo);
    let indigo_ir = press.plate(INDIGO_IR, Part::Background);
    Band { area: PageRect::new(62.5, 61.8, 62.5, 4.6), n_lines: 9, waves: 8.0, beats: 5.0, harmonic: 0.3, width: 0.08 }
        .draw(indigo_ir);
    engrave_text(press);
    engrave_motif(press);
}

fn engrave_text(press: &mut Press) {
    press.caption(NAVY, TextStyle::new(Face::SerifBold, 2.3), "THE THESSMARK ISLANDS", 5.0, 5.4);
    press.caption(NAVY, TextStyle::new(Face::Serif, 1.9), "PASSPORT · PASSEPORT", 5.0, 10.0);
    Emblem::Sail.fill(press.plate(NAVY, Part::Captions), (90.0, 5.4), 3.6);
    let small = TextStyle::new(Face::Serif, 1.05);
    press.caption(NAVY, small, "Type", 42.0, 12.5);
    press.caption(NAVY, small, "Code", 62.0, 12.5);
    press.caption(NAVY, small, "Signature", 5.0, 54.4);
    press.caption(DATA_INK, DATA, "P", 42.0, 15.5);
    press.caption(DATA_INK, DATA, "QTH", 62.0, 15.5);
    let fine = press.plate(NAVY, Part::Captions);
    microprint(fine, "THESSMARKSPECIMEN", 4.0, 11.3, 35.0);
    microprint(fine, "THETHESSMARKISLANDS", 2.0, 67.4, 121.0);
}

fn engrave_motif(press: &mut Press) {
    let green = press.plate(UV_GREEN, Part::UvMotif);
    Emblem::Sail.outline(green, (38.0, 43.0), 18.0, 0.45);
    Emblem::Star(5).outline(green, (108.0, 15.0), 10.5, 0.3);
    let red = press.plate(UV_RED, Part::UvMotif);
    Band {
        area: PageRect::new(1.0, 68.6, 123.0, 6.2),
        n_lines: 6,
        waves: 12.0,
        beats: 4.0,
        harmonic: 0.25,
        width: 0.17,
    }
    .draw(red);
}
