//! Whether glare hides part of the page: a lamp or the sky mirrored in laminate, where the picture is nothing but white.
//!
//! Standard: BSI TR-03135-1 §4.1.6 (a picture fit to judge by). Vendor's check.
//! Looks at: the white picture in cells of half a millimetre. A cell glares where its darkest colour is at the top of the
//! scale and the specimen is not white there too; without a specimen nothing tells glare from white paper.
//! Margin: share of the page that glares against the threshold. It never fails: glare says nothing of the document.
//! A check whose zone glares by more than a quarter is aborted, whatever it looks at in white light.
//! Passes wrongly: weak reflections, which lighten print without hiding it.
//! Fails wrongly: never; cannot judge, wrongly, a page pasted over with paper that the device shows as full white, or exposed for too long.

use super::{Aborted, Case, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold};
use crate::page::glare::Glare;
use crate::scan::Light;

/// A zone that glares by a larger share cannot be judged.
const HIDDEN_ABOVE: f64 = 0.25;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        group: CheckGroup::ImageQuality,
        threshold: Some(Threshold::stated(
            Accept::AtMost(0.02),
            0.05,
            0.0,
            "a fiftieth of the page is as large as two entries",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a07", "glare")
    }]
}

/// Share of the page that glares in the white picture.
///
/// # Errors
/// [`Aborted::NoModel`] without a specimen.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    let page = case.page.area();
    let glare = glare_on(case).ok_or(Aborted::NoModel)?;
    let places = vec![Place { light: Light::Visible, area: glare.extent().unwrap_or(page) }];
    let mut judgement = Judgement::of_value(routine, glare.share_in(&page), "glare_share", places);
    if judgement.outcome == Outcome::Failed {
        judgement.outcome = Outcome::Undetermined;
    }
    Ok(judgement)
}

/// The glare of a case's white picture; `None` where the model is unknown.
pub(crate) fn glare_on(case: &Case<'_>) -> Option<Glare> {
    Glare::of(case.page, case.model?.1)
}

/// Whether glare hides the zone that a routine looks at in white light.
pub(crate) fn hides(glare: &Glare, case: &Case<'_>, routine: &CheckRoutine) -> bool {
    let is_hidden = |zone: &crate::model::Zone| HIDDEN_ABOVE < glare.share_in(&zone.area);
    routine.light == Light::Visible && case.zone_of(routine).is_ok_and(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;
    use crate::model::ZoneRole;

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 30.0, 20.0);
    const LAMP: PageRect = PageRect::new(55.0, 15.0, 30.0, 18.0);

    /// A page whose specimen has a white field, with a lamp in its laminate.
    fn page(lamp: PageRect) -> DrawnPage {
        let mut page = DrawnPage::new(8.0);
        page.paint(Light::Visible, PageRect::new(10.0, 50.0, 40.0, 30.0), |_, _| [255; 3]);
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        page.paint(Light::Visible, lamp, |_, _| [255; 3]);
        page
    }

    fn judge(page: &DrawnPage) -> Result<Judgement, Aborted> {
        page.judge_by(run, &without_model()[0])
    }

    #[test]
    fn a_page_without_glare_passes() {
        let found = judge(&page(PageRect::new(60.0, 20.0, 2.0, 2.0))).expect("measured");
        assert_eq!(found.outcome, Outcome::Successful);
        assert!(found.value.is_some_and(|share| share < 0.001), "{:?}", found.value);
    }

    #[test]
    fn a_lamp_in_the_laminate_cannot_be_judged_by_and_shows_where() {
        let found = judge(&page(LAMP)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined);
        let share = LAMP.area() / (125.0 * 88.0);
        assert!(found.value.is_some_and(|value| (value - share).abs() < 0.005), "{:?}", found.value);
        let shared = found.places[0].area.intersection(&LAMP).map_or(0.0, |both| both.area());
        assert!(0.95 * LAMP.area() < shared && found.places[0].area.area() < 1.1 * LAMP.area());
    }

    #[test]
    fn without_a_specimen_white_paper_is_not_taken_for_glare() {
        let mut page = page(LAMP);
        page.model = None;
        assert_eq!(judge(&page), Err(Aborted::NoModel));
    }

    #[test]
    fn only_what_looks_at_the_glaring_zone_in_white_light_is_hidden() {
        let hidden = |lamp: PageRect, light: Light, zone: Option<&str>| {
            let routine = CheckRoutine { light, zone: zone.map(str::to_owned), ..without_model().remove(0) };
            page(lamp).examine(|case| hides(&glare_on(case).expect("a picture"), case, &routine))
        };
        assert!(hidden(LAMP, Light::Visible, Some("background")));
        assert!(!hidden(LAMP, Light::Infrared, Some("background")));
        assert!(!hidden(LAMP, Light::Visible, None));
        assert!(!hidden(PageRect { top: 35.0, height: 30.0, ..LAMP }, Light::Visible, Some("background")));
    }
}
