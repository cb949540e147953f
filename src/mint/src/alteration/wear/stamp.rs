//! A border stamp that went onto the data page: a frame, words and a date in stamp ink.

use crate::alteration::Work;
use crate::dice::noise_at;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::ornament::steps;
use crate::print::{Layer, Part, Print};
use crate::type_face::{Face, TextStyle};

pub(in crate::alteration) fn change(print: &mut Print, work: &mut Work<'_>) {
    let colour = *work.dice.pick(&[[0.22, 0.27, 0.62], [0.66, 0.20, 0.24], [0.40, 0.22, 0.52]]);
    let ink = Ink { infrared: 0.9, ..Ink::offset("stamp", colour) };
    let (x, y) = (work.dice.between(46.0, 108.0), work.dice.between(12.0, 58.0));
    let slant = work.dice.around_zero(0.12);
    let mut plate = Plate::new(work.page(), print.px_per_mm);
    let (w, h) = (work.dice.between(13.0, 18.0), work.dice.between(7.5, 10.0));
    let frame = |grow: f64| {
        steps(64)
            .map(move |t| {
                let (sin, cos) = (t * std::f64::consts::TAU).sin_cos();
                let round = |v: f64| v.signum() * v.abs().powf(0.35);
                let (u, v) = ((w + grow) * round(cos), (h + grow) * round(sin));
                (x + u - slant * v, y + v + slant * u)
            })
            .collect::<Vec<_>>()
    };
    plate.stroke_closed(frame(0.0), 0.45);
    plate.stroke_closed(frame(-0.9), 0.2);
    let style = TextStyle { slant: -slant, ..TextStyle::new(Face::SansBold, 2.1) };
    let day = format!("{:02}.{:02}.{}", 1 + work.dice.below(28), 1 + work.dice.below(12), 2020 + work.dice.below(6));
    for (row, text) in ["ENTRY", day.as_str(), "PORT OF LOMIA"].into_iter().enumerate() {
        let rise = -3.4 + 3.6 * row as f64;
        plate.text(&style, text, x - style.width_mm(text) / 2.0, y + rise + 1.0);
    }
    let mut mask = plate.finish();
    let seed = work.dice.bits();
    let width = mask.width.max(1);
    let patchy = work.dice.between(0.35, 0.7);
    for (idx, cover) in mask.cover.iter_mut().enumerate() {
        let (col, row) = ((idx % width) as u32, (idx / width) as u32);
        let pressed = patchy
            + 0.22 * f64::from(noise_at(seed, col / 40, row / 40))
            + 0.12 * f64::from(noise_at(seed, col / 3, row / 3));
        *cover = (f64::from(*cover) * pressed.clamp(0.05, 1.0)) as u8;
    }
    print.layers.push(Layer::new(ink, mask, Part::Wear));
}
