//! Whether the page has any colour: a copy in black and white has none; asked of any document.
//!
//! Standard: Doc 9303-2 C.27 (traces of attack), BSI TR-03135-1 §5.5.4.3 (vendor's check).
//! Looks at: the whole page in white light, half a millimetre a pixel, its own cast of colour taken out.
//! Margin: how far the most coloured tenth of the page lies from its middle colour, in grey levels, against the threshold.
//! Passes wrongly: a copy in colour, or one in grey coloured by hand.
//! Fails wrongly: a page faded to nothing; a picture taken in grey; a document that is printed in one colour alone.

use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Threshold};
use crate::page::Patch;
use crate::page::image_plane::quantile;
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        min_ppi: 50.0,
        threshold: Some(Threshold::stated(
            Accept::AtLeast(5.0),
            4.0,
            0.25,
            "set by hand: grey pictures of pages come to 3 at most",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a22", "grey_copy")
    }]
}

/// Distance of the most coloured tenth from the page's middle colour.
///
/// # Errors
/// [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    let area = case.page.area().grown(-2.0);
    let patch = case.page.patch(Light::Visible, area, 2.0).ok_or(Aborted::NoScan(Light::Visible))?;
    if patch.covered < 0.9 {
        return Err(Aborted::Covered);
    }
    let value = colour_of(&patch).ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "colour_range", vec![Place { light: Light::Visible, area }]))
}

/// The ninth tenth of the distances of red and blue less green from their middles.
fn colour_of(patch: &Patch) -> Option<f64> {
    let axes = [0, 2].map(|channel| patch.map(|rgb| rgb[channel] - rgb[1]));
    let [red, blue] = axes.each_ref().map(|axis| quantile(&mut axis.to_vec(), 0.5));
    let (red, blue) = red.zip(blue)?;
    let [off_red, off_blue] = axes;
    let mut off: Vec<f32> = off_red.iter().zip(off_blue.iter()).map(|(r, b)| (r - red).hypot(b - blue)).collect();
    quantile(&mut off, 0.9).map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    /// Stripes of a colour over a third of the page, this share of the colour taken away.
    fn judge(greyed: f64) -> Result<Judgement, Aborted> {
        let mut page = DrawnPage::new(6.0);
        page.paint(Light::Visible, PageRect::new(0.0, 0.0, 125.0, 88.0), |at, ground| {
            let rgb: [u8; 3] = if (at.x_mm * 0.5).sin() < -0.5 { [150, 190, 205] } else { ground };
            let grey = rgb.iter().map(|&value| f64::from(value)).sum::<f64>() / 3.0;
            rgb.map(|value| (f64::from(value) * (1.0 - greyed) + grey * greyed) as u8)
        });
        page.judge_by(run, &without_model()[0])
    }

    #[test]
    fn colours_pass_and_grey_fails() {
        assert_eq!(judge(0.0).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(1.0).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn a_trace_of_colour_cannot_be_judged() {
        let found = judge(0.905).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn too_few_pixels_abort() {
        let coarse = CheckRoutine { min_ppi: 500.0, ..without_model().remove(0) };
        assert!(matches!(DrawnPage::new(6.0).judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
