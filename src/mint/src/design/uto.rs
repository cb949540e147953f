//! Utopia: the passport of 2012 and its successor of 2019.
//!
//! The successor keeps layout and colours; its right rosette has other petals, the screen under the portrait is finer, the
//! caption of the signature moved, and the fluorescent sun has eight points more.

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

const TEAL_TO_OCHRE: Ink = Ink::rainbow("teal to ochre", [0.42, 0.74, 0.76], [0.90, 0.76, 0.46]);
const ROSE: Ink = Ink::offset("rose", [0.93, 0.60, 0.64]);
const SLATE: Ink = Ink::offset("slate", [0.38, 0.50, 0.66]);
const SLATE_IR: Ink = Ink::split_from(&SLATE, "slate, infrared", 0.22);
const TITLE: Ink = Ink { name: "title blue", infrared: 0.30, ..Ink::offset("title blue", [0.15, 0.24, 0.45]) };
const CAPTION: Ink = Ink::offset("caption teal", [0.16, 0.38, 0.44]);
const UV_GREEN: Ink = Ink::fluorescent("fluorescent green", [0.28, 0.80, 0.26]);
const UV_RED: Ink = Ink::fluorescent("fluorescent red", [0.85, 0.22, 0.16]);

/// What the two issues differ in.
struct Issue {
    petals: u32,
    ripples: u32,
    screen_per_mm: f64,
    signature_caption_at: (f64, f64),
    sun_points: u32,
}

const OF_2012: Issue =
    Issue { petals: 12, ripples: 2, screen_per_mm: 2.8, signature_caption_at: (72.0, 61.6), sun_points: 12 };
const OF_2019: Issue =
    Issue { petals: 16, ripples: 3, screen_per_mm: 3.3, signature_caption_at: (86.0, 53.2), sun_points: 20 };

/// Utopia passport 2012.
pub(super) fn passport_2012() -> ModelDesign {
    let model = DocumentModel {
        first_issued: Some("2012-03-01".to_owned()),
        last_issued: Some("2019-05-31".to_owned()),
        successor: Some(passport_key("UTO", 2, 2019)),
        number_formats: vec![NumberFormat("A9999999".to_owned())],
        ..passport(passport_key("UTO", 1, 2012), "Utopia passport 2012")
    };
    design(model, |press| engrave(press, &OF_2012))
}

/// Utopia passport 2019.
pub(super) fn passport_2019() -> ModelDesign {
    let model = DocumentModel {
        first_issued: Some("2019-06-01".to_owned()),
        predecessor: Some(passport_key("UTO", 1, 2012)),
        number_formats: vec![NumberFormat("AA9999999".to_owned())],
        differences: vec![
            "rosette on the right has 16 petals instead of 12".to_owned(),
            "line screen under the portrait has 3.3 lines a millimetre instead of 2.8".to_owned(),
            "caption of the signature stands above it instead of below".to_owned(),
            "document number has two letters instead of one".to_owned(),
            "fluorescent sun has 20 points instead of 12".to_owned(),
        ],
        ..passport(passport_key("UTO", 2, 2019), "Utopia passport 2019")
    };
    design(model, |press| engrave(press, &OF_2019))
}

fn design(model: DocumentModel, engrave: fn(&mut Press)) -> ModelDesign {
    let layout = layout();
    ModelDesign {
        model: DocumentModel { zones: layout.zones(), ..model },
        is_held_out: false,
        tongue: Tongue::Utopian,
        authorities: &["PASPORTA OFICEJO", "MINISTERIO DE INTERNO", "KONSULEJO"],
        personal_number: PersonalNumber::BirthAndSerial,
        nationality: "UTOPIAN",
        paper: Paper::UV_DULL,
        layout,
        engrave,
    }
}

const PORTRAIT: PageRect = PageRect::new(5.0, 14.0, 33.0, 42.5);
const DATA: TextStyle = TextStyle { stretch: 1.0, ..TextStyle::new(Face::CondensedBold, 2.1) };

fn field(datum: Datum, caption: &'static str, left: f64, row: usize, width_mm: f64) -> FieldPlace {
    let top = 10.4 + 6.3 * row as f64;
    FieldPlace { datum, caption, caption_at: (left, top), data_at: (left, top + 3.15), width_mm, style: DATA }
}

fn layout() -> Layout {
    Layout {
        portrait: PORTRAIT,
        portrait_technique: PortraitTechnique::Dye,
        portrait_fade_mm: 1.6,
        ghost: PageRect::new(104.0, 18.5, 16.5, 20.6),
        ghost_technique: GhostTechnique::Tone(
            Ink { infrared: 0.35, ..Ink::offset("ghost slate", [0.30, 0.36, 0.50]) },
            0.62,
        ),
        fields: vec![
            field(Datum::DocumentNumber, "Passport No. / Pasporta n-ro", 86.0, 0, 30.0),
            field(Datum::PrimaryIdentifier, "Surname / Familia nomo", 44.0, 1, 56.0),
            field(Datum::SecondaryIdentifier, "Given names / Personaj nomoj", 44.0, 2, 56.0),
            field(Datum::Nationality, "Nationality / Ŝtataneco", 44.0, 3, 26.0),
            field(Datum::PersonalNumber, "Personal No. / Persona n-ro", 73.0, 3, 27.0),
            field(Datum::DateOfBirth, "Date of birth / Naskiĝdato", 44.0, 4, 26.0),
            field(Datum::Sex, "Sex / Sekso", 73.0, 4, 8.0),
            field(Datum::PlaceOfBirth, "Place of birth / Naskiĝloko", 44.0, 5, 56.0),
            field(Datum::DateOfIssue, "Date of issue / Dato de eldono", 44.0, 6, 26.0),
            field(Datum::Authority, "Authority / Aŭtoritato", 73.0, 6, 29.5),
            field(Datum::DateOfExpiry, "Date of expiry / Limdato", 44.0, 7, 26.0),
        ],
        data_ink: Ink::carbon_black("data black"),
        caption_ink: CAPTION,
        caption_style: TextStyle::new(Face::Condensed, 1.15),
        date_style: DateStyle::DayMonthYear,
        mrz_cap_mm: 2.75,
        signature: PageRect::new(71.0, 54.2, 32.0, 6.2),
        perforation: PageRect::new(93.0, 2.6, 29.0, 4.4),
        specimen: PageRect::new(4.5, 57.6, 36.0, 5.6),
        uv_motifs: vec![
            ("uv_sun", PageRect::new(24.0, 30.0, 34.0, 34.0)),
            ("uv_band", PageRect::new(2.0, 62.0, 121.0, 9.5)),
            ("uv_title", PageRect::new(62.0, 73.4, 56.0, 7.0)),
        ],
        patterns: vec![
            ("rosette_right", PageRect::new(104.0, 41.5, 19.0, 18.0)),
            ("band_bottom", PageRect::new(44.0, 62.4, 78.0, 4.2)),
            ("background_left", PageRect::new(0.8, 14.0, 3.6, 46.0)),
            ("background_top", PageRect::new(46.0, 0.8, 44.0, 2.0)),
            ("screen_right_of_portrait", PageRect::new(38.6, 16.0, 4.4, 41.0)),
            ("background_middle", PageRect::new(84.0, 33.6, 18.5, 7.0)),
        ],
        blanks: vec![("mrz_foot", PageRect::new(4.0, 84.4, 117.0, 2.8))],
        titles: vec![
            ("title_state", PageRect::new(4.4, 3.4, 72.0, 3.4)),
            ("title_document", PageRect::new(4.0, 8.4, 34.0, 3.4)),
        ],
    }
}

fn engrave(press: &mut Press, issue: &Issue) {
    engrave_background(press, issue);
    engrave_text(press, issue);
    engrave_motif(press, issue);
}

fn engrave_background(press: &mut Press, issue: &Issue) {
    let upper = PageRect::new(0.0, 0.0, 125.0, 67.0);
    let ground = press.plate(TEAL_TO_OCHRE, Part::Background);
    LineScreen { area: upper, per_mm: 1.55, angle: 0.0, sway: 1.1, sway_length: 23.0, width: 0.11 }
        .draw_displaced(ground, |x, y| 0.30 * Emblem::Star(7).height((76.0, 36.0), 17.0, x, y));
    let foot = PageRect::new(0.0, 67.0, 125.0, 17.0);
    LineScreen { area: foot, per_mm: 0.9, angle: 0.0, sway: 0.8, sway_length: 31.0, width: 0.08 }.draw(ground);
    Rosette {
        centre: (113.4, 50.5),
        radii: (2.0, 9.4),
        squash: 0.95,
        petals: issue.petals,
        ripples: issue.ripples,
        n_lines: 12,
        width: 0.075,
    }
    .draw(ground);
    let rose = press.plate(ROSE, Part::Background);
    let screen = PageRect::new(1.0, 12.0, 42.5, 48.5);
    LineScreen { area: screen, per_mm: issue.screen_per_mm, angle: 0.38, sway: 0.25, sway_length: 9.0, width: 0.085 }
        .draw(rose);
    Rosette { centre: (76.0, 36.0), radii: (6.0, 25.0), squash: 0.82, petals: 9, ripples: 4, n_lines: 14, width: 0.07 }
        .draw(rose);
    Rosette { centre: (113.4, 50.5), radii: (0.6, 6.0), squash: 0.95, petals: 8, ripples: 2, n_lines: 9, width: 0.07 }
        .draw_trochoid(rose);
    let slate = press.plate(SLATE, Part::Background);
    Band {
        area: PageRect::new(0.0, 62.2, 62.5, 4.6),
        n_lines: 8,
        waves: 9.0,
        beats: 4.0,
        harmonic: 0.25,
        width: 0.085,
    }
    .draw(slate);
    Rosette {
        centre: (112.3, 28.8),
        radii: (3.0, 11.0),
        squash: 1.15,
        petals: 10,
        ripples: 2,
        n_lines: 7,
        width: 0.07,
    }
    .draw(slate);
    let slate_ir = press.plate(SLATE_IR, Part::Background);
    Band {
        area: PageRect::new(62.5, 62.2, 62.5, 4.6),
        n_lines: 8,
        waves: 9.0,
        beats: 4.0,
        harmonic: 0.25,
        width: 0.085,
    }
    .draw(slate_ir);
}

fn engrave_text(press: &mut Press, issue: &Issue) {
    let state = TextStyle::new(Face::SerifBold, 2.0);
    press.caption(TITLE, state, "REPUBLIC OF UTOPIA · RESPUBLIKO UTOPIO", 5.0, 6.0);
    let document = TextStyle::new(Face::SansBold, 1.9);
    press.caption(TITLE, document, "PASSPORT / PASPORTO", 5.0, 11.2);
    Emblem::Star(7).fill(press.plate(TITLE, Part::Captions), (86.4, 4.9), 2.9);
    let small = TextStyle::new(Face::Condensed, 1.15);
    press.caption(CAPTION, small, "Type / Tipo", 44.0, 10.4);
    press.caption(CAPTION, small, "Code / Kodo", 62.0, 10.4);
    let (left, baseline) = issue.signature_caption_at;
    press.caption(CAPTION, small, "Signature / Subskribo", left, baseline);
    press.caption(Ink::carbon_black("data black"), DATA, "P", 44.0, 13.55);
    press.caption(Ink::carbon_black("data black"), DATA, "UTO", 62.0, 13.55);
    let fine = press.plate(TITLE, Part::Captions);
    microprint(fine, "UTOPIASPECIMEN", 4.0, 12.9, 39.0);
    microprint(fine, "RESPUBLIKOUTOPIO", 2.0, 67.4, 121.0);
}

fn engrave_motif(press: &mut Press, issue: &Issue) {
    let green = press.plate(UV_GREEN, Part::UvMotif);
    Emblem::Star(issue.sun_points).outline(green, (41.0, 47.0), 16.5, 0.45);
    Rosette { centre: (41.0, 47.0), radii: (4.0, 9.0), squash: 1.0, petals: 14, ripples: 2, n_lines: 6, width: 0.14 }
        .draw(green);
    let style = TextStyle::new(Face::SansBold, 5.0);
    green.text_outline(&style, "UTOPIA UTO", 66.0, 79.4, 0.3);
    let red = press.plate(UV_RED, Part::UvMotif);
    Band {
        area: PageRect::new(2.0, 62.5, 121.0, 8.5),
        n_lines: 7,
        waves: 11.0,
        beats: 5.0,
        harmonic: 0.2,
        width: 0.16,
    }
    .draw(red);
}
