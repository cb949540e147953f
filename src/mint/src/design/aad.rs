//! Ardalia: the passport of 2018. Paper, dye portrait; violet to sky blue, rings round a wheel, a dark title bar.

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

const VIOLET_TO_SKY: Ink = Ink::rainbow("violet to sky", [0.74, 0.58, 0.82], [0.54, 0.78, 0.92]);
const APRICOT: Ink = Ink::offset("apricot", [0.96, 0.76, 0.56]);
const MOSS: Ink = Ink::offset("moss", [0.56, 0.68, 0.42]);
const MOSS_IR: Ink = Ink::split_from(&MOSS, "moss, infrared", 0.25);
const WINE: Ink = Ink { infrared: 0.25, ..Ink::offset("wine", [0.42, 0.10, 0.24]) };
const CAPTION: Ink = Ink::offset("caption violet", [0.36, 0.22, 0.48]);
const DATA_INK: Ink = Ink::carbon_black("data black");
const UV_RED: Ink = Ink::fluorescent("fluorescent red", [0.90, 0.24, 0.20]);
const UV_BLUE: Ink = Ink::fluorescent("fluorescent blue", [0.18, 0.50, 0.98]);

/// Ardalia passport 2018.
pub(super) fn passport_2018() -> ModelDesign {
    let layout = layout();
    let model = DocumentModel {
        first_issued: Some("2018-09-01".to_owned()),
        validity_years: vec![10, 5],
        number_formats: vec![NumberFormat("AAA999999".to_owned())],
        zones: layout.zones(),
        ..passport(passport_key("AAD", 1, 2018), "Ardalia passport 2018")
    };
    ModelDesign {
        model,
        is_held_out: false,
        tongue: Tongue::Ardalian,
        authorities: &["MIN. DO INTERIOR", "PREFEITURA DE AMAPOLIS", "CONSULADO"],
        personal_number: PersonalNumber::None,
        nationality: "ARDALIANA",
        paper: Paper { white: [0.95, 0.935, 0.89], ultraviolet: [0.12, 0.21, 0.32], ..Paper::UV_DULL },
        layout,
        engrave,
    }
}

const DATA: TextStyle = TextStyle::new(Face::SerifBold, 2.05);

fn field(datum: Datum, caption: &'static str, left: f64, baseline: f64, width_mm: f64) -> FieldPlace {
    FieldPlace { datum, caption, caption_at: (left, baseline - 3.1), data_at: (left, baseline), width_mm, style: DATA }
}

fn layout() -> Layout {
    Layout {
        portrait: PageRect::new(6.0, 17.5, 34.0, 43.0),
        portrait_technique: PortraitTechnique::Dye,
        portrait_fade_mm: 2.4,
        ghost: PageRect::new(103.0, 38.5, 17.0, 21.5),
        ghost_technique: GhostTechnique::Dots(
            Ink { infrared: 0.9, ..Ink::offset("ghost violet", [0.36, 0.28, 0.52]) },
            3.0,
        ),
        fields: vec![
            field(Datum::DocumentNumber, "Passaporte N.º / Passport No.", 90.0, 20.6, 30.0),
            field(Datum::PrimaryIdentifier, "Apelido / Surname", 45.0, 26.9, 55.0),
            field(Datum::SecondaryIdentifier, "Nome / Given names", 45.0, 33.2, 55.0),
            field(Datum::Nationality, "Nacionalidade / Nationality", 45.0, 39.5, 30.0),
            field(Datum::Sex, "Sexo / Sex", 82.0, 39.5, 8.0),
            field(Datum::DateOfBirth, "Nascimento / Date of birth", 45.0, 45.8, 28.0),
            field(Datum::PlaceOfBirth, "Naturalidade / Place of birth", 45.0, 52.1, 55.0),
            field(Datum::DateOfIssue, "Emissão / Date of issue", 45.0, 58.4, 26.0),
            field(Datum::DateOfExpiry, "Validade / Date of expiry", 74.0, 58.4, 26.0),
            field(Datum::Authority, "Autoridade / Authority", 45.0, 64.4, 38.0),
        ],
        data_ink: DATA_INK,
        caption_ink: CAPTION,
        caption_style: TextStyle::new(Face::SerifCondensed, 1.15),
        date_style: DateStyle::Spaced,
        mrz_cap_mm: 2.72,
        signature: PageRect::new(7.0, 61.0, 32.0, 6.0),
        perforation: PageRect::new(86.0, 62.2, 30.0, 4.4),
        specimen: PageRect::new(84.0, 25.0, 37.0, 5.4),
        uv_motifs: vec![
            ("uv_wheel", PageRect::new(56.0, 20.0, 40.0, 40.0)),
            ("uv_sail", PageRect::new(26.0, 36.0, 22.0, 24.0)),
            ("uv_letters", PageRect::new(6.0, 73.6, 60.0, 7.0)),
        ],
        patterns: vec![
            ("rings_right", PageRect::new(104.0, 31.4, 17.0, 6.4)),
            ("band_top", PageRect::new(2.0, 12.6, 80.0, 3.6)),
            ("background_left", PageRect::new(0.8, 17.5, 4.2, 42.0)),
            ("background_right", PageRect::new(121.0, 38.0, 3.4, 28.0)),
            ("rings_middle", PageRect::new(92.0, 40.4, 9.6, 8.0)),
        ],
        blanks: vec![("mrz_foot", PageRect::new(4.0, 84.6, 117.0, 2.6))],
        titles: vec![("title_bar", PageRect::new(0.6, 0.6, 123.8, 10.6))],
    }
}

fn engrave(press: &mut Press) {
    let ground = press.plate(VIOLET_TO_SKY, Part::Background);
    let centre = (76.0, 40.0);
    for ring in 1..78 {
        let radius = 0.95 * f64::from(ring);
        let points = crate::ornament::steps(260).map(|t| {
            let angle = t * std::f64::consts::TAU;
            let ripple = 0.5 * (11.0 * angle + 0.12 * radius * 3.0).sin();
            let lift = 0.30
                * Emblem::Wheel(9).height(
                    centre,
                    15.0,
                    centre.0 + radius * angle.cos(),
                    centre.1 + radius * angle.sin(),
                );
            let r = radius + ripple + lift;
            (centre.0 + r * angle.cos(), centre.1 + r * angle.sin())
        });
        for piece in points.collect::<Vec<_>>().split(|&(_, y)| !(12.0..67.0).contains(&y)) {
            ground.stroke(piece.iter().copied(), 0.10);
        }
    }
    LineScreen {
        area: PageRect::new(0.0, 67.0, 125.0, 17.0),
        per_mm: 0.8,
        angle: 0.08,
        sway: 0.6,
        sway_length: 14.0,
        width: 0.08,
    }
    .draw(ground);
    let apricot = press.plate(APRICOT, Part::Background);
    LineScreen {
        area: PageRect::new(2.0, 16.5, 41.5, 46.0),
        per_mm: 2.6,
        angle: 1.1,
        sway: 0.3,
        sway_length: 12.0,
        width: 0.10,
    }
    .draw(apricot);
    Rosette { centre: (76.0, 40.0), radii: (5.0, 21.0), squash: 0.9, petals: 18, ripples: 2, n_lines: 9, width: 0.07 }
        .draw(apricot);
    Rosette { centre: (112.5, 34.5), radii: (0.5, 7.5), squash: 0.8, petals: 9, ripples: 2, n_lines: 9, width: 0.07 }
        .draw_trochoid(apricot);
    let moss = press.plate(MOSS, Part::Background);
    Band { area: PageRect::new(0.0, 12.2, 62.0, 4.4), n_lines: 8, waves: 8.0, beats: 6.0, harmonic: 0.15, width: 0.08 }
        .draw(moss);
    Rosette { centre: (111.5, 49.0), radii: (6.0, 12.0), squash: 1.1, petals: 15, ripples: 1, n_lines: 8, width: 0.07 }
        .draw(moss);
    let moss_ir = press.plate(MOSS_IR, Part::Background);
    Band {
        area: PageRect::new(62.0, 12.2, 63.0, 4.4),
        n_lines: 8,
        waves: 8.0,
        beats: 6.0,
        harmonic: 0.15,
        width: 0.08,
    }
    .draw(moss_ir);
    engrave_text(press);
    engrave_motif(press);
}

fn engrave_text(press: &mut Press) {
    let bar = press.plate(WINE, Part::Captions);
    for line in 0..48 {
        let y = 0.8 + 0.215 * f64::from(line);
        bar.stroke([(0.8, y), (1.6, y)], 0.12);
        bar.stroke([(123.4, y), (124.2, y)], 0.12);
    }
    Emblem::Wheel(9).fill(bar, (9.5, 6.2), 4.6);
    press.title(WINE, TextStyle::new(Face::SerifBold, 2.7), "REPÚBLICA DE ARDALIA", 56.0, 6.0);
    press.title(WINE, TextStyle::new(Face::Serif, 1.5), "REPUBLIC OF ARDALIA", 56.0, 9.4);
    press.title(WINE, TextStyle::new(Face::SerifBold, 1.9), "PASSAPORTE", 108.0, 5.6);
    press.title(WINE, TextStyle::new(Face::Serif, 1.5), "PASSPORT", 108.0, 9.2);
    let small = TextStyle::new(Face::SerifCondensed, 1.15);
    press.caption(CAPTION, small, "Tipo / Type", 45.0, 17.5);
    press.caption(CAPTION, small, "Código / Code", 64.0, 17.5);
    press.caption(DATA_INK, DATA, "P", 45.0, 20.6);
    press.caption(DATA_INK, DATA, "AAD", 64.0, 20.6);
    let fine = press.plate(WINE, Part::Captions);
    microprint(fine, "ARDALIASPECIMEN", 2.0, 11.8, 121.0);
    microprint(fine, "REPUBLICADEARDALIA", 44.0, 66.9, 40.0);
}

fn engrave_motif(press: &mut Press) {
    let red = press.plate(UV_RED, Part::UvMotif);
    Emblem::Wheel(9).outline(red, (76.0, 40.0), 19.0, 0.4);
    Rosette { centre: (76.0, 40.0), radii: (3.0, 7.0), squash: 1.0, petals: 9, ripples: 2, n_lines: 5, width: 0.16 }
        .draw(red);
    let blue = press.plate(UV_BLUE, Part::UvMotif);
    Emblem::Sail.outline(blue, (37.0, 48.0), 11.0, 0.4);
    blue.text_outline(&TextStyle::new(Face::SerifBold, 5.2), "ARDALIA", 8.0, 79.8, 0.3);
    Band { area: PageRect::new(70.0, 69.6, 54.0, 4.0), n_lines: 5, waves: 7.0, beats: 2.0, harmonic: 0.2, width: 0.16 }
        .draw(blue);
}
