//! Whether the MRZ's characters stand where one printer pass would have put them.
//!
//! Standard: Doc 9303-3 §4 (OCR-B size 1, ten characters to the inch), Doc 9303-4 (place of the zone). Vendor's check.
//! Looks at: the centres of gravity of the printed characters against the regular grid of their lines.
//! Margin: the largest of these, each over its own limit, against 1:
//! - pitch over line pitch, against 2.54 : 6.35 (independent of scale; `pitch_ratio_off`);
//! - difference of the two lines' pitch (`pitch_difference`);
//! - spread of the characters off their grid (`grid_spread_mm`), and the farthest of them (`farthest_mm`), after each
//!   symbol's own offset has been taken out, in millimetres of a pitch of 2.54 mm;
//! - angle between the lines (`lines_angle_deg`).
//!
//! Passes wrongly: a character exchanged with the care of a printer that keeps the grid.
//! Fails wrongly: a stamp or a stain across single characters; a page bent under a camera.

use super::mrz_grid::MrzPrint;
use super::tile_pair::median;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold, Weight};
use crate::scan::Light;

/// Doc 9303-3 §4: ten characters to the inch.
const PITCH_MM: f64 = 2.54;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        group: CheckGroup::MrzConsistency,
        weight: Weight::Optional,
        min_ppi: 150.0,
        threshold: Some(Threshold::stated(
            Accept::AtMost(1.0),
            1.0,
            0.2,
            "limits from published specimens: pitch 2.54–2.59 mm, line pitch 6.0–6.5 mm, σ 0.05 mm",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a03", "mrz_geometry")
            .with("pitch_ratio", 0.4)
            .with("pitch_ratio_off", 0.04)
            .with("pitch_difference", 0.012)
            .with("grid_spread_mm", 0.10)
            .with("farthest_mm", 0.45)
            .with("lines_angle_deg", 0.6)
    }]
}

/// How far the MRZ is from a regular grid.
///
/// # Errors
/// [`Aborted::Resolution`], [`Aborted::NotRead`] without two lines of print, [`Aborted::Covered`] outside the picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    let print = MrzPrint::of_page(case)?;
    let to_nominal = PITCH_MM / print.pitch;
    let mut farthest = (0.0_f64, print.area);
    let mut all_off = Vec::new();
    for (line, grid) in print.centres.iter().zip(&print.grids) {
        for centre in line.iter().filter(|centre| print.offsets.contains_key(&centre.symbol)) {
            let (dx, dy) = grid.off(centre, &print.offsets);
            let distance = dx.hypot(dy) * to_nominal;
            all_off.push(distance);
            if farthest.0 < distance {
                farthest = (distance, centre.cell);
            }
        }
    }
    let middle = 22.0;
    let over = |value: f64, name: &str, usual: f64| value / routine.param(name, usual);
    let mut worst = over(median(all_off).unwrap_or(0.0), "grid_spread_mm", 0.10);
    let at_one = over(farthest.0, "farthest_mm", 0.45);
    for pair in print.grids.windows(2) {
        let [upper, lower] = pair else { continue };
        let line_pitch = lower.y_at(middle) - upper.y_at(middle);
        let ratio_off = (print.pitch / line_pitch - routine.param("pitch_ratio", 0.4)).abs();
        let angle = ((lower.rise - upper.rise) / print.pitch).atan().to_degrees().abs();
        worst = worst
            .max(over(ratio_off, "pitch_ratio_off", 0.04))
            .max(over((lower.pitch / upper.pitch - 1.0).abs(), "pitch_difference", 0.012))
            .max(over(angle, "lines_angle_deg", 0.6));
    }
    let shown = if worst < at_one { farthest.1 } else { print.area };
    let places = vec![Place { light: Light::Visible, area: shown }];
    Ok(Judgement::of_value(routine, worst.max(at_one), "grid_deviation", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::{DrawnPage, MRZ_LINES};

    fn check(moved: impl Fn(usize, usize) -> (f64, f64)) -> Result<Outcome, Aborted> {
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz_at(&MRZ_LINES, [30; 3], None, moved);
        page.judge_by(run, &without_model()[0]).map(|judgement| judgement.outcome)
    }

    #[test]
    fn a_regular_grid_passes() {
        assert_eq!(check(|_, _| (0.0, 0.0)), Ok(Outcome::Successful));
    }

    #[test]
    fn a_character_out_of_line_or_a_second_line_too_near_fails() {
        assert_eq!(check(|line, column| (0.0, if line == 1 && column == 30 { 0.6 } else { 0.0 })), Ok(Outcome::Failed));
        assert_eq!(check(|_, column| (if column % 2 == 0 { 0.3 } else { -0.3 }, 0.0)), Ok(Outcome::Failed));
    }

    #[test]
    fn a_character_slightly_out_of_line_cannot_be_judged() {
        assert_eq!(
            check(|line, column| (0.0, if line == 1 && column == 30 { 0.45 } else { 0.0 })),
            Ok(Outcome::Undetermined)
        );
    }

    #[test]
    fn no_mrz_or_one_line_aborts() {
        assert_eq!(DrawnPage::new(12.0).judge_by(run, &without_model()[0]), Err(Aborted::NotRead));
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz(&MRZ_LINES[..1], [30; 3], None);
        assert_eq!(page.judge_by(run, &without_model()[0]), Err(Aborted::NotRead));
    }
}
