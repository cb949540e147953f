//! Alterations made by others: a model made of the unaltered pictures of a folder, which then pass, while their altered copies
//! are flagged where they differ from what they were made of.

use std::path::Path;

use anyhow::Context;
use engine::date::Date;
use engine::examination::Examination;
use engine::geometry::{PageRect, ScanPoint};
use engine::model::ModelKey;
use engine::scan::LiveDataSet;
use image::RgbImage;
use image::imageops::{self, FilterType};
use reference::Database;

use super::changed::CHANGES;
use super::{enrol_into, examined, flagged, pictures, recognised};
use crate::bench::interval::Rate;
use crate::input::{read_live, shown};

/// How the name of an altered picture begins; it ends as that of the picture it was made of does.
const ALTERED: &str = "fake";
/// Pixels that are compared as one, and the difference of their means from which they were altered, 0..=255.
const BLOCK_PX: u32 = 8;
const DIFFERS_FROM: i32 = 40;

/// Enrols the unaltered pictures and judges all of them, as they are and laid again.
pub(super) fn measure(folder: &Path, key: &ModelKey) -> anyhow::Result<Vec<(String, Rate)>> {
    let today = Date::new(2026, 6, 1).context("no such day")?;
    let mut unaltered: Vec<(String, LiveDataSet)> = Vec::new();
    let mut altered: Vec<(String, LiveDataSet)> = Vec::new();
    for file in pictures(folder)? {
        let Ok(live) = read_live(&file, None, None) else { continue };
        let name = stem(&file);
        if name.starts_with(ALTERED) { &mut altered } else { &mut unaltered }.push((name, live));
    }
    let captures: Vec<LiveDataSet> = unaltered.iter().map(|(_, live)| live.clone()).collect();
    anyhow::ensure!(!captures.is_empty(), "{}: holds no unaltered picture", shown(folder));
    let mut database = Database::in_memory()?;
    enrol_into(&mut database, &captures, key.clone(), today)?;
    let [mut is_known, mut passes, mut found, mut at_place] = [Rate::NONE; 4];
    let mut judge = |name: &str, live: &LiveDataSet, area: Option<PageRect>| {
        eprintln!("{name}");
        let examination = examined(live, &database, today);
        is_known.count(examination.as_ref().and_then(recognised) == Some(key));
        let (is_failed, is_there) = examination.map_or((false, false), |of| flagged(&of, area.as_slice()));
        match area {
            None => passes.count(!is_failed),
            Some(_) => {
                found.count(is_failed);
                at_place.count(is_there);
            }
        }
    };
    let none = unaltered.iter().map(|(name, live)| Ok((name, live, None)));
    let places = altered.iter().map(|(name, live)| {
        let source = unaltered.iter().find(|(source, _)| name.ends_with(source.as_str()));
        let (_, source) =
            source.with_context(|| format!("{name}: its name ends as that of no unaltered picture does"))?;
        let area = altered_area(source, live, &database, today);
        Ok((name, live, Some(area.with_context(|| format!("{name}: differs nowhere from its original"))?)))
    });
    let judged: Vec<(&String, &LiveDataSet, Option<PageRect>)> = none.chain(places).collect::<anyhow::Result<_>>()?;
    for (name, live, area) in judged {
        judge(name, live, area);
        for change in CHANGES {
            judge(&format!("{name}: {}", change.name), &change.of(live), area);
        }
    }
    Ok(vec![
        ("made by others: recognised".to_owned(), is_known),
        ("made by others: unaltered, no counted check fails".to_owned(), passes),
        ("made by others: altered, found".to_owned(), found),
        ("made by others: altered, found at the place".to_owned(), at_place),
    ])
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Where a picture differs from the one it was made of, on the page; `None` where it does not.
fn altered_area(source: &LiveDataSet, altered: &LiveDataSet, database: &Database, today: Date) -> Option<PageRect> {
    let page = examined(altered, database, today).map(|Examination { page, .. }| page)?;
    let (width, height) = source.visible.pixels.dimensions();
    let blocks =
        |pixels: &RgbImage| imageops::resize(pixels, width / BLOCK_PX, height / BLOCK_PX, FilterType::Triangle);
    let (before, after) = (blocks(&source.visible.pixels), blocks(&altered.visible.pixels));
    let differs = |(before, after): (&image::Rgb<u8>, &image::Rgb<u8>)| {
        before.0.iter().zip(after.0).any(|(a, b)| DIFFERS_FROM <= (i32::from(*a) - i32::from(b)).abs())
    };
    let page_from_scan = page.visible.scan_from_page.inverse()?;
    let place = |x: u32, y: u32| {
        let px = |block: u32| f64::from(block * BLOCK_PX);
        let [from, to] =
            [(x, y), (x + 1, y + 1)].map(|(x, y)| page_from_scan.to_page(ScanPoint { x_px: px(x), y_px: px(y) }));
        PageRect::new(from.x_mm, from.y_mm, to.x_mm - from.x_mm, to.y_mm - from.y_mm)
    };
    let pixels = before.pixels().zip(after.pixels()).zip(before.enumerate_pixels());
    let changed = pixels.filter(|(pair, _)| differs(*pair)).map(|(_, (x, y, _))| place(x, y));
    changed.reduce(|a, b| a.union(&b))
}
