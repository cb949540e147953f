//! A model of the mint that nobody described, made of captures, and then altered in every way the mint knows.

use anyhow::Context;
use engine::date::Date;
use engine::geometry::PageRect;
use engine::scan::LiveDataSet;
use mint::{Alteration, CaptureKind, ModelDesign};
use reference::Database;

use super::{enrol_into, examined, flagged, recognised};
use crate::bench::interval::Rate;
use crate::bench::live_of;
use crate::bench::side_by_side::side_by_side;

/// Seeds of the holders enrolled on, and of those judged.
const ENROLLED: u64 = 71_000;
const JUDGED: u64 = 92_000;
/// What takes the captures judged; those enrolled on are all from the first.
const KINDS: [CaptureKind; 2] = [CaptureKind::Reader { ppi: 400.0 }, CaptureKind::Flatbed { ppi: 300.0 }];

/// Enrols every held-out design and judges other holders' pages.
pub(super) fn measure(n_captures: usize, n_holders: usize) -> anyhow::Result<Vec<(String, Rate)>> {
    let today = Date::new(2026, 6, 1).context("no such day")?;
    let mut database = Database::in_memory()?;
    let designs: Vec<ModelDesign> = mint::models().into_iter().filter(|design| design.is_held_out).collect();
    for design in &designs {
        let holders = mint::holders(design, ENROLLED, n_captures);
        let captures: Vec<LiveDataSet> = side_by_side(n_captures, |idx| {
            let seed = ENROLLED + idx as u64;
            live_of(&mint::capture(&mint::mint_page(design, &holders[idx], &[], seed), KINDS[0], seed))
        });
        enrol_into(&mut database, &captures, design.model.key.clone(), today)?;
    }
    let treatments = std::iter::once(None).chain(Alteration::ALL.into_iter().map(Some));
    let mut rates: Vec<(String, Rate)> = Vec::new();
    let [mut is_known, mut found, mut at_place, mut alarms, mut worn] = [Rate::NONE; 5];
    for treatment in treatments {
        let name = treatment.map_or("unaltered", Alteration::name);
        let mut own = Rate::NONE;
        for design in designs.iter().filter(|design| treatment.is_none_or(|alteration| alteration.applies_to(design))) {
            // False alarms are rare: more pages are needed to see them.
            let n = if treatment.is_none() { 5 * n_holders } else { n_holders };
            let holders = mint::holders(design, JUDGED, n);
            let seen = side_by_side(n * KINDS.len(), |at| {
                let (idx, kind) = (at / KINDS.len(), KINDS[at % KINDS.len()]);
                let seed = JUDGED + idx as u64;
                let minted = mint::mint_page(design, &holders[idx], treatment.as_slice(), seed);
                let areas: Vec<PageRect> = minted.altered.iter().map(|altered| altered.area).collect();
                let expiry = holders[idx].date_of_expiry;
                let day = Date::new(expiry.year() - 1, 6, 1).unwrap_or(today).min(today);
                let examination = examined(&live_of(&mint::capture(&minted, kind, seed)), &database, day);
                eprintln!("{name} {} {idx}", kind.name());
                let is_own = examination.as_ref().and_then(recognised) == Some(&design.model.key);
                let (is_failed, is_there) = examination.map_or((false, false), |of| flagged(&of, &areas));
                (is_own, is_failed, is_there)
            });
            for (is_own, is_failed, is_there) in seen {
                own.count(is_failed);
                match treatment {
                    None => {
                        is_known.count(is_own);
                        alarms.count(is_failed);
                    }
                    Some(alteration) if alteration.is_benign() => worn.count(is_failed),
                    Some(_) => {
                        found.count(is_failed);
                        at_place.count(is_there);
                    }
                }
            }
        }
        rates.push((format!("minted: {name}, a counted check fails"), own));
    }
    rates.push(("minted: unaltered, recognised".to_owned(), is_known));
    rates.push(("minted: unaltered, false alarms".to_owned(), alarms));
    rates.push(("minted: worn, false alarms".to_owned(), worn));
    rates.push(("minted: altered, found".to_owned(), found));
    rates.push(("minted: altered, found at the place".to_owned(), at_place));
    Ok(rates)
}
