//! Whether a thin dark line runs round the portrait, as the cut edge of one that was pasted on leaves; asked of any document.
//!
//! Standard: Doc 9303-2 C.18 (portrait: edge), BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,AB,PH).
//! Looks at: luminance across each side of the portrait in white light, averaged along it, 2 mm out to 2 mm in. Where no model says where
//! the portrait is, it is found by its tones. A line that goes on beyond the corners is a fold or print of the page and is left out.
//! Margin: by how many grey levels the darkest thin line is darker than what lies half a millimetre on both its sides: of the
//! four sides the third strongest, against the threshold.
//! Passes wrongly: a portrait printed in place of another; one pasted on without a shadow, or under a new laminate.
//! Fails wrongly: a portrait that its issuer prints within a frame.

use super::portrait_side::{Profiles, Side};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Threshold};
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        generic: Some("(VI,AB,PH)".to_owned()),
        min_ppi: 190.0,
        threshold: Some(Threshold::stated(
            Accept::AtMost(9.0),
            9.0,
            0.25,
            "set by hand: unaltered pages, minted and published specimens, come to 5",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a24", "portrait_seam").with("sides", 3.0)
    }]
}

/// Depth of the line round the portrait.
///
/// # Errors
/// [`Aborted::Resolution`], [`Aborted::NotRead`] where no portrait was found, [`Aborted::Covered`] where too few of its sides are seen.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    let area = case.readings.portrait.ok_or(Aborted::NotRead)?;
    let sides = [Side::Left, Side::Right, Side::Top, Side::Bottom];
    let depth = |side: Side| Some(Profiles::of_any(case, area, side)?.darkest_line().unwrap_or(0.0));
    let mut depths: Vec<f64> = sides.into_iter().filter_map(depth).collect();
    depths.sort_by(|a, b| b.total_cmp(a));
    let at_least = routine.param("sides", 3.0) as usize;
    let value = depths.get(at_least.saturating_sub(1)).copied().ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "line_depth", vec![Place { light: Light::Visible, area }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const PORTRAIT: PageRect = PageRect::new(8.0, 14.0, 32.0, 40.0);

    /// A grey portrait with a line of that depth along so many of its sides, which may go on beyond its corners.
    fn page(depth: f64, n_sides: usize, goes_on: bool) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.paint(Light::Visible, PORTRAIT, |_, ground| ground.map(|value| value - 40));
        let (l, t, w, h) = (PORTRAIT.left, PORTRAIT.top, PORTRAIT.width, PORTRAIT.height);
        let on = if goes_on { 7.0 } else { 0.0 };
        let sides = [
            PageRect::new(l - 0.1, t - on, 0.2, h + 2.0 * on),
            PageRect::new(PORTRAIT.right() - 0.1, t - on, 0.2, h + 2.0 * on),
            PageRect::new(l - on, t - 0.1, w + 2.0 * on, 0.2),
            PageRect::new(l - on, PORTRAIT.bottom() - 0.1, w + 2.0 * on, 0.2),
        ];
        for side in sides.into_iter().take(n_sides) {
            page.paint(Light::Visible, side, |_, _| [(184.0 - depth) as u8; 3]);
        }
        page.readings.portrait = Some(PORTRAIT);
        page
    }

    fn judge(page: &DrawnPage) -> Result<Outcome, Aborted> {
        page.judge_by(run, &without_model()[0]).map(|found| found.outcome)
    }

    #[test]
    fn a_seam_round_the_portrait_fails_and_a_step_or_a_fold_passes() {
        assert_eq!(judge(&page(60.0, 4, false)), Ok(Outcome::Failed));
        assert_eq!(judge(&page(0.0, 0, false)), Ok(Outcome::Successful));
        assert_eq!(judge(&page(60.0, 2, false)), Ok(Outcome::Successful));
        assert_eq!(judge(&page(60.0, 4, true)), Ok(Outcome::Successful));
    }

    #[test]
    fn a_faint_line_cannot_be_judged() {
        assert_eq!(judge(&page(13.5, 4, false)), Ok(Outcome::Undetermined));
    }

    #[test]
    fn without_a_portrait_or_with_few_pixels_it_aborts() {
        assert_eq!(judge(&DrawnPage::new(12.0)), Err(Aborted::NotRead));
        let coarse = CheckRoutine { min_ppi: 500.0, ..without_model().remove(0) };
        assert!(matches!(page(0.0, 0, false).judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
