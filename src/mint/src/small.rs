//! Small drawings of very many models: enough print to tell them apart, and many alike on purpose.
//!
//! A family shares layout and most of its print; each member changes some of what the member before it had, as a successor
//! does. Letters are the same in every family. Everything follows from the numbers of family, member and holder.

mod canvas;

use engine::geometry::PageRect;
use engine::model::{DocumentModel, ModelKey, Zone, ZoneRole};
use image::RgbImage;

use self::canvas::{Canvas, Placing};
use crate::dice::Dice;

/// Size of the page in mm.
const PAGE: (f64, f64) = (125.0, 88.0);
/// Pixels a millimetre of a specimen, 152 ppi, and of a capture, 200 ppi.
const SPECIMEN_PX_PER_MM: f64 = 6.0;
const CAPTURE_PX_PER_MM: f64 = 7.9;
/// Room round the page on a capture, in mm.
const ROOM_MM: f64 = 7.0;
/// Things printed on a page: bundles of waves, rosettes, stars, lines of letters.
const N_PRINTS: usize = 36;
/// How many of them a member changes of the one before it.
const N_CHANGED: usize = 6;

/// One of very many models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmallModel {
    /// Its family.
    pub family: u64,
    /// Which of the family it is, from 0; each follows the one before.
    pub member: u64,
}

/// A page of a holder as a scanner saw it.
#[derive(Debug, Clone)]
pub struct SmallCapture {
    /// The picture, 200 ppi.
    pub picture: RgbImage,
    /// Where the page's corners lie in it, clockwise from its top left, in pixels, as a person would set them.
    pub corners: [(f64, f64); 4],
}

impl SmallModel {
    /// Its record, under that number of State UTO, with its zones.
    pub fn record(self, number: u16) -> DocumentModel {
        let key = ModelKey::new("UTO", "P", number, None);
        let name = format!("Utopia drawing {}, series {}", self.family + 1, self.member + 1);
        let zone = |id: String, area, role| Zone { id, area, role, is_dynamic: true };
        let Layout { portrait, entries, mrz } = self.layout();
        let mut zones = vec![zone("portrait".to_owned(), portrait, ZoneRole::Portrait)];
        zones.extend(
            (1..).zip(entries).map(|(n, area)| zone(format!("entry_{n}"), area, ZoneRole::Field("entry".to_owned()))),
        );
        zones.push(zone("mrz".to_owned(), mrz, ZoneRole::Mrz));
        DocumentModel { zones, ..DocumentModel::bare(key, &name, PAGE.0, PAGE.1) }
    }

    /// Its specimen edge to edge, and its pixels a millimetre.
    pub fn specimen(self) -> (RgbImage, f64) {
        let size = |mm: f64| (mm * SPECIMEN_PX_PER_MM).round() as u32;
        let placing = Placing { px_per_mm: SPECIMEN_PX_PER_MM, angle_rad: 0.0, left_px: 0.0, top_px: 0.0 };
        let mut canvas = Canvas::new(size(PAGE.0), size(PAGE.1), placing);
        self.print(&mut canvas);
        self.personalise(&mut canvas, u64::MAX);
        (canvas.picture(PAGE, &mut Dice::new("small specimen", &[self.family, self.member]), 0.0), SPECIMEN_PX_PER_MM)
    }

    /// The page of that holder on a scanner: turned a little, blurred, brighter or darker, noisy.
    pub fn capture(self, holder: u64) -> SmallCapture {
        let mut dice = Dice::new("small capture", &[self.family, self.member, holder]);
        let size = |mm: f64| ((mm + 2.0 * ROOM_MM) * CAPTURE_PX_PER_MM).round() as u32;
        let mut at = || (ROOM_MM + dice.around_zero(2.0)) * CAPTURE_PX_PER_MM;
        let (left_px, top_px) = (at(), at());
        let placing = Placing {
            px_per_mm: CAPTURE_PX_PER_MM * dice.between(0.985, 1.015),
            angle_rad: dice.around_zero(0.02),
            left_px,
            top_px,
        };
        let mut canvas = Canvas::new(size(PAGE.0), size(PAGE.1), placing);
        self.print(&mut canvas);
        self.personalise(&mut canvas, holder);
        let corner = |x, y, dice: &mut Dice| {
            let (x, y) = placing.apply(x, y);
            let off = 0.8 * CAPTURE_PX_PER_MM;
            (x + dice.around_zero(off), y + dice.around_zero(off))
        };
        let corners = [(0.0, 0.0), (PAGE.0, 0.0), PAGE, (0.0, PAGE.1)].map(|(x, y)| corner(x, y, &mut dice));
        SmallCapture { picture: canvas.picture(PAGE, &mut dice, 5.0), corners }
    }

    fn layout(self) -> Layout {
        let mut dice = Dice::new("small layout", &[self.family]);
        let is_left = dice.below(2) == 0;
        let portrait_left = if is_left { dice.between(4.0, 9.0) } else { dice.between(84.0, 89.0) };
        let portrait = PageRect::new(portrait_left, dice.between(16.0, 20.0), 32.0, 40.0);
        let (left, top) = (if is_left { dice.between(46.0, 52.0) } else { dice.between(8.0, 20.0) }, portrait.top);
        let step = dice.between(7.0, 9.0);
        let entries = (0..5).map(|row| PageRect::new(left, top + step * f64::from(row), 46.0, 3.6)).collect();
        Layout { portrait, entries, mrz: PageRect::new(3.0, 66.0, 119.0, 19.0) }
    }

    /// What is the same in every book. A member has of each thing the latest version it or one before it brought.
    fn print(self, canvas: &mut Canvas) {
        let mut versions = [0_u64; N_PRINTS];
        for member in 1..=self.member {
            let mut dice = Dice::new("small change", &[self.family, member]);
            (0..N_CHANGED).for_each(|_| versions[dice.below(N_PRINTS)] = member);
        }
        for (idx, version) in (0..).zip(versions) {
            let mut dice = Dice::new("small print", &[self.family, idx, version]);
            match idx {
                0..9 => canvas.waves(&mut dice, PAGE),
                9..16 => canvas.rosette(&mut dice, PAGE),
                16..21 => canvas.star(&mut dice, PAGE),
                _ => {
                    let place = (dice.between(4.0, 96.0), dice.between(4.0, 62.0));
                    let n_letters = 5 + dice.below(9);
                    canvas.letters(&mut dice, place, n_letters, 2.2, [1.3, 1.2, 0.9]);
                }
            }
        }
    }

    /// What belongs to the holder: portrait, entries, two lines of the machine readable zone.
    fn personalise(self, canvas: &mut Canvas, holder: u64) {
        let mut dice = Dice::new("small holder", &[holder, self.family, self.member]);
        let Layout { portrait, entries, mrz } = self.layout();
        for _ in 0..40 {
            let place = (
                portrait.left + dice.between(2.0, portrait.width - 2.0),
                portrait.top + dice.between(2.0, portrait.height - 2.0),
            );
            canvas.blob(place, dice.between(1.0, 4.0), dice.between(0.1, 0.5), portrait);
        }
        for entry in entries {
            let n_letters = 5 + dice.below(14);
            canvas.letters(&mut dice, (entry.left + 0.5, entry.top + 0.4), n_letters, 2.8, [1.6; 3]);
        }
        for row in 0..2 {
            let place = (mrz.left + 2.0, mrz.top + 3.5 + 7.0 * f64::from(row));
            canvas.letters(&mut dice, place, 44, 3.0, [1.8; 3]);
        }
    }
}

/// Where the holder's data lies on the pages of a family.
struct Layout {
    portrait: PageRect,
    entries: Vec<PageRect>,
    mrz: PageRect,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_family_are_alike_and_holders_change_dynamic_zones_alone() {
        let own = SmallModel { family: 3, member: 1 };
        let (picture, px_per_mm) = own.specimen();
        assert_eq!(own.specimen().0, picture);
        let differing = |other: &RgbImage| {
            let n = picture.pixels().zip(other.pixels()).filter(|(a, b)| 24 < a[1].abs_diff(b[1])).count();
            n as f64 / f64::from(picture.width() * picture.height())
        };
        let (next, _) = SmallModel { family: 3, member: 2 }.specimen();
        let (stranger, _) = SmallModel { family: 4, member: 1 }.specimen();
        let (alike, strange) = (differing(&next), differing(&stranger));
        assert!(0.003 < alike && 2.0 * alike < strange, "{alike} {strange}");
        let record = own.record(17);
        assert!(
            record.zones.iter().all(|zone| zone.is_dynamic && PAGE.1 * px_per_mm < f64::from(picture.height()) + 1.0)
        );
        assert_ne!(own.capture(1).picture, own.capture(2).picture);
        assert_eq!(own.capture(1).corners, own.capture(1).corners);
    }
}
