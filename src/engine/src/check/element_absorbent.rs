//! Whether an element that is dark in one light on the specimen is there and dark on the page.
//!
//! Standard: Doc 9303-2 Table C-1, BSI TR-03135-1 §5.5.4.2. Generic id: (VI,AB,MR), (VI,AB,PS), (IR,AB,PS), (IR,AB,TH), (IR,AB,WM),
//! (VI,AB,CA), (IR,AB,CA), (IR,AB,PD), (VI,AB,BC), (IR,AB,BC).
//! Looks at: a zone that the model's record names as thread, perforation, watermark, card access number, barcode, MRZ or another
//! element, in a light in which the specimen shows it; what it says or shows is not looked at, so that it may be personal.
//! Margin: print contrast of the darkest three hundredths of the zone against the ground round it; at least what is enrolled, and
//! never less than half the specimen's.
//! Passes wrongly: anything else that is as dark there: a stamp, dirt, an imitation in the same kind of ink.
//! Fails wrongly: an element faded or worn off; a thread that lies outside its zone.

use super::element::{Element, generic, is_element, least_shown};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Property};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// One routine for each element and light in which the specimen shows it dark, but for those that a check of their own looks at.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &Zone, light: Light| {
        let is_another_checks = matches!((&zone.role, light), (ZoneRole::Perforation, Light::Visible));
        let is_mrz = zone.role == ZoneRole::Mrz && light == Light::Visible;
        if is_another_checks || !is_mrz && !is_element(&zone.role) {
            return None;
        }
        let generic = generic(zone, light, Property::Absorbent)?.to_string();
        let shown = Element::on_specimen(specimen, light, zone)?.strength(&zone.area);
        let least = 0.5 * shown;
        let routine = CheckRoutine::proposed(&model.key, "element_absorbent", Some(&generic), light, Some(&zone.id));
        (least_shown(zone, light) <= shown).then(|| {
            let routine = routine.in_its_light(&model.key).accepting(Accept::AtLeast(least), 0.6 * least);
            let rounded = (least * 1000.0).round() / 1000.0;
            routine.with("never_below", rounded).with("least_spread", 0.02)
        })
    };
    let lights = [Light::Visible, Light::Infrared];
    model.zones.iter().flat_map(|zone| lights.into_iter().filter_map(move |light| of(zone, light))).collect()
}

/// Contrast of the element.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(routine.light, routine)?;
    let value = Element::on_page(case, routine.light, zone)?.strength(&zone.area);
    let places = vec![Place { light: routine.light, area: zone.area }];
    Ok(Judgement::of_value(routine, value, "print_contrast", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const THREAD: PageRect = PageRect::new(60.0, 4.0, 3.0, 60.0);

    /// A thread of that level in infrared, hardly seen in white light.
    fn page(level: u8) -> DrawnPage {
        let mut page = DrawnPage::new(10.0);
        page.add_infrared(200);
        page.paint(Light::Infrared, PageRect::new(61.0, 4.0, 1.0, 60.0), |_, _| [level; 3]);
        page
    }

    fn judge(level: u8) -> Result<Judgement, Aborted> {
        let mut specimen = page(80);
        specimen.becomes_specimen(&[("thread", ZoneRole::Thread, THREAD)]);
        let (model, picture) = specimen.model.expect("a model");
        page(level).examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn a_thread_passes_and_none_fails() {
        assert_eq!(judge(90).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(195).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn half_a_thread_cannot_be_judged() {
        let found = judge(140).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn what_the_specimen_does_not_show_has_no_routine() {
        let mut page = page(80);
        page.becomes_specimen(&[("thread", ZoneRole::Thread, THREAD), ("chip", ZoneRole::Other, THREAD)]);
        let (model, picture) = page.model.as_ref().expect("a model");
        let generics: Vec<_> = propose(model, picture).into_iter().filter_map(|routine| routine.generic).collect();
        assert_eq!(generics, ["(IR,AB,TH)", "(IR,AB,AF)"]);
    }

    #[test]
    fn no_infrared_picture_aborts() {
        let mut page = page(80);
        page.becomes_specimen(&[("thread", ZoneRole::Thread, THREAD)]);
        let routine = page.routine(propose).expect("a routine");
        page.infrared = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoScan(Light::Infrared)));
    }
}
