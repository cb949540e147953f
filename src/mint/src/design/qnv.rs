//! Norvessa: the passport of 2016. A plastic page, engraved by laser; grey and fir green, standing lines, a tower.

use std::f64::consts::FRAC_PI_2;

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

const FIR_TO_SAND: Ink = Ink::rainbow("fir to sand", [0.48, 0.70, 0.58], [0.86, 0.80, 0.60]);
const LILAC: Ink = Ink::offset("lilac", [0.74, 0.64, 0.84]);
const STEEL: Ink = Ink::offset("steel", [0.46, 0.54, 0.60]);
const STEEL_IR: Ink = Ink::split_from(&STEEL, "steel, infrared", 0.18);
const FIR: Ink = Ink::offset("fir", [0.12, 0.34, 0.24]);
const ENGRAVED: Ink = Ink::carbon_black("laser engraving");
const UV_YELLOW: Ink = Ink::fluorescent("fluorescent yellow", [0.72, 0.70, 0.16]);
const UV_BLUE: Ink = Ink::fluorescent("fluorescent blue", [0.16, 0.46, 0.95]);

const TOWER_AT: (f64, f64) = (101.5, 42.0);

/// Norvessa passport 2016.
pub(super) fn passport_2016() -> ModelDesign {
    let layout = layout();
    let model = DocumentModel {
        first_issued: Some("2016-02-01".to_owned()),
        validity_years: vec![10],
        number_formats: vec![NumberFormat("99999AA9".to_owned())],
        zones: layout.zones(),
        ..passport(passport_key("QNV", 1, 2016), "Norvessa passport 2016")
    };
    ModelDesign {
        model,
        is_held_out: false,
        tongue: Tongue::Norvessan,
        authorities: &["POLITIET OSTHAVN", "POLITIET LUNDSTAD", "UTANRIKSDEP."],
        personal_number: PersonalNumber::SexBirthSerial,
        nationality: "NORVESSAN",
        paper: Paper { white: [0.94, 0.94, 0.925], ultraviolet: [0.07, 0.14, 0.27], ..Paper::UV_DULL },
        layout,
        engrave,
    }
}

const DATA: TextStyle = TextStyle::new(Face::SansBold, 1.95);

fn field(datum: Datum, caption: &'static str, left: f64, baseline: f64, width_mm: f64) -> FieldPlace {
    FieldPlace { datum, caption, caption_at: (left, baseline - 2.95), data_at: (left, baseline), width_mm, style: DATA }
}

fn layout() -> Layout {
    Layout {
        portrait: PageRect::new(4.0, 19.0, 31.0, 40.0),
        portrait_technique: PortraitTechnique::Laser,
        portrait_fade_mm: 0.5,
        ghost: PageRect::new(104.5, 9.5, 15.5, 20.0),
        ghost_technique: GhostTechnique::Lines(Ink { infrared: 0.25, ..ENGRAVED }, 3.6, 0.6),
        fields: vec![
            field(Datum::DocumentNumber, "Passnummer / Passport No.", 76.0, 16.4, 26.0),
            field(Datum::PrimaryIdentifier, "1 Etternamn / Surname", 40.0, 22.6, 60.0),
            field(Datum::SecondaryIdentifier, "2 Førenamn / Given names", 40.0, 28.8, 60.0),
            field(Datum::Nationality, "3 Statsborgarskap / Nationality", 40.0, 35.0, 30.0),
            field(Datum::DateOfBirth, "4 Fødd / Date of birth", 40.0, 41.2, 24.0),
            field(Datum::PersonalNumber, "5 Personnr. / Personal No.", 68.0, 41.2, 22.0),
            field(Datum::Sex, "6 Kjønn / Sex", 40.0, 47.4, 9.0),
            field(Datum::PlaceOfBirth, "7 Fødestad / Place of birth", 56.0, 47.4, 34.0),
            field(Datum::DateOfIssue, "8 Utferda / Date of issue", 40.0, 53.6, 24.0),
            field(Datum::Authority, "10 Styresmakt / Authority", 68.0, 53.6, 24.0),
            field(Datum::DateOfExpiry, "9 Gyldig til / Date of expiry", 40.0, 59.8, 24.0),
        ],
        data_ink: ENGRAVED,
        caption_ink: FIR,
        caption_style: TextStyle::new(Face::Sans, 1.0),
        date_style: DateStyle::Dotted,
        mrz_cap_mm: 2.8,
        signature: PageRect::new(68.0, 56.8, 28.0, 5.4),
        perforation: PageRect::new(4.0, 61.2, 27.0, 4.2),
        specimen: PageRect::new(84.0, 61.4, 36.0, 5.2),
        uv_motifs: vec![
            ("uv_tower", PageRect::new(22.0, 22.0, 26.0, 34.0)),
            ("uv_waves", PageRect::new(1.0, 69.0, 123.0, 6.0)),
            ("uv_wheel", PageRect::new(90.0, 30.0, 24.0, 24.0)),
        ],
        patterns: vec![
            ("tower_right", PageRect::new(93.5, 32.5, 16.0, 20.0)),
            ("background_right", PageRect::new(112.5, 33.0, 11.5, 27.0)),
            ("rosette_top", PageRect::new(41.0, 1.0, 30.0, 7.0)),
            ("band_under_title", PageRect::new(4.0, 13.6, 31.0, 3.6)),
            ("background_left", PageRect::new(0.6, 19.0, 2.6, 40.0)),
            ("band_above_mrz", PageRect::new(34.0, 63.4, 48.0, 3.2)),
        ],
        blanks: vec![("mrz_foot", PageRect::new(4.0, 84.4, 117.0, 2.8))],
        titles: vec![
            ("title_state", PageRect::new(3.6, 2.6, 34.0, 6.4)),
            ("title_document", PageRect::new(76.0, 3.4, 26.0, 6.0)),
        ],
    }
}

fn engrave(press: &mut Press) {
    let ground = press.plate(FIR_TO_SAND, Part::Background);
    let upper = PageRect::new(0.0, 0.0, 125.0, 67.0);
    LineScreen { area: upper, per_mm: 1.35, angle: FRAC_PI_2, sway: 1.6, sway_length: 33.0, width: 0.10 }
        .draw_displaced(ground, |x, y| 0.34 * Emblem::Tower.height(TOWER_AT, 11.5, x, y));
    LineScreen {
        area: PageRect::new(0.0, 67.0, 125.0, 16.8),
        per_mm: 0.75,
        angle: FRAC_PI_2,
        sway: 0.9,
        sway_length: 21.0,
        width: 0.08,
    }
    .draw(ground);
    Band { area: PageRect::new(0.0, 13.4, 38.0, 4.0), n_lines: 7, waves: 5.0, beats: 2.0, harmonic: 0.35, width: 0.08 }
        .draw(ground);
    let lilac = press.plate(LILAC, Part::Background);
    LineScreen {
        area: PageRect::new(1.0, 17.0, 37.5, 44.0),
        per_mm: 3.6,
        angle: -0.6,
        sway: 0.15,
        sway_length: 5.0,
        width: 0.075,
    }
    .draw(lilac);
    Rosette { centre: (64.0, 44.0), radii: (3.0, 22.0), squash: 0.85, petals: 7, ripples: 5, n_lines: 13, width: 0.07 }
        .draw(lilac);
    Rosette { centre: (56.0, 4.6), radii: (1.0, 5.0), squash: 0.8, petals: 11, ripples: 1, n_lines: 9, width: 0.07 }
        .draw(lilac);
    let steel = press.plate(STEEL, Part::Background);
    Rosette { centre: (118.0, 46.0), radii: (2.0, 12.0), squash: 1.1, petals: 13, ripples: 2, n_lines: 9, width: 0.07 }
        .draw_trochoid(steel);
    Rosette { centre: (112.0, 19.0), radii: (4.0, 12.0), squash: 0.9, petals: 8, ripples: 3, n_lines: 8, width: 0.07 }
        .draw(steel);
    Band { area: PageRect::new(0.0, 62.6, 60.0, 4.4), n_lines: 9, waves: 7.0, beats: 3.0, harmonic: 0.4, width: 0.08 }
        .draw(steel);
    let steel_ir = press.plate(STEEL_IR, Part::Background);
    Band { area: PageRect::new(60.0, 62.6, 65.0, 4.4), n_lines: 9, waves: 7.5, beats: 3.0, harmonic: 0.4, width: 0.08 }
        .draw(steel_ir);
    Emblem::Tower.outline(steel_ir, TOWER_AT, 8.0, 0.14);
    engrave_text(press);
    engrave_motif(press);
}

fn engrave_text(press: &mut Press) {
    press.caption(FIR, TextStyle::new(Face::SansBold, 2.5), "NORVESSA", 4.0, 5.6);
    press.caption(FIR, TextStyle::new(Face::Sans, 1.35), "KONGEDØMET · KINGDOM", 4.0, 8.4);
    press.caption(FIR, TextStyle::new(Face::SansBold, 2.2), "PASS", 76.4, 6.0);
    press.caption(FIR, TextStyle::new(Face::Sans, 1.35), "PASSPORT", 76.4, 8.8);
    let small = TextStyle::new(Face::Sans, 1.0);
    press.caption(FIR, small, "Type", 40.0, 13.45);
    press.caption(FIR, small, "Kode / Code", 56.0, 13.45);
    press.caption(FIR, small, "Underskrift / Signature", 68.0, 56.4);
    press.caption(ENGRAVED, DATA, "P", 40.0, 16.4);
    press.caption(ENGRAVED, DATA, "QNV", 56.0, 16.4);
    let fine = press.plate(FIR, Part::Captions);
    microprint(fine, "NORVESSASPECIMEN", 3.0, 18.2, 34.0);
    microprint(fine, "KONGEDOMETNORVESSA", 2.0, 67.6, 121.0);
    Emblem::Tower.fill(fine, (68.0, 7.6), 4.2);
}

fn engrave_motif(press: &mut Press) {
    let yellow = press.plate(UV_YELLOW, Part::UvMotif);
    Emblem::Tower.outline(yellow, (35.0, 39.0), 15.5, 0.5);
    Emblem::Tower.fill(yellow, (35.0, 39.0), 6.0);
    let blue = press.plate(UV_BLUE, Part::UvMotif);
    Emblem::Wheel(11).outline(blue, (102.0, 42.0), 11.5, 0.3);
    Band {
        area: PageRect::new(1.0, 69.2, 123.0, 5.6),
        n_lines: 5,
        waves: 14.0,
        beats: 3.0,
        harmonic: 0.3,
        width: 0.18,
    }
    .draw(blue);
}
