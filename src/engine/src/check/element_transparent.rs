//! Whether an element that one light does not show stays unseen in it, and whether what must be blank is blank.
//!
//! Standard: Doc 9303-2 Table C-1, BSI TR-03135-1 §5.5.4.2. Generic id: (VI,TR,IS), (IR,TR,ID)&(VI,AB,ID), (VI,TR,ID)&(UV,LU,ID),
//! (VI,TR,TH)&(IR,AB,TH), (VI,TR,SP)&(UV,LU,SP), (VI,TR,BC)&(IR,AB,BC).
//! Looks at: a thread, barcode, signature, second portrait or other element at the places where another light shows it; of a zone
//! that the record calls blank, squares of 8 mm in white light.
//! Margin: the share of the other light's contrast that this one shows, of the most contrasting fifth; for a blank zone the print
//! contrast of the darkest three hundredths of each square, of the squares the median. At most what is enrolled.
//! Passes wrongly: an imitation in inks of the same kind; a mark that covers less than half of a blank zone.
//! Fails wrongly: a stamp, pen or stain over the element; a light that falls in from outside the filter; dirt all over a blank zone.

use super::element::{Element, generic, is_element, least_shown, seen_in};
use super::tile_pair::{median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Property};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// More of its contrast than this the specimen must not show where an element is said to be unseen.
const MOST_ON_SPECIMEN: f64 = 0.3;

/// One routine for each blank zone, and for each element and light that does not show what another light shows.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let proposed = |zone: &Zone, light: Light, generic: &str| {
        let routine = CheckRoutine::proposed(&model.key, "element_transparent", Some(generic), light, Some(&zone.id));
        routine.in_its_light(&model.key)
    };
    let blank = |zone: &Zone| {
        let generic = generic(zone, Light::Visible, Property::Transparent)?.to_string();
        let routine = proposed(zone, Light::Visible, &generic).accepting(Accept::AtMost(0.3), 0.2);
        Some(routine.with("tile_mm", 8.0).with("least_spread", 0.015))
    };
    let of = |zone: &Zone, light: Light| {
        let (seen_in, seen_as) = shown_in_another(specimen, zone, light)?;
        let generics = [generic(zone, light, Property::Transparent)?, generic(zone, seen_in, seen_as)?];
        let routine = proposed(zone, light, &generics.map(|generic| generic.to_string()).join("&"));
        let routine = routine.accepting(Accept::AtMost(0.5), 0.35);
        Some(routine.with("least_contrast", least_shown(zone, seen_in)).with("least_spread", 0.03))
    };
    let of_zone = |zone: &Zone| match zone.role {
        ZoneRole::Blank => blank(zone).into_iter().collect(),
        // The second portrait's infrared rule is a check of its own.
        ZoneRole::Ghost => of(zone, Light::Visible).into_iter().collect(),
        _ if is_element(&zone.role) || zone.role == ZoneRole::Signature => {
            [Light::Visible, Light::Infrared].into_iter().filter_map(|light| of(zone, light)).collect()
        }
        _ => Vec::new(),
    };
    model.zones.iter().flat_map(of_zone).collect()
}

/// The light in which the specimen shows most of what it does not show in this one, and how it shows it there.
fn shown_in_another(specimen: &Specimen, zone: &Zone, light: Light) -> Option<(Light, Property)> {
    let own = Element::on_specimen(specimen, light, zone)?;
    let others = Light::ALL.into_iter().filter(|other| *other != light).filter_map(|other| {
        let seen_as = if other == Light::Ultraviolet { Property::Luminescent } else { Property::Absorbent };
        let element = Element::on_specimen(specimen, other, zone)?;
        let share = own.share_of(&element, &zone.area, least_shown(zone, other))?;
        (share <= MOST_ON_SPECIMEN).then(|| (element.strength(&zone.area), (other, seen_as)))
    });
    others.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, seen)| seen)
}

/// Share of the other light's contrast that this one shows, or the contrast of what lies in a blank zone.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] where the other
/// light does not show the element either.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(routine.light, routine)?;
    let places = vec![Place { light: routine.light, area: zone.area }];
    let own = Element::on_page(case, routine.light, zone)?;
    let Some(seen_in) = seen_in(routine) else {
        let squares = tiles(zone.area, routine.param("tile_mm", 8.0));
        let value = median(squares.iter().map(|square| own.strength(square)).collect()).ok_or(Aborted::Covered)?;
        return Ok(Judgement::of_value(routine, value, "print_contrast", places));
    };
    case.needs(seen_in, routine)?;
    let other = Element::on_page(case, seen_in, zone)?;
    let share = own.share_of(&other, &zone.area, routine.param("least_contrast", 0.25)).ok_or(Aborted::NotRead)?;
    Ok(Judgement::of_value(routine, share, "share_shown", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const ZONE: PageRect = PageRect::new(40.0, 50.0, 30.0, 6.0);

    /// A signature of a few strokes, of those levels in white light and in infrared.
    fn signed(white: u8, infrared: u8) -> DrawnPage {
        let mut page = DrawnPage::new(10.0);
        page.add_infrared(200);
        for (light, level) in [(Light::Visible, white), (Light::Infrared, infrared)] {
            page.paint(light, ZONE, |at, ground| {
                let is_stroke = (at.y_mm - 53.0 - 2.0 * (at.x_mm * 0.9).sin()).abs() < 0.3;
                if is_stroke { [level; 3] } else { ground }
            });
        }
        page
    }

    fn judge(live: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = signed(40, 190);
        specimen.becomes_specimen(&[("signature", ZoneRole::Signature, ZONE)]);
        let (model, picture) = specimen.model.expect("a model");
        live.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn a_signature_that_drops_out_passes_and_one_that_stays_fails() {
        assert_eq!(judge(&signed(50, 195)).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(&signed(40, 40)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn half_of_it_cannot_be_judged() {
        let found = judge(&signed(40, 118)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn an_unsigned_page_or_one_without_infrared_aborts() {
        assert_eq!(judge(&signed(225, 200)), Err(Aborted::NotRead));
        let mut page = signed(40, 190);
        page.infrared = None;
        assert_eq!(judge(&page), Err(Aborted::NoScan(Light::Infrared)));
    }

    #[test]
    fn a_blank_zone_is_blank_or_not() {
        let outcome = |depth: u8| {
            let mut page = DrawnPage::new(10.0);
            page.becomes_specimen(&[("foot", ZoneRole::Blank, ZONE)]);
            page.paint(Light::Visible, ZONE, |at, ground| {
                if (at.x_mm * 4.0).sin() < -0.6 { ground.map(|value| value - depth) } else { ground }
            });
            page.outcome(run, propose)
        };
        assert_eq!(outcome(10), Ok(Outcome::Successful));
        assert_eq!(outcome(150), Ok(Outcome::Failed));
    }
}
