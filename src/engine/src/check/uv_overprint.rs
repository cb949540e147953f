//! Whether the fluorescent motif runs on over the portrait and over the MRZ: one pasted or printed over it lies on the motif.
//!
//! Standard: Doc 9303-2 Table C-1, A.5.2; BSI TR-03135-1 §5.5.4.2. Generic id: (UV,LU,OP), (UV,LU,OM).
//! Looks at: the part of the portrait, and of the MRZ, that the model's fluorescent motif crosses, in ultraviolet; hue alone, as
//! print beneath takes some of the light.
//! Margin: correlation of the hue with the specimen's after one shift, of the tiles the median, as for the whole motif.
//! Passes wrongly: a portrait altered beneath the motif, or beside the part that it crosses.
//! Fails wrongly: a motif faded to nothing; a portrait so dark there that nothing shines through.

use super::{Aborted, Case, Judgement};
use crate::catalog::CheckRoutine;
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};

/// A smaller part than this, mm², says too little.
const LEAST_AREA: f64 = 60.0;
/// Nor does one that is narrower, mm.
const NARROWEST_MM: f64 = 4.0;

/// One routine for the portrait and one for the MRZ, where a part of the motif crosses it that does not lie wholly in it.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    if specimen.ultraviolet.is_none() {
        return Vec::new();
    }
    let of = |(role, generic): (ZoneRole, &str)| {
        let zone = model.zone_of(&role)?;
        let (part, motif) = crossed(model, zone)?;
        // A part that lies there as a whole is looked at as such.
        let is_whole = 0.9 * motif.area() <= part.area();
        let routine = super::uv_motif::routine_for(model, "uv_overprint", generic, &zone.id);
        // Unlike print, noise comes to nothing.
        (!is_whole).then(|| routine.with("never_below", 0.25))
    };
    [(ZoneRole::Portrait, "(UV,LU,OP)"), (ZoneRole::Mrz, "(UV,LU,OM)")].into_iter().filter_map(of).collect()
}

/// Median correlation of the hue in the part that the motif crosses.
///
/// # Errors
/// As [`super::uv_motif::run`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, _) = case.known_model()?;
    let (part, _) = crossed(model, case.zone_of(routine)?).ok_or(Aborted::NoModel)?;
    super::uv_motif::judge_in(case, routine, part)
}

/// The largest part of a zone that a part of the motif crosses, and that part of the motif.
fn crossed(model: &DocumentModel, zone: &Zone) -> Option<(PageRect, PageRect)> {
    let motifs = model.zones.iter().filter(|other| other.role == ZoneRole::UvMotif).map(|other| other.area);
    let parts = motifs.filter_map(|motif| Some((zone.area.intersection(&motif)?, motif)));
    let is_enough =
        |(part, _): &(PageRect, PageRect)| LEAST_AREA <= part.area() && NARROWEST_MM <= part.width.min(part.height);
    parts.filter(is_enough).max_by(|a, b| a.0.area().total_cmp(&b.0.area()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::scan::Light;

    const PORTRAIT: PageRect = PageRect::new(10.0, 14.0, 32.0, 40.0);
    const MOTIF: PageRect = PageRect::new(26.0, 24.0, 34.0, 24.0);
    const ZONES: [(&str, ZoneRole, PageRect); 2] =
        [("portrait", ZoneRole::Portrait, PORTRAIT), ("sun", ZoneRole::UvMotif, MOTIF)];

    fn motif(page: &mut DrawnPage, strength: f64, part: PageRect) {
        page.paint(Light::Ultraviolet, part, |at, ground| {
            let is_line = 0.3 < (at.x_mm * 1.9).sin() * (at.y_mm * 1.3).sin();
            let lit = |c: usize| (f64::from(ground[c]) + strength * [60.0, 190.0, 50.0][c]).min(255.0) as u8;
            if is_line { std::array::from_fn(lit) } else { ground }
        });
    }

    /// The motif over the portrait so strong, beside it whole.
    fn page(strength: f64) -> DrawnPage {
        let mut page = DrawnPage::new(8.0);
        page.add_ultraviolet([26, 49, 85]);
        motif(&mut page, 1.0, MOTIF);
        page.becomes_specimen(&ZONES);
        page.paint(Light::Ultraviolet, PORTRAIT, |_, _| [24, 45, 78]);
        motif(&mut page, strength, MOTIF.intersection(&PORTRAIT).expect("a part"));
        page
    }

    #[test]
    fn a_motif_that_runs_on_passes_and_one_that_ends_at_the_portrait_fails() {
        assert_eq!(page(0.4).outcome(run, propose), Ok(Outcome::Successful));
        assert_eq!(page(0.0).outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn a_motif_lost_in_noise_cannot_be_judged() {
        let mut page = page(1.0);
        let seed = |at: f64, by: f64| ((at * 1.7 + by).sin() * 43_758.545).fract().abs();
        page.paint(Light::Ultraviolet, PORTRAIT, |at, rgb| {
            let noise = |by: f64| 90.0 * seed(at.x_mm.floor() + by, at.y_mm.floor() * 7.1);
            std::array::from_fn(|c| (0.42 * f64::from(rgb[c]) + noise(c as f64 * 31.0)) as u8)
        });
        let found = page.judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn a_motif_beside_the_portrait_has_no_routine_and_no_ultraviolet_aborts() {
        let mut page = page(1.0);
        let routine = page.routine(propose).expect("a routine");
        assert_eq!(routine.generic.as_deref(), Some("(UV,LU,OP)"));
        page.ultraviolet = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoScan(Light::Ultraviolet)));
        let beside = PageRect::new(60.0, 20.0, 24.0, 24.0);
        page.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT), ("sun", ZoneRole::UvMotif, beside)]);
        assert_eq!(page.model.as_ref().map(|(model, picture)| propose(model, picture).len()), Some(0));
    }
}
