//! Whether each zone's ground has the specimen's colour, once the scanner's own rendering is taken out.
//!
//! Standard: Doc 9303-2 C.17, BSI TR-03135-1 §5.5.4.3 (vendor's check); CIE 1976 L*a*b* (ISO/CIE 11664-4).
//! Generic id: (VI,AB,IS).
//! Looks at: mean colours of tiles of all zones of fine static print. A gain and an offset for each channel, fitted to the
//! tiles of the other zones, make the page's colours the specimen's.
//! Margin: distance in L*a*b* of the page's colour from the specimen's in the zone, median of its tiles, against the threshold
//! enrolled from captures of the model.
//! Passes wrongly: a copy whose colours are off alike everywhere; a reprint in matched inks.
//! Fails wrongly: a stain over most of a zone; a scan with uneven light.

use super::tile_pair::{TilePair, median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::memo::Memo;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// One routine for each zone of fine static print, where there are at least two to compare.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let zones: Vec<&Zone> = model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern).collect();
    if zones.len() < 2 {
        return Vec::new();
    }
    let of = |zone: &&Zone| {
        CheckRoutine::proposed(&model.key, "colour", Some("(VI,AB,IS)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtMost(6.0), 5.0)
            .from_ppi(100.0)
            .with("tile_mm", 6.0)
            .with("least_spread", 0.5)
    };
    zones.iter().map(of).collect()
}

/// A tile's mean colour on the page and on the specimen, 0..=255.
type Pair = ([f64; 3], [f64; 3]);

/// Median distance in L*a*b* over the zone's tiles.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`] where too few tiles can be compared.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let tile_mm = routine.param("tile_mm", 6.0);
    let pairs_of = |zone: &Zone| case.once.colours.of(zone, tile_mm, || pairs(case, model, specimen, zone, tile_mm));
    let others = model.zones.iter().filter(|other| other.role == ZoneRole::Pattern && other.id != zone.id);
    let fit = Rendering::fit(&others.flat_map(pairs_of).collect::<Vec<_>>()).ok_or(Aborted::Covered)?;
    let distances = pairs_of(zone).into_iter().map(|(live, specimen)| distance(lab(fit.apply(live)), lab(specimen)));
    let value = median(distances.collect()).ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "colour_distance", vec![Place { light: Light::Visible, area: zone.area }]))
}

/// Mean colours of a zone's tiles.
fn pairs(case: &Case<'_>, model: &DocumentModel, specimen: &Specimen, zone: &Zone, tile_mm: f64) -> Vec<Pair> {
    let tiles = tiles(zone.area, tile_mm).into_iter();
    tiles.filter_map(|tile| mean_colours(&TilePair::of(case, model, specimen, tile, 5.0)?)).collect()
}

/// Colours of a page's zones beside its specimen's, measured as they are asked for: each is asked for by its own routine, and by
/// those of all others, which judge it by them.
#[derive(Debug, Default)]
pub(super) struct ZoneColours(Memo<String, Vec<Pair>>);

impl ZoneColours {
    /// Those of a zone by tiles of that size.
    fn of(&self, zone: &Zone, tile_mm: f64, measure: impl FnOnce() -> Vec<Pair>) -> Vec<Pair> {
        self.0.get_or(format!("{} {tile_mm}", zone.id), measure)
    }
}

/// Mean colours of what a tile shows of both.
fn mean_colours(pair: &TilePair) -> Option<Pair> {
    let (mut n, mut live, mut specimen) = (0.0, [0.0; 3], [0.0; 3]);
    for ((a, b), _) in pair.live.rgb.pixels().zip(pair.specimen.rgb.pixels()).zip(&pair.keep).filter(|(_, keep)| **keep)
    {
        n += 1.0;
        for channel in 0..3 {
            live[channel] += f64::from(a.0[channel]);
            specimen[channel] += f64::from(b.0[channel]);
        }
    }
    (0.0 < n).then(|| (live.map(|sum| sum / n), specimen.map(|sum| sum / n)))
}

/// A scanner against another: a gain and an offset a channel.
struct Rendering([(f64, f64); 3]);

impl Rendering {
    /// Least squares; the gain held near 1 where the tiles hardly differ. `None` for fewer than three tiles.
    fn fit(pairs: &[Pair]) -> Option<Self> {
        /// Variance, in levels squared, that outweighs the belief in a gain of 1.
        const BELIEF: f64 = 25.0;
        if pairs.len() < 3 {
            return None;
        }
        let n = pairs.len() as f64;
        Some(Self(std::array::from_fn(|channel| {
            let mean_live = pairs.iter().map(|(live, _)| live[channel]).sum::<f64>() / n;
            let mean_specimen = pairs.iter().map(|(_, specimen)| specimen[channel]).sum::<f64>() / n;
            let own = pairs.iter().map(|(live, _)| (live[channel] - mean_live).powi(2)).sum::<f64>() / n;
            let joint =
                pairs.iter().map(|(a, b)| (a[channel] - mean_live) * (b[channel] - mean_specimen)).sum::<f64>() / n;
            let gain = (joint + BELIEF) / (own + BELIEF);
            (gain, mean_specimen - gain * mean_live)
        })))
    }

    fn apply(&self, rgb: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|channel| self.0[channel].0 * rgb[channel] + self.0[channel].1)
    }
}

/// L*a*b* of an sRGB colour (IEC 61966-2-1, white point D65).
fn lab(rgb: [f64; 3]) -> [f64; 3] {
    let linear = rgb.map(|value| {
        let v = (value / 255.0).clamp(0.0, 1.0);
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    });
    let [r, g, b] = linear;
    let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.0891;
    let f = |t: f64| if 0.008_856 < t { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const LEFT: PageRect = PageRect::new(10.0, 20.0, 24.0, 24.0);
    const RIGHT: PageRect = PageRect::new(70.0, 20.0, 24.0, 24.0);

    /// Two grounds of colours that differ from place to place; the right one tinted, all of it through a scanner's gain.
    fn page(tint: [f64; 3], gain: f64) -> DrawnPage {
        let mut page = DrawnPage::new(8.0);
        for (area, tint) in [(LEFT, [0.0; 3]), (RIGHT, tint)] {
            page.paint(Light::Visible, area, |at, _| {
                let wave = 8.0 * (at.x_mm * 4.0).sin() * (at.y_mm * 3.0).cos();
                let base = [170.0 + at.x_mm * 0.3 + wave, 190.0 - at.y_mm * 0.5 + wave, 160.0 + at.y_mm * 0.4 + wave];
                std::array::from_fn(|channel| ((base[channel] + tint[channel]) * gain).clamp(0.0, 255.0) as u8)
            });
        }
        page
    }

    fn judge(tint: [f64; 3], gain: f64) -> Result<Judgement, Aborted> {
        let mut specimen = page([0.0; 3], 1.0);
        specimen.becomes_specimen(&[("left", ZoneRole::Pattern, LEFT), ("right", ZoneRole::Pattern, RIGHT)]);
        let (model, picture) = specimen.model.expect("a model");
        page(tint, gain).examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[1])
        })
    }

    #[test]
    fn another_scanner_passes_and_another_ink_fails() {
        assert_eq!(judge([0.0; 3], 0.93).map(|found| found.outcome), Ok(Outcome::Successful));
        let found = judge([18.0, -12.0, -14.0], 0.93).expect("compared");
        assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
    }

    #[test]
    fn a_slight_tint_cannot_be_judged() {
        let found = judge([10.0, -5.0, -5.8], 1.0).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn no_model_aborts() {
        let routine =
            CheckRoutine { zone: Some("right".to_owned()), ..crate::check::data_page_size::without_model().remove(0) };
        assert_eq!(DrawnPage::new(8.0).examine(|case| run(case, &routine)), Err(Aborted::NoModel));
    }

    #[test]
    fn lab_of_white_and_of_red() {
        let white = lab([255.0; 3]);
        assert!((white[0] - 100.0).abs() < 0.1 && white[1].abs() < 0.5 && white[2].abs() < 0.5, "{white:?}");
        let red = lab([255.0, 0.0, 0.0]);
        assert!((red[0] - 53.2).abs() < 0.2 && (red[1] - 80.1).abs() < 0.5 && (red[2] - 67.2).abs() < 0.5, "{red:?}");
    }
}
