//! Zelluria: the passport of 2021. Plastic, engraved by laser; amber to leaf green, slanted lines, mountains under a sun.

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

const AMBER_TO_LEAF: Ink = Ink::rainbow("amber to leaf", [0.94, 0.78, 0.50], [0.58, 0.80, 0.52]);
const SKY: Ink = Ink::offset("sky", [0.60, 0.78, 0.90]);
const CORAL: Ink = Ink::offset("coral", [0.90, 0.54, 0.46]);
const CORAL_IR: Ink = Ink::split_from(&CORAL, "coral, infrared", 0.2);
const PINE: Ink = Ink { infrared: 0.28, ..Ink::offset("pine", [0.10, 0.30, 0.30]) };
const CAPTION: Ink = Ink::offset("caption brown", [0.42, 0.26, 0.14]);
const ENGRAVED: Ink = Ink::carbon_black("laser engraving");
const UV_GREEN: Ink = Ink::fluorescent("fluorescent green", [0.24, 0.84, 0.34]);
const UV_YELLOW: Ink = Ink::fluorescent("fluorescent orange", [0.88, 0.50, 0.12]);

/// Zelluria passport 2021.
pub(super) fn passport_2021() -> ModelDesign {
    let layout = layout();
    let model = DocumentModel {
        first_issued: Some("2021-01-04".to_owned()),
        number_formats: vec![NumberFormat("Z99999999".to_owned())],
        zones: layout.zones(),
        ..passport(passport_key("ZZU", 1, 2021), "Zelluria passport 2021")
    };
    ModelDesign {
        model,
        is_held_out: false,
        tongue: Tongue::Zellurian,
        authorities: &["MĚSTO VRAGRAD", "MV ZELLURIE", "VELVYSLANECTVÍ"],
        personal_number: PersonalNumber::SexBirthSerial,
        nationality: "ZELLURSKÁ",
        paper: Paper { white: [0.935, 0.94, 0.93], ultraviolet: [0.08, 0.15, 0.30], ..Paper::UV_DULL },
        layout,
        engrave,
    }
}

const DATA: TextStyle = TextStyle::new(Face::Mono, 2.0);

fn field(datum: Datum, caption: &'static str, left: f64, baseline: f64, width_mm: f64) -> FieldPlace {
    FieldPlace { datum, caption, caption_at: (left, baseline - 2.85), data_at: (left, baseline), width_mm, style: DATA }
}

fn layout() -> Layout {
    Layout {
        portrait: PageRect::new(8.0, 15.0, 30.0, 38.5),
        portrait_technique: PortraitTechnique::Laser,
        portrait_fade_mm: 1.0,
        ghost: PageRect::new(107.0, 20.0, 13.0, 16.6),
        ghost_technique: GhostTechnique::Tone(
            Ink { infrared: 0.45, ..Ink::offset("ghost pine", [0.22, 0.36, 0.38]) },
            0.55,
        ),
        fields: vec![
            field(Datum::PrimaryIdentifier, "PŘÍJMENÍ · SURNAME", 42.0, 17.2, 60.0),
            field(Datum::SecondaryIdentifier, "JMÉNA · GIVEN NAMES", 42.0, 23.2, 60.0),
            field(Datum::Nationality, "OBČANSTVÍ · NATIONALITY", 42.0, 29.2, 30.0),
            field(Datum::Sex, "POHLAVÍ · SEX", 84.0, 29.2, 8.0),
            field(Datum::DateOfBirth, "NAROZENÍ · DATE OF BIRTH", 42.0, 35.2, 30.0),
            field(Datum::PersonalNumber, "OSOBNÍ Č. · PERSONAL NO.", 76.0, 35.2, 26.0),
            field(Datum::PlaceOfBirth, "MÍSTO · PLACE OF BIRTH", 42.0, 41.2, 46.0),
            field(Datum::DateOfIssue, "VYDÁNO · DATE OF ISSUE", 42.0, 47.2, 28.0),
            field(Datum::DateOfExpiry, "PLATNOST · DATE OF EXPIRY", 42.0, 53.2, 28.0),
            field(Datum::Authority, "VYDAL · AUTHORITY", 76.0, 47.2, 32.0),
            field(Datum::DocumentNumber, "ČÍSLO PASU · PASSPORT NO.", 76.0, 53.2, 26.0),
        ],
        data_ink: ENGRAVED,
        caption_ink: CAPTION,
        caption_style: TextStyle::new(Face::CondensedBold, 0.95),
        date_style: DateStyle::YearFirst,
        mrz_cap_mm: 2.78,
        signature: PageRect::new(42.0, 56.0, 32.0, 6.0),
        perforation: PageRect::new(92.0, 3.0, 30.0, 4.4),
        specimen: PageRect::new(5.0, 55.0, 35.0, 5.2),
        uv_motifs: vec![
            ("uv_mountains", PageRect::new(26.0, 36.0, 46.0, 30.0)),
            ("uv_sun", PageRect::new(86.0, 36.0, 26.0, 22.0)),
            ("uv_code", PageRect::new(88.0, 70.0, 30.0, 12.0)),
        ],
        patterns: vec![
            ("mountains", PageRect::new(104.0, 55.0, 20.0, 8.0)),
            ("rosette_right", PageRect::new(109.6, 38.6, 14.0, 15.0)),
            ("screen_left", PageRect::new(1.0, 15.0, 6.0, 38.0)),
            ("background_top", PageRect::new(42.0, 8.4, 60.0, 3.8)),
            ("band_above_mrz", PageRect::new(2.0, 63.4, 120.0, 3.4)),
        ],
        blanks: vec![("mrz_foot", PageRect::new(4.0, 84.4, 117.0, 2.8))],
        titles: vec![
            ("title_state", PageRect::new(7.6, 3.0, 76.0, 4.4)),
            ("title_document", PageRect::new(7.6, 8.6, 30.0, 3.2)),
        ],
    }
}

fn engrave(press: &mut Press) {
    let ground = press.plate(AMBER_TO_LEAF, Part::Background);
    let upper = PageRect::new(0.0, 0.0, 125.0, 68.0);
    LineScreen { area: upper, per_mm: 1.25, angle: -0.42, sway: 0.9, sway_length: 17.0, width: 0.105 }
        .draw_displaced(ground, |x, y| 0.32 * Emblem::Mountains.height((86.0, 34.0), 24.0, x, y));
    LineScreen {
        area: PageRect::new(0.0, 68.0, 125.0, 15.8),
        per_mm: 0.8,
        angle: -0.42,
        sway: 0.5,
        sway_length: 17.0,
        width: 0.08,
    }
    .draw(ground);
    let sky = press.plate(SKY, Part::Background);
    LineScreen {
        area: PageRect::new(1.0, 13.0, 39.6, 44.0),
        per_mm: 3.0,
        angle: 0.9,
        sway: 0.2,
        sway_length: 7.0,
        width: 0.09,
    }
    .draw(sky);
    Rosette { centre: (116.5, 46.0), radii: (1.5, 8.0), squash: 1.05, petals: 14, ripples: 3, n_lines: 9, width: 0.07 }
        .draw(sky);
    Rosette {
        centre: (70.0, 38.0),
        radii: (8.0, 24.0),
        squash: 0.75,
        petals: 22,
        ripples: 1,
        n_lines: 10,
        width: 0.07,
    }
    .draw(sky);
    let coral = press.plate(CORAL, Part::Background);
    Rosette { centre: (113.5, 28.3), radii: (4.0, 10.5), squash: 1.1, petals: 12, ripples: 2, n_lines: 8, width: 0.07 }
        .draw(coral);
    Band {
        area: PageRect::new(0.0, 63.0, 62.5, 4.4),
        n_lines: 10,
        waves: 10.0,
        beats: 2.0,
        harmonic: 0.3,
        width: 0.075,
    }
    .draw(coral);
    let coral_ir = press.plate(CORAL_IR, Part::Background);
    Band {
        area: PageRect::new(62.5, 63.0, 62.5, 4.4),
        n_lines: 10,
        waves: 10.0,
        beats: 2.0,
        harmonic: 0.3,
        width: 0.075,
    }
    .draw(coral_ir);
    Emblem::Mountains.outline(coral_ir, (114.0, 58.6), 8.0, 0.13);
    engrave_text(press);
    engrave_motif(press);
}

fn engrave_text(press: &mut Press) {
    press.caption(PINE, TextStyle::new(Face::CondensedBold, 2.6), "ZELLURSKÁ FEDERACE", 8.0, 6.2);
    press.caption(PINE, TextStyle::new(Face::Condensed, 1.7), "ZELLURIAN FEDERATION", 52.0, 6.2);
    press.caption(PINE, TextStyle::new(Face::CondensedBold, 1.9), "CESTOVNÍ PAS · PASSPORT", 8.0, 11.2);
    Emblem::Mountains.fill(press.plate(PINE, Part::Captions), (87.5, 5.6), 3.4);
    let small = TextStyle::new(Face::CondensedBold, 0.95);
    press.caption(CAPTION, small, "TYP · TYPE", 104.5, 14.35);
    press.caption(CAPTION, small, "KÓD · CODE", 114.0, 14.35);
    press.caption(CAPTION, small, "PODPIS · SIGNATURE", 42.0, 63.0);
    press.caption(ENGRAVED, DATA, "P", 104.5, 17.2);
    press.caption(ENGRAVED, DATA, "ZZU", 114.0, 17.2);
    let fine = press.plate(PINE, Part::Captions);
    microprint(fine, "ZELLURIASPECIMEN", 8.0, 12.6, 78.0);
    microprint(fine, "ZELLURSKAFEDERACE", 2.0, 68.2, 121.0);
}

fn engrave_motif(press: &mut Press) {
    let green = press.plate(UV_GREEN, Part::UvMotif);
    Emblem::Mountains.outline(green, (49.0, 50.0), 22.0, 0.45);
    green.text_outline(&TextStyle::new(Face::SansBold, 7.0), "ZZU", 90.0, 79.6, 0.35);
    let orange = press.plate(UV_YELLOW, Part::UvMotif);
    Emblem::Star(24).outline(orange, (99.0, 49.0), 12.5, 0.3);
    Rosette { centre: (99.0, 47.0), radii: (2.0, 5.0), squash: 1.0, petals: 12, ripples: 1, n_lines: 5, width: 0.15 }
        .draw(orange);
}
