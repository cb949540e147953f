use super::*;
use crate::document::{Minted, mint_page_at};
use crate::{holders, models};

const PX_PER_MM: f64 = 6.0;

fn minted(alterations: &[Alteration]) -> Minted {
    let design = &models()[0];
    mint_page_at(design, &holders(design, 1, 1)[0], alterations, 1, PX_PER_MM)
}

/// Share of pixels in the marked areas that differ from the unaltered page by more than 10, and the same outside.
fn share_changed(light: Light, alteration: Alteration) -> (f64, f64) {
    let (plain, altered) = (minted(&[]), minted(&[alteration]));
    let (mut inside, mut outside) = ((0.0, 0.0), (0.0, 0.0));
    let bytes = |m: &Minted, x: u32, y: u32| match light {
        Light::Visible => m.rasters.visible.get_pixel(x, y).0[1],
        Light::Ultraviolet => m.rasters.ultraviolet.get_pixel(x, y).0[1],
        Light::Infrared => m.rasters.infrared.get_pixel(x, y).0[0],
    };
    for y in 0..plain.rasters.visible.height() {
        for x in 0..plain.rasters.visible.width() {
            let at = engine::geometry::PagePoint { x_mm: f64::from(x) / PX_PER_MM, y_mm: f64::from(y) / PX_PER_MM };
            let is_marked = altered.altered.iter().any(|a| a.lights.contains(&light) && a.area.grown(0.4).contains(at));
            let is_changed = 10 < bytes(&plain, x, y).abs_diff(bytes(&altered, x, y));
            let sum = if is_marked { &mut inside } else { &mut outside };
            *sum = (sum.0 + f64::from(u8::from(is_changed)), sum.1 + 1.0);
        }
    }
    let share = |(changed, all): (f64, f64)| if all == 0.0 { 0.0 } else { changed / all };
    (share(inside), share(outside))
}

#[test]
fn what_is_marked_differs_and_nothing_else() {
    let cases = [
        (Light::Visible, Alteration::NameRewritten),
        (Light::Visible, Alteration::PortraitReplaced),
        (Light::Visible, Alteration::MrzAlteredRightDigits),
        (Light::Infrared, Alteration::MrzIrTransparent),
        (Light::Ultraviolet, Alteration::UvBrightPaper),
        (Light::Ultraviolet, Alteration::CopyInkjet),
        (Light::Visible, Alteration::CopyGrey),
        (Light::Visible, Alteration::CharacterRewritten),
        (Light::Visible, Alteration::PortraitMorphed),
        (Light::Visible, Alteration::PortraitAndGhostReplaced),
        (Light::Visible, Alteration::LaminateCut),
        (Light::Visible, Alteration::MrzWrongFace),
        (Light::Visible, Alteration::BackgroundRedrawn),
        (Light::Visible, Alteration::PerforationChanged),
        (Light::Visible, Alteration::SecondGeneration),
        (Light::Visible, Alteration::ScreenRecapture),
        (Light::Ultraviolet, Alteration::UvMotifWrong),
    ];
    for (light, alteration) in cases {
        let (inside, outside) = share_changed(light, alteration);
        assert!(0.08 < inside, "{} changes {inside} of its area", alteration.name());
        assert!(outside < 0.002, "{} changes {outside} elsewhere", alteration.name());
    }
}

#[test]
fn a_moved_figure_and_printed_fibres_change_little_and_only_there() {
    let (inside, outside) = share_changed(Light::Visible, Alteration::DigitsMoved);
    assert!(0.02 < inside && outside == 0.0, "{inside} inside, {outside} outside");
    let (fibres, _) = share_changed(Light::Ultraviolet, Alteration::FibresPrinted);
    assert!(0.002 < fibres && fibres < 0.05, "{fibres} of the page");
    let number = |m: &Minted| m.fields.clone();
    assert_ne!(number(&minted(&[Alteration::DigitsMoved])), number(&minted(&[])));
}

#[test]
fn check_digits_are_right_or_wrong_as_the_name_says() {
    let is_consistent = |line: &str| {
        [(0..9, 9), (13..19, 19), (21..27, 27)]
            .into_iter()
            .all(|(field, digit)| line.get(field).map(crate::mrz::digit) == line.chars().nth(digit))
    };
    assert!(is_consistent(&minted(&[]).mrz[1]));
    assert!(is_consistent(&minted(&[Alteration::MrzAlteredRightDigits]).mrz[1]));
    assert!(!is_consistent(&minted(&[Alteration::MrzAlteredWrongDigits]).mrz[1]));
}

#[test]
fn use_is_not_marked_as_an_alteration() {
    for wear in Alteration::ALL.into_iter().filter(|a| a.is_benign()) {
        let worn = minted(&[wear]);
        assert!(worn.altered.is_empty());
        assert_ne!(worn.rasters, minted(&[]).rasters, "{} does nothing", wear.name());
    }
}

#[test]
fn the_same_alteration_is_the_same_page() {
    let page = || minted(&[Alteration::PortraitReplaced, Alteration::Stains]).rasters;
    assert_eq!(page(), page());
}

#[test]
fn names_lead_back_to_their_alteration() {
    assert!(Alteration::ALL.into_iter().all(|a| Alteration::from_name(a.name()) == Some(a)));
}
