//! The zones of a page that nobody has described yet, proposed from one capture or from several holders' captures.
//!
//! The machine readable zone is where it was read, the portrait where continuous tone is (Doc 9303-4 zone V before other
//! places), an entry where a line says what the machine readable zone says or, with several holders, differs between them.
//! What is left is static: captions, patterns, fluorescent motifs. With one holder a line set as large as the entries are is
//! taken for one; what that hides of the static print costs less than what it would spoil.

use super::difference::Difference;
use super::entries::{datum_of, is_date_of_issue, read_lines};
use super::ground;
use super::second_portrait::locate_second_portrait;
use super::text_lines::{TextLine, text_lines};
use crate::geometry::PageRect;
use crate::model::{ModelKey, Zone, ZoneRole};
use crate::page::Page;
use crate::page::portrait::locate_portrait;
use crate::reading::mrz::{Mrz, MrzReading};
use crate::scan::Light;

/// Pixels a millimetre at which text is looked for.
const PX_PER_MM: f64 = 8.0;
/// Share of a line that must differ between holders.
const DIFFERS: f64 = 0.10;
/// Height of a line of entries against that of one known to be an entry.
const AS_TALL: f64 = 0.85;
/// Height from which a line is taken for an entry where none is known, mm.
const TALL_MM: f64 = 1.9;
/// Height between that of captions and that of entries, mm.
const SET_APART_MM: f64 = 1.75;
/// Another holder's entry may be so much longer, mm.
const LONGER_MM: f64 = 14.0;
/// Most captions whose place is checked.
const MOST_CAPTIONS: usize = 12;

/// One capture as it lies over the specimen.
pub(super) struct Seen<'a> {
    pub(super) page: &'a Page,
    pub(super) reading: Option<&'a MrzReading>,
    pub(super) mrz: Option<Mrz>,
}

/// An entry or a caption as seen on all captures.
struct Row {
    area: PageRect,
    line: TextLine,
    /// What it says on each capture on which it was seen.
    lines: Vec<(usize, PageRect)>,
    datum: Option<&'static str>,
    is_entry: bool,
}

/// Proposes the zones; the first capture is the specimen's own.
pub(super) fn propose_zones(seen: &[Seen<'_>], key: &ModelKey) -> Vec<Zone> {
    let Some(first) = seen.first() else { return Vec::new() };
    let page = first.page;
    let mrz_area = mrz_area(seen);
    let mrz_top = mrz_area.map_or(page.height_mm, |area| area.top);
    let pages: Vec<&Page> = seen.iter().map(|seen| seen.page).collect();
    let difference = Difference::between(&pages);
    let portrait = portrait(page, mrz_top, difference.as_ref());
    let second_portrait = portrait.as_ref().and_then(|portrait| locate_second_portrait(page, portrait));
    let faces: Vec<PageRect> = portrait.into_iter().chain(second_portrait).collect();
    let mut rows = rows(seen, mrz_top, &faces);
    name_rows(&mut rows, seen, key);
    match &difference {
        Some(difference) => find_entries(&mut rows, difference, seen.len()),
        None => guess_entries(&mut rows, portrait.as_ref()),
    }
    let mut zones = Vec::new();
    let mut add = |id: String, area: PageRect, role: ZoneRole, is_dynamic: bool| {
        if let Some(area) = area.intersection(&page.area()) {
            zones.push(Zone { id, area, role, is_dynamic });
        }
    };
    mrz_area.into_iter().for_each(|area| add("mrz".to_owned(), area, ZoneRole::Mrz, true));
    portrait.into_iter().for_each(|area| add("portrait".to_owned(), area, ZoneRole::Portrait, true));
    second_portrait.into_iter().for_each(|area| add("ghost".to_owned(), area, ZoneRole::Ghost, true));
    let entries: Vec<(Option<&'static str>, PageRect)> = entry_areas(&rows, page, portrait.as_ref(), seen.len());
    for (idx, (datum, area)) in entries.iter().enumerate() {
        let id = datum.map_or_else(|| format!("entry_{}", idx + 1), str::to_owned);
        add(id, *area, ZoneRole::Field(datum.unwrap_or("entry").to_owned()), true);
    }
    let mut taken: Vec<PageRect> = entries.iter().map(|(_, area)| *area).chain(mrz_area).chain(faces).collect();
    for (idx, area) in not_captured(page).into_iter().enumerate() {
        add(format!("not_captured_{}", idx + 1), area, ZoneRole::Personal, true);
        taken.push(area);
    }
    for (idx, area) in unexplained(difference.as_ref(), &taken).into_iter().enumerate() {
        add(format!("personal_{}", idx + 1), area, ZoneRole::Personal, true);
        taken.push(area);
    }
    let mut captions: Vec<&Row> =
        rows.iter().filter(|row| !row.is_entry && 4 <= row.line.n_characters && 5.0 <= row.area.width).collect();
    let covered = |row: &Row| -> f64 {
        taken.iter().filter_map(|area| area.intersection(&row.area)).map(|both| both.area()).sum::<f64>()
            / row.area.area()
    };
    captions.retain(|row| seen.len() < 2 * row.lines.len() && covered(row) < 0.4);
    captions.sort_by(|a, b| b.area.width.total_cmp(&a.area.width).then(a.area.top.total_cmp(&b.area.top)));
    captions.truncate(MOST_CAPTIONS);
    for (idx, row) in captions.iter().enumerate() {
        add(format!("caption_{}", idx + 1), row.area.grown(0.3), ZoneRole::Caption, false);
    }
    let text = rows.iter().filter(|row| !row.is_entry && 3 <= row.line.n_characters).map(|row| row.area);
    let taken_by_print: Vec<PageRect> = taken.iter().copied().chain(text).collect();
    for (idx, area) in ground::patterns(page, &taken_by_print).into_iter().enumerate() {
        add(format!("pattern_{}", idx + 1), area, ZoneRole::Pattern, false);
    }
    for (idx, area) in ground::uv_motifs(page, portrait.as_ref()).into_iter().enumerate() {
        add(format!("uv_motif_{}", idx + 1), area, ZoneRole::UvMotif, false);
    }
    zones
}

/// Strips along the page's sides that the specimen's capture does not show: nothing there is print of the model.
fn not_captured(page: &Page) -> Vec<PageRect> {
    const STEP_MM: f64 = 0.5;
    let (width_px, height_px) = page.visible.scan.pixels.dimensions();
    let is_shown = |x: f64, y: f64| {
        let (u, v) = page.visible.scan_from_page.apply(x, y);
        (0.0..=f64::from(width_px)).contains(&u) && (0.0..=f64::from(height_px)).contains(&v)
    };
    let (w, h) = (page.width_mm, page.height_mm);
    // How far in from a side a line along it is mostly off the picture.
    let depth = |length: f64, most: f64, at: &dyn Fn(f64, f64) -> bool| {
        let n_steps = (0.5 * most / STEP_MM) as usize;
        let is_off = |depth: f64| {
            let n_shown = (1..20).filter(|idx| at(length * f64::from(*idx) / 20.0, depth)).count();
            n_shown < 16
        };
        (0..n_steps).map(|step| step as f64 * STEP_MM).find(|depth| !is_off(*depth)).unwrap_or(0.5 * most)
    };
    let top = depth(w, h, &|along, depth| is_shown(along, depth));
    let bottom = depth(w, h, &|along, depth| is_shown(along, h - depth));
    let left = depth(h, w, &|along, depth| is_shown(depth, along));
    let right = depth(h, w, &|along, depth| is_shown(w - depth, along));
    let strips = [
        PageRect::new(0.0, 0.0, w, top),
        PageRect::new(0.0, h - bottom, w, bottom),
        PageRect::new(0.0, 0.0, left, h),
        PageRect::new(w - right, 0.0, right, h),
    ];
    // A side that is off by less is the page's own edge.
    strips.into_iter().filter(|strip| 1.0 < strip.width.min(strip.height)).collect()
}

/// The machine readable zone of all captures, with a millimetre round it.
fn mrz_area(seen: &[Seen<'_>]) -> Option<PageRect> {
    let of = |seen: &Seen<'_>| {
        let reading = seen.reading?;
        let page_from_scan = seen.page.view(reading.light)?.scan_from_page.inverse()?;
        let lines = reading.lines.iter().enumerate();
        let areas = lines.filter_map(|(idx, line)| reading.area(idx, 0..line.len(), &page_from_scan));
        areas.reduce(|a, b| a.union(&b))
    };
    let page = seen.first()?.page.area();
    seen.iter().filter_map(of).reduce(|a, b| a.union(&b))?.grown(1.0).intersection(&page)
}

/// The portrait by its tones, and by what differs there between holders.
fn portrait(page: &Page, mrz_top: f64, difference: Option<&Difference>) -> Option<PageRect> {
    let by_tone = locate_portrait(page, mrz_top);
    let places = difference.map(Difference::places).unwrap_or_default();
    match by_tone {
        Some(found) => {
            let near = found.grown(5.0);
            let is_part = |area: &&PageRect| {
                near.intersection(area).is_some_and(|both| 0.8 * area.area() <= both.area() && 20.0 <= area.area())
            };
            Some(places.iter().filter(is_part).fold(found, |sum, area| sum.union(area)))
        }
        None => {
            let is_portrait = |area: &PageRect| 15.0 <= area.width && 18.0 <= area.height && area.bottom() <= mrz_top;
            places.into_iter().filter(is_portrait).max_by(|a, b| a.area().total_cmp(&b.area()))
        }
    }
}

/// Lines of text of all captures, those at one place together.
fn rows(seen: &[Seen<'_>], mrz_top: f64, faces: &[PageRect]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (idx, seen) in seen.iter().enumerate() {
        let Some(patch) = seen.page.patch(Light::Visible, seen.page.area(), PX_PER_MM) else { continue };
        for line in text_lines(&patch) {
            let is_over = faces.iter().any(|face| face.grown(-1.0).contains(line.area.centre()));
            if mrz_top < line.area.bottom() || is_over {
                continue;
            }
            let is_same = |row: &&mut Row| {
                (row.line.area.centre().y_mm - line.area.centre().y_mm).abs() < 0.5 * row.line.cap_mm
                    && (row.line.area.left - line.area.left).abs() < 1.6
            };
            match rows.iter_mut().find(is_same) {
                Some(row) => {
                    row.area = row.area.union(&line.area);
                    row.lines.push((idx, line.area));
                    if row.line.n_characters < line.n_characters {
                        row.line.n_characters = line.n_characters;
                    }
                }
                None => rows.push(Row {
                    area: line.area,
                    line,
                    lines: vec![(idx, line.area)],
                    datum: None,
                    is_entry: false,
                }),
            }
        }
    }
    rows
}

/// Reads every line on every capture and names the rows whose line says a datum on most of them.
fn name_rows(rows: &mut [Row], seen: &[Seen<'_>], key: &ModelKey) {
    let mut votes: Vec<Vec<&'static str>> = vec![Vec::new(); rows.len()];
    for (idx, seen) in seen.iter().enumerate() {
        let Some(mrz) = &seen.mrz else { continue };
        let own: Vec<(usize, PageRect)> = rows
            .iter()
            .enumerate()
            .filter_map(|(row, of)| Some((row, of.lines.iter().find(|(at, _)| *at == idx)?.1)))
            .collect();
        // Lines of one page are read as set alike: captions and entries apart.
        for is_tall in [true, false] {
            let is_own = |(row, _): &&(usize, PageRect)| (SET_APART_MM <= rows[*row].line.cap_mm) == is_tall;
            let own: Vec<&(usize, PageRect)> = own.iter().filter(is_own).collect();
            let areas: Vec<PageRect> = own.iter().map(|(_, area)| *area).collect();
            for ((row, _), text) in own.iter().zip(read_lines(seen.page, key, &areas)) {
                let issue = || is_date_of_issue(&text, mrz).then_some("date_of_issue");
                votes[*row].extend(datum_of(&text, mrz).or_else(issue));
            }
        }
    }
    let mut named: Vec<(usize, &'static str, usize)> = Vec::new();
    for (row, votes) in votes.iter().enumerate() {
        let count = |datum: &str| votes.iter().filter(|vote| **vote == datum).count();
        if let Some(datum) = votes.iter().max_by_key(|datum| count(datum))
            && rows[row].lines.len() < 2 * count(datum)
        {
            named.push((row, datum, count(datum)));
        }
    }
    named.sort_by_key(|(row, _, n)| (std::cmp::Reverse(*n), *row));
    let mut used: Vec<&'static str> = Vec::new();
    for (row, datum, _) in named {
        if !used.contains(&datum) {
            used.push(datum);
            rows[row].datum = Some(datum);
        }
    }
}

/// With several holders: what differs between them, is set like the named entries and was seen on most captures.
fn find_entries(rows: &mut [Row], difference: &Difference, n_captures: usize) {
    let usual = usual_height(rows);
    let is_entry = |row: &Row| {
        let is_usual = usual.is_none_or(|usual| (0.75 * usual..1.3 * usual).contains(&row.line.cap_mm));
        let is_text = is_usual && 2 <= row.line.n_characters && n_captures < 2 * row.lines.len();
        row.datum.is_some() || (is_text && DIFFERS <= difference.share_of(&row.area))
    };
    let found: Vec<bool> = rows.iter().map(is_entry).collect();
    rows.iter_mut().zip(found).for_each(|(row, is_entry)| row.is_entry = is_entry);
}

/// Middle height of the named rows, mm.
fn usual_height(rows: &[Row]) -> Option<f64> {
    let mut named: Vec<f64> = rows.iter().filter(|row| row.datum.is_some()).map(|row| row.line.cap_mm).collect();
    named.sort_by(f64::total_cmp);
    named.get(named.len() / 2).copied()
}

/// With one holder: named rows are entries, and so are rows set as large, right of the portrait and not above the entries.
fn guess_entries(rows: &mut [Row], portrait: Option<&PageRect>) {
    let least = usual_height(rows).map_or(TALL_MM, |usual| AS_TALL * usual);
    let known = || rows.iter().filter(|row| row.datum.is_some());
    let top = known().map(|row| row.area.top).fold(f64::INFINITY, f64::min).min(18.0) - 3.0;
    let lefts: Vec<f64> = known().map(|row| row.area.left).collect();
    let is_aligned = |row: &Row| lefts.iter().any(|left| (left - row.area.left).abs() < 1.2);
    let guess = |row: &Row| {
        let is_beside =
            portrait.is_none_or(|portrait| portrait.right() - 2.0 < row.area.left || row.area.right() < portrait.left);
        let is_text = 3 <= row.line.n_characters || (is_aligned(row) && row.area.width < 8.0);
        row.datum.is_some() || (least <= row.line.cap_mm && top <= row.area.top && is_beside && is_text)
    };
    let guesses: Vec<bool> = rows.iter().map(guess).collect();
    rows.iter_mut().zip(guesses).for_each(|(row, is_entry)| row.is_entry = is_entry);
}

/// Room for every entry: to the right as far as another holder's may reach, never into what stands beside it.
fn entry_areas(
    rows: &[Row],
    page: &Page,
    portrait: Option<&PageRect>,
    n_captures: usize,
) -> Vec<(Option<&'static str>, PageRect)> {
    let longer = if n_captures < 2 { LONGER_MM } else { LONGER_MM / n_captures as f64 + 2.0 };
    let of = |row: &Row| {
        let own = row.area;
        let band = PageRect { height: own.height + 0.4, top: own.top - 0.2, ..own };
        let beside = |other: &PageRect| {
            let is_level = band.top < other.bottom() && other.top < band.bottom();
            is_level && own.right() <= other.left
        };
        let others = rows.iter().filter(|other| 2 <= other.line.n_characters || other.is_entry).map(|other| other.area);
        let next = others.chain(portrait.copied()).filter(beside).map(|other| other.left - 1.0);
        let right = next.fold(page.width_mm - 1.5, f64::min).min(own.right() + longer).max(own.right() + 0.4);
        PageRect::new(own.left - 0.6, own.top - 0.6, right - own.left + 0.6, own.height + 1.2)
    };
    rows.iter().filter(|row| row.is_entry).map(|row| (row.datum, of(row))).collect()
}

/// What differs between holders and lies in none of those areas.
fn unexplained(difference: Option<&Difference>, taken: &[PageRect]) -> Vec<PageRect> {
    let mut places = difference.map(Difference::places).unwrap_or_default();
    places.retain(|place| {
        let covered: f64 =
            taken.iter().filter_map(|area| area.grown(0.8).intersection(place)).map(|both| both.area()).sum();
        covered < 0.6 * place.area()
    });
    places.sort_by(|a, b| b.area().total_cmp(&a.area()));
    places.into_iter().map(|place| place.grown(0.4)).collect()
}
