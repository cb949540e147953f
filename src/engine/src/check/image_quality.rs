//! Whether the white picture is fit to judge by: its effective resolution.
//!
//! Standard: BSI TR-03135-1 §4.1.6 and Doc 9303-2 App. B (385 ppi and more for readers). Vendor's check.
//! Looks at: the sharpest edges of the MRZ, or of the whole page where none was read.
//! Margin: effective pixels an inch against the threshold: pixels an inch on the page, less as far as the sharpest
//! edges (their 20th percentile) are wider than two pixels. It never fails: a poor picture says nothing of the document.
//! Passes wrongly: a picture sharpened by software.
//! Fails wrongly: never; cannot judge, wrongly, a page whose print has soft edges.

use super::mrz_cells::{joint_area, mrz_cells};
use super::{Aborted, Case, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold};
use crate::geometry::PageRect;
use crate::page::Plane;
use crate::page::image_plane::quantile;
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        group: CheckGroup::ImageQuality,
        threshold: Some(Threshold::stated(
            Accept::AtLeast(200.0),
            150.0,
            0.0,
            "fine background print cannot be compared below 200 ppi effective",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a05", "image_quality")
    }]
}

/// Effective resolution of the white picture in pixels an inch.
///
/// # Errors
/// [`Aborted::NotRead`] where the picture has no edge to measure.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let ppi = case.needs(Light::Visible, routine)?;
    let page = case.page.area();
    let area = mrz_cells(case)
        .ok()
        .and_then(|lines| joint_area(case, &lines))
        .unwrap_or_else(|| page.grown(-page.height / 4.0));
    let width_px = edge_width_px(case, area, ppi).ok_or(Aborted::NotRead)?;
    let effective = ppi * (2.0 / width_px).min(1.0);
    let places = vec![Place { light: Light::Visible, area }];
    let mut judgement = Judgement::of_value(routine, effective, "effective_ppi", places);
    if judgement.outcome == Outcome::Failed {
        judgement.outcome = Outcome::Undetermined;
    }
    Ok(judgement)
}

/// 20th percentile of the widths of strong edges along x, in pixels of the scan: their height over their steepest step.
fn edge_width_px(case: &Case<'_>, area: PageRect, ppi: f64) -> Option<f64> {
    let luma = case.page.patch(Light::Visible, area, ppi / 25.4)?.luma();
    let steps = edges(&luma);
    let highest = steps.iter().map(|(height, _)| *height).fold(0.0_f32, f32::max);
    let mut widths: Vec<f32> =
        steps.iter().filter(|(height, _)| 0.6 * highest <= *height && 24.0 <= *height).map(|(h, s)| h / s).collect();
    quantile(&mut widths, 0.2).map(f64::from)
}

/// Height and steepest step of every place where luminance falls or rises most steeply along a row.
fn edges(luma: &Plane) -> Vec<(f32, f32)> {
    let width = luma.width() as usize;
    let mut found = Vec::new();
    for row in luma.chunks_exact(width.max(1)).filter(|row| 16 < row.len()) {
        for x in 8..row.len() - 8 {
            let step = row[x + 1] - row[x];
            let is_steepest = (row[x] - row[x - 1]).abs() <= step.abs() && (row[x + 2] - row[x + 1]).abs() < step.abs();
            if step.abs() < 6.0 || !is_steepest {
                continue;
            }
            let is_along = |a: f32, b: f32| 0.0 < (b - a) * step;
            let (mut from, mut to) = (x, x + 1);
            while x - from < 7 && is_along(row[from - 1], row[from]) {
                from -= 1;
            }
            while to - x < 7 && is_along(row[to], row[to + 1]) {
                to += 1;
            }
            found.push(((row[to] - row[from]).abs(), step.abs()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    const LINES: [&str; 2] = ["P<UTODOE<<JANE<<<<<<<<<<<<", "1234567897UTO7001017F30010"];

    fn check(px_per_mm: f64, blur_px: f32) -> Result<(Outcome, f64), Aborted> {
        let mut page = DrawnPage::new(px_per_mm);
        page.draw_mrz(&LINES, [30; 3], None);
        if 0.0 < blur_px {
            page.visible = image::imageops::blur(&page.visible, blur_px);
        }
        page.examine(|case| {
            run(case, &without_model()[0]).map(|judgement| (judgement.outcome, judgement.value.unwrap_or(0.0)))
        })
    }

    #[test]
    fn a_sharp_picture_passes_and_a_blurred_one_cannot_be_judged_by() {
        assert_eq!(check(12.0, 0.0).map(|found| found.0), Ok(Outcome::Successful));
        let (outcome, ppi) = check(12.0, 3.0).expect("edges");
        assert_eq!(outcome, Outcome::Undetermined);
        assert!((50.0..180.0).contains(&ppi), "{ppi}");
    }

    #[test]
    fn few_pixels_cannot_be_judged_by() {
        assert_eq!(check(5.0, 0.0).map(|found| found.0), Ok(Outcome::Undetermined));
    }

    #[test]
    fn an_empty_page_aborts() {
        let page = DrawnPage::new(8.0);
        assert_eq!(page.judge_by(run, &without_model()[0]), Err(Aborted::NotRead));
    }
}
