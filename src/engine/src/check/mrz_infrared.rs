//! Whether the machine readable zone stays dark in near infrared, as Doc 9303 wants it ("B900").
//!
//! Standard: Doc 9303-3 §4 (print contrast signal in the B900 band), Doc 9303-2 C.15; BSI TR-03135-1 §5.5.4.1.2.
//! Generic id: (IR,AB,MR).
//! Looks at: the infrared picture at the places where the white picture has ink inside the characters' cells.
//! Margin: print contrast 1 − R_ink / R_paper against the threshold. R_paper is local (brightest within 3 mm, smoothed);
//! of each character the 80th percentile over its ink, of each line the median over its characters, of all lines the
//! least. Readers reach 0.6 and more (the standard's figure), hand-held devices 0.5; hence the usual threshold of 0.40
//! with a band of ± 0.05 that is undetermined.
//! Passes wrongly: an alteration in an ink that absorbs infrared; a single character in a transparent ink.
//! Fails wrongly: documents whose issuer used an infrared-transparent ink (a known defect); a picture that is no
//! infrared picture; an infrared picture more than 0.3 mm off the white one.

use super::ink_contrast::InkContrast;
use super::mrz_cells::{joint_area, mrz_cells};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold, Weight};
use crate::page::image_plane::quantile;
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        generic: Some("(IR,AB,MR)".to_owned()),
        group: CheckGroup::MrzInfrared,
        weight: Weight::Mandatory,
        light: Light::Infrared,
        min_ppi: 120.0,
        threshold: Some(Threshold::stated(
            Accept::AtLeast(0.40),
            0.20,
            0.25,
            "Doc 9303-3 asks 0.6; lowered to what hand-held devices reach on specimens",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a01", "mrz_infrared")
            .with("paper_reach_mm", 1.5)
            .with("ink_share_of_darkest", 0.6)
    }]
}

/// Print contrast of the MRZ in infrared.
///
/// # Errors
/// [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::NotRead`] without an MRZ, [`Aborted::Covered`] where the
/// zone lies outside the picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Infrared, routine)?;
    let lines = mrz_cells(case)?;
    let area = joint_area(case, &lines).ok_or(Aborted::NotRead)?;
    let Some(contrast) = InkContrast::of(case, Light::Infrared, area, routine)? else {
        return Err(Aborted::NotRead);
    };
    let of_lines = lines.iter().filter(|line| !line.is_empty()).filter_map(|line| {
        let mut of_characters: Vec<f32> = line.iter().filter_map(|cell| contrast.of_area(&cell.area)).collect();
        quantile(&mut of_characters, 0.5)
    });
    let least = of_lines.reduce(f32::min).ok_or(Aborted::NotRead)?;
    let places = vec![Place { light: Light::Infrared, area }];
    Ok(Judgement::of_value(routine, f64::from(least), "print_contrast", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    fn check(page: &DrawnPage) -> Result<Outcome, Aborted> {
        let routine = &without_model()[0];
        page.judge_by(run, routine).map(|judgement| judgement.outcome)
    }

    #[test]
    fn carbon_ink_passes_and_dye_fails() {
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(200);
        page.draw_mrz(&["P<UTODOE<<JANE<<<<<", "1234567897UTO7001017"], [30; 3], Some(35));
        assert_eq!(check(&page), Ok(Outcome::Successful));
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(200);
        page.draw_mrz(&["P<UTODOE<<JANE<<<<<", "1234567897UTO7001017"], [30; 3], Some(190));
        assert_eq!(check(&page), Ok(Outcome::Failed));
    }

    #[test]
    fn weak_contrast_cannot_be_judged() {
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(200);
        page.draw_mrz(&["P<UTODOE<<JANE<<<<<"], [30; 3], Some(118));
        assert_eq!(check(&page), Ok(Outcome::Undetermined));
    }

    #[test]
    fn no_infrared_picture_or_no_mrz_aborts() {
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz(&["P<UTODOE<<JANE<<<<<"], [30; 3], None);
        assert_eq!(check(&page), Err(Aborted::NoScan(Light::Infrared)));
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(200);
        assert_eq!(check(&page), Err(Aborted::NotRead));
    }
}
