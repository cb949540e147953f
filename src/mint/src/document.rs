//! One physical document: a holder's page of a model, as printed, altered and worn.

use engine::geometry::PageRect;
use engine::model::ModelKey;
use engine::scan::Light;

use crate::alteration::{Alteration, Work};
use crate::design::ModelDesign;
use crate::design::press::static_layers;
use crate::dice::Dice;
use crate::face::{Traits, draw_face};
use crate::holder::Holder;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::personal::{Entries, personal_layers};
use crate::print::{Layer, Part, Print, Rasters};

/// Pixels a millimetre of the master drawing: 600 pixels an inch.
pub const MASTER_PX_PER_MM: f64 = 600.0 / 25.4;

/// A finished page with all that is known of it.
#[derive(Debug, Clone)]
pub struct Minted {
    /// The model it was printed as.
    pub model: ModelKey,
    /// The page, edge to edge.
    pub rasters: Rasters,
    /// Both MRZ lines as printed.
    pub mrz: [String; 2],
    /// Entries of the visual inspection zone as printed, by the names of their zones.
    pub fields: Vec<(String, String)>,
    /// The perforated number.
    pub perforated: String,
    /// How far the static print lies right of and below its design, mm: the mean of its plates by their ink.
    pub print_shift_mm: (f64, f64),
    /// What was done to it, in order.
    pub alterations: Vec<Alteration>,
    /// Where, and in which lights it can be seen.
    pub altered: Vec<AlteredArea>,
}

/// A place that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct AlteredArea {
    /// The lights in which it differs.
    pub lights: Vec<Light>,
    /// Where, mm.
    pub area: PageRect,
}

/// Prints one holder's page, alters it, and lets it wear; at 600 ppi.
///
/// The same arguments give the same page, bit for bit. Another `copy_seed` is another physical copy: register, density,
/// fluorescence and fibres differ.
pub fn mint_page(design: &ModelDesign, holder: &Holder, alterations: &[Alteration], copy_seed: u64) -> Minted {
    mint_page_at(design, holder, alterations, copy_seed, MASTER_PX_PER_MM)
}

/// The same at another resolution, for small pictures and quick tests.
pub fn mint_page_at(
    design: &ModelDesign,
    holder: &Holder,
    alterations: &[Alteration],
    copy_seed: u64,
    px_per_mm: f64,
) -> Minted {
    let mut work = Work {
        design,
        holder: holder.clone(),
        entries: Entries::of(design, holder),
        dice: Dice::new("alteration", &[holder.face_seed, copy_seed]),
        px_per_mm,
        text_shift_mm: (0.0, 0.0),
        altered: Vec::new(),
    };
    for alteration in alterations {
        alteration.rewrite_entries(&mut work);
    }
    let mut print = print_page(&work, copy_seed);
    let print_shift_mm = mean_shift_mm(&print);
    if let Some(text) = print.layers.iter().find(|layer| layer.part == Part::Data) {
        work.text_shift_mm = (f64::from(text.shift_px.0) / px_per_mm, f64::from(text.shift_px.1) / px_per_mm);
    }
    for alteration in alterations {
        alteration.change_print(&mut print, &mut work);
    }
    let mut rasters = print.compose();
    for alteration in alterations {
        alteration.change_page(&mut rasters, &mut work);
    }
    let fields = work.entries.fields.iter().map(|(datum, text)| (datum.name().to_owned(), text.clone())).collect();
    Minted {
        model: design.model.key.clone(),
        rasters,
        mrz: work.entries.mrz,
        fields,
        perforated: work.entries.perforated,
        print_shift_mm,
        alterations: alterations.to_vec(),
        altered: work.altered,
    }
}

fn print_page(work: &Work<'_>, copy_seed: u64) -> Print {
    let design = work.design;
    let px_per_mm = work.px_per_mm;
    let mut dice = Dice::new("copy", &[work.holder.face_seed, copy_seed]);
    let face = draw_face(&Traits::of(work.holder.face_seed, work.holder.sex), 480);
    let (motif, mut layers): (Vec<Layer>, Vec<Layer>) =
        static_layers(design, px_per_mm).into_iter().partition(|layer| layer.part == Part::UvMotif);
    layers.iter_mut().for_each(|layer| vary_plate(layer, &mut dice, px_per_mm));
    let mut personal = personal_layers(design, &work.entries, &face, &work.holder, px_per_mm);
    vary_personalisation(&mut personal, &mut dice, px_per_mm);
    layers.splice(0..0, fibres(design, &mut dice, px_per_mm));
    layers.extend(personal);
    // The motif lies in the laminate, over everything.
    layers.extend(motif.into_iter().map(|mut layer| {
        vary_plate(&mut layer, &mut dice, px_per_mm);
        layer
    }));
    Print {
        px_per_mm,
        width: (design.model.width_mm * px_per_mm).round() as usize,
        height: (design.model.height_mm * px_per_mm).round() as usize,
        paper: design.paper,
        paper_seed: dice.bits(),
        uv_strength: dice.between(0.78, 1.0) as f32,
        layers,
    }
}

/// Mean shift of the static plates that show in white light, weighted by how much light each takes away.
fn mean_shift_mm(print: &Print) -> (f64, f64) {
    let plates = print.layers.iter().filter(|layer| matches!(layer.part, Part::Background | Part::Captions));
    let weighted = plates.map(|layer| {
        let covered: f64 = layer.mask.cover.iter().map(|&cover| f64::from(cover)).sum();
        let taken = 1.0 - f64::from(layer.ink.white.iter().sum::<f32>()) / 3.0;
        (covered * taken, layer.shift_px)
    });
    let (weight, x, y) = weighted.fold((0.0, 0.0, 0.0), |(all, x, y), (weight, shift)| {
        (all + weight, x + weight * f64::from(shift.0), y + weight * f64::from(shift.1))
    });
    let scale = print.px_per_mm * if weight <= 0.0 { 1.0 } else { weight };
    (x / scale, y / scale)
}

/// Register within ±0.085 mm (deviation 0.03) and density within ±8 % from copy to copy.
fn vary_plate(layer: &mut Layer, dice: &mut Dice, px_per_mm: f64) {
    let mut shift = || ((0.03 * dice.normal()).clamp(-0.085, 0.085) * px_per_mm).round() as i32;
    layer.shift_px = (shift(), shift());
    layer.density = 1.0 + dice.around_zero(0.08) as f32;
}

/// The data, the portraits and the MRZ each come in one pass of their own, within ±0.3 mm of the background.
fn vary_personalisation(layers: &mut [Layer], dice: &mut Dice, px_per_mm: f64) {
    let mut pass = || {
        let mut shift = || ((0.1 * dice.normal()).clamp(-0.3, 0.3) * px_per_mm).round() as i32;
        ((shift(), shift()), 1.0 - dice.between(0.0, 0.08) as f32)
    };
    let (portraits, text, others) = (pass(), pass(), pass());
    for layer in layers {
        let (shift_px, density) = match layer.part {
            Part::Portrait | Part::Ghost => portraits,
            Part::Data | Part::Mrz => text,
            _ => others,
        };
        layer.shift_px = shift_px;
        layer.density = density;
    }
}

const FIBRE_BLUE: Ink =
    Ink { white: [1.0; 3], white_right: [1.0; 3], ..Ink::fluorescent("blue fibre", [0.20, 0.42, 0.95]) };
const FIBRE_RED: Ink =
    Ink { white: [1.0; 3], white_right: [1.0; 3], ..Ink::fluorescent("red fibre", [0.78, 0.20, 0.24]) };

/// 25 to 60 fibres of two colours, 2 to 6 mm long, anywhere in the paper.
fn fibres(design: &ModelDesign, dice: &mut Dice, px_per_mm: f64) -> Vec<Layer> {
    let page = PageRect::new(0.0, 0.0, design.model.width_mm, design.model.height_mm);
    let n = 25 + dice.below(36);
    [(FIBRE_BLUE, n * 3 / 5), (FIBRE_RED, n - n * 3 / 5)]
        .into_iter()
        .map(|(ink, count)| {
            let mut plate = Plate::new(page, px_per_mm);
            for _ in 0..count {
                let (x, y) = (dice.between(0.0, page.width), dice.between(0.0, page.height));
                let (angle, bend) = (dice.between(0.0, std::f64::consts::TAU), dice.around_zero(0.9));
                let length = dice.between(2.0, 6.0);
                let points = crate::ornament::steps(12).map(|t| {
                    let turned = angle + bend * (t - 0.5);
                    (x + length * (t - 0.5) * turned.cos(), y + length * (t - 0.5) * turned.sin())
                });
                plate.stroke(points, dice.between(0.05, 0.12));
            }
            Layer::new(ink, plate.finish(), Part::Fibres)
        })
        .collect()
}
