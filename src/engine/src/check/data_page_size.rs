//! Whether the page has the size of a passport's data page.
//!
//! Standard: Doc 9303-4 §2 (TD3: 125.0 ± 0.75 × 88.0 ± 0.75 mm). Vendor's check.
//! Looks at: the page's corners in the white picture, where they were found by its outline.
//! Margin: deviation of width : height from 125 : 88 in percent, against the threshold. Millimetres are not judged:
//! the ppi a file claims cannot be relied on, and readers crop by up to 2 %.
//! Passes wrongly: a page of the right shape and another size.
//! Fails wrongly: a page cropped by the reader; a trimmed or torn page; a photograph taken at an angle (not judged:
//! opposite sides must agree within 1.5 %).

use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Threshold};
use crate::geometry::ScanPoint;
use crate::page::LocatedBy;
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        min_ppi: 50.0,
        threshold: Some(Threshold::stated(
            Accept::AtMost(2.5),
            2.5,
            0.2,
            "Doc 9303-4 allows 1.5 %; widened by what readers crop",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a04", "data_page_size")
            .with("aspect", 125.0 / 88.0)
            .with("perspective_percent", 1.5)
    }]
}

/// Deviation of the page's aspect in percent.
///
/// # Errors
/// [`Aborted::NoOutline`] where the page was not found by its outline or lies at an angle to the camera,
/// [`Aborted::Resolution`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    if case.page.located_by != LocatedBy::Outline {
        return Err(Aborted::NoOutline);
    }
    let [a, b, c, d] = case.page.corners_in_scan();
    let side = |from: ScanPoint, to: ScanPoint| (to.x_px - from.x_px).hypot(to.y_px - from.y_px);
    let (top, right, bottom, left) = (side(a, b), side(b, c), side(c, d), side(d, a));
    let most = routine.param("perspective_percent", 1.5) / 100.0;
    if most < (top / bottom - 1.0).abs().max((left / right - 1.0).abs()) {
        return Err(Aborted::NoOutline);
    }
    let aspect = (top + bottom) / (left + right);
    let off = (aspect / routine.param("aspect", 125.0 / 88.0) - 1.0).abs() * 100.0;
    let places = vec![Place { light: Light::Visible, area: case.page.area() }];
    Ok(Judgement::of_value(routine, off, "aspect_off_percent", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::Homography;

    /// The page's outline drawn out along x by a factor, and with the lower edge longer by another.
    fn check(stretch: f64, lower: f64) -> Result<Outcome, Aborted> {
        let mut page = DrawnPage::new(6.0);
        page.located_by = LocatedBy::Outline;
        let (w, h) = (125.0, 88.0);
        let corners = [
            ((0.0, 0.0), (0.0, 0.0)),
            ((w, 0.0), (w * stretch, 0.0)),
            ((w, h), (w * stretch * lower, h)),
            ((0.0, h), (0.0, h)),
        ];
        let map = Homography::fit(&corners).expect("four corners");
        page.warp = Homography::scale_shift(6.0, 6.0, 0.0, 0.0).after(&map);
        page.judge_by(run, &without_model()[0]).map(|judgement| judgement.outcome)
    }

    #[test]
    fn the_shape_of_a_data_page_passes() {
        assert_eq!(check(1.005, 1.0), Ok(Outcome::Successful));
    }

    #[test]
    fn another_shape_fails() {
        assert_eq!(check(1.06, 1.0), Ok(Outcome::Failed));
    }

    #[test]
    fn close_to_the_limit_cannot_be_judged() {
        assert_eq!(check(1.025, 1.0), Ok(Outcome::Undetermined));
    }

    #[test]
    fn no_outline_or_an_angle_aborts() {
        assert_eq!(check(1.0, 1.1), Err(Aborted::NoOutline));
        let page = DrawnPage::new(6.0);
        assert_eq!(page.judge_by(run, &without_model()[0]), Err(Aborted::NoOutline));
    }
}
