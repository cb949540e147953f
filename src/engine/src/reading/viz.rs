//! The visual inspection zone: the personal entries of a page whose document model is known, or the lines of one whose
//! model is not.
//!
//! ```text
//! zone of the model ─▶ its line of text (line) ─▶ strip of 32 px (strip) ─▶ scores (net) ─▶ characters (decode)
//! ```
//! The lines of a page are read together. One that is read with doubt is looked at again, set higher and lower and in
//! infrared, and the surest look is taken.

mod beam;
mod blanks;
pub mod date;
mod decode;
mod free_line;
mod line;
mod matching;
mod net;
mod settle;
mod strip;

use std::ops::Range;

use rayon::prelude::*;

use self::free_line::locate_free_lines;
use self::line::{Ground, Ink, Line};
use self::matching::match_entries;
use self::strip::Strip;
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Zone, ZoneRole};
use crate::page::Page;
use crate::reading::mrz::{Mrz, MrzReading};
use crate::scan::Light;

/// One character of an entry.
#[derive(Clone, PartialEq)]
pub struct VizCharacter {
    /// The most probable one: a letter, a digit, a blank or a sign.
    pub symbol: char,
    /// Its probability, 0..=1.
    pub confidence: f32,
    /// Others with their probabilities, the likelier first; those under 0.01 are left out.
    pub alternatives: Vec<(char, f32)>,
    /// Where it is on the page.
    pub area: PageRect,
}

/// A personal entry as it was read.
#[derive(Clone, PartialEq)]
pub struct VizEntry {
    /// What it is, by the model's zone: `document_number`, `primary_identifier`, `date_of_birth`…
    pub datum: String,
    /// Its characters from left to right; the lines of an entry of several are parted by a blank.
    pub characters: Vec<VizCharacter>,
    /// Probability that a character was missed, 0..=1.
    pub missed: f32,
    /// Where its print is on the page.
    pub area: PageRect,
    /// The light it was read in.
    pub light: Light,
}

impl VizEntry {
    /// The entry as text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|character| character.symbol).collect()
    }

    /// Probability of the least sure character, or that none was missed, if that is less.
    pub fn confidence(&self) -> f32 {
        self.characters.iter().map(|character| character.confidence).fold(1.0 - self.missed, f32::min)
    }

    /// Whether every character is surer than [`DOUBTFUL_BELOW`].
    pub fn is_sure(&self) -> bool {
        DOUBTFUL_BELOW <= self.confidence()
    }

    /// The smallest rectangle round some of its characters; `None` for none.
    pub fn area_of(&self, characters: Range<usize>) -> Option<PageRect> {
        let characters = self.characters.get(characters)?;
        characters.iter().map(|character| character.area).reduce(|a, b| a.union(&b))
    }
}

/// A character less probable than this is shown as doubtful.
pub const DOUBTFUL_BELOW: f32 = 0.8;

/// Says what was read and how long it is, never the text.
impl std::fmt::Debug for VizEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = self.characters.len();
        write!(f, "VizEntry({}, {n} characters, {:.2}, {:?})", self.datum, self.confidence(), self.light)
    }
}

/// Never shows the character.
impl std::fmt::Debug for VizCharacter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VizCharacter(confidence {:.2})", self.confidence)
    }
}

/// Reads the entries of a page that lies over the specimen of its model, in the order of the model's zones. Zones in
/// which no print was found are left out.
pub fn read_viz(page: &Page, model: &DocumentModel) -> Vec<VizEntry> {
    let fields = model.zones.iter().filter_map(|zone| match &zone.role {
        ZoneRole::Field(datum) => Some((zone, datum.as_str())),
        _ => None,
    });
    let fields: Vec<(&Zone, &str)> = fields.collect();
    let grounds: Vec<Option<Ground>> =
        fields.par_iter().map(|(zone, _)| Ground::of(page, zone.area, Light::Visible)).collect();
    let mut lines: Vec<(usize, Line)> = Vec::new();
    for (idx, ground) in grounds.iter().enumerate() {
        lines.extend(ground.iter().flat_map(Ground::lines).map(|line| (idx, line)));
    }
    line::even_out(lines.iter_mut().map(|(_, line)| line));
    let looks: Vec<(&Ground, Line)> =
        lines.iter().filter_map(|(idx, line)| Some((grounds.get(*idx)?.as_ref()?, *line))).collect();
    let mut read = read_lines(&looks);
    look_again(page, &looks, &mut read);
    let of_field = |(idx, (_, datum)): (usize, &(&Zone, &str))| {
        let own = lines.iter().zip(&read).filter(|((of, _), _)| *of == idx).map(|(_, read)| read);
        entry(datum, own)
    };
    fields.iter().enumerate().filter_map(of_field).collect()
}

/// Which lines are looked at, and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Looks {
    /// Those with capitals at least so high, once: their characters and where they stand.
    Once {
        /// Least height of capitals, mm.
        least_mm: f64,
    },
    /// All, and again where they are doubtful, which takes as long once more.
    UntilSure,
}

/// The lines, or the words of one, that say a field of a machine readable zone; none where it has no known layout.
pub fn entries_saying(lines: &[VizEntry], zone: &MrzReading) -> Vec<VizEntry> {
    Mrz::parse(&zone.text()).map(|mrz| match_entries(lines, &mrz)).unwrap_or_default()
}

/// Room round a line of the machine readable zone that is not looked for other print, mm.
const ZONE_ROOM_MM: f64 = 0.5;

/// Every line of print on a page whose model is not known, top to bottom, but those of its machine readable zone; their datum is
/// empty. Lines that are hardly legible are texture and left out; of those found where others were found too, the one of which most
/// is legible stays.
pub fn read_free_lines(page: &Page, zone: Option<&MrzReading>, which: Looks) -> Vec<VizEntry> {
    let mut located = locate_free_lines(page, &lines_of_zone(page, zone));
    if let Looks::Once { least_mm } = which {
        located.retain(|(_, line)| least_mm <= line.cap_mm);
    }
    let ground = |(ink, line): &(Ink, Line)| {
        let area = PageRect::new(line.left_mm, line.base_mm - line.cap_mm, line.right_mm - line.left_mm, line.cap_mm);
        Some((Ground::of_ink(page, area, Light::Visible, *ink)?, *line))
    };
    let grounds: Vec<(Ground, Line)> = located.par_iter().filter_map(ground).collect();
    let looks: Vec<(&Ground, Line)> = grounds.iter().map(|(ground, line)| (ground, *line)).collect();
    let read = read_lines(&looks);
    let mut order: Vec<usize> = (0..read.len()).filter(|&idx| read[idx].is_legible()).collect();
    order.sort_by(|&a, &b| read[b].legible().total_cmp(&read[a].legible()).then(a.cmp(&b)));
    let mut chosen: Vec<usize> = Vec::new();
    for idx in order {
        if chosen.iter().all(|&other| !looks[idx].1.is_where(&looks[other].1)) {
            chosen.push(idx);
        }
    }
    chosen.sort_unstable();
    // Only what stays is looked at again: the other looks cost as much as the first.
    let (looks, mut legible): (Vec<_>, Vec<_>) = chosen.into_iter().map(|idx| (looks[idx], read[idx].clone())).unzip();
    if which == Looks::UntilSure {
        look_again(page, &looks, &mut legible);
    }
    let mut entries: Vec<VizEntry> = legible.iter().filter_map(|line| entry("", std::iter::once(line))).collect();
    entries.sort_by(|a, b| a.area.bottom().total_cmp(&b.area.bottom()).then(a.area.left.total_cmp(&b.area.left)));
    entries
}

/// Where the lines of a machine readable zone are on the page, with room round them.
fn lines_of_zone(page: &Page, zone: Option<&MrzReading>) -> Vec<PageRect> {
    let page_from_scan = page.visible.scan_from_page.inverse();
    let area = |zone: &MrzReading, idx: usize| {
        let n = zone.lines.get(idx)?.len();
        Some(zone.area(idx, 0..n, page_from_scan.as_ref()?)?.grown(ZONE_ROOM_MM))
    };
    zone.into_iter().flat_map(|zone| (0..zone.lines.len()).filter_map(|idx| area(zone, idx))).collect()
}

/// Mean probability of the characters from which something is a line of text.
const LEGIBLE_FROM: f32 = 0.6;

/// One line as read.
#[derive(Clone)]
struct ReadLine {
    characters: Vec<VizCharacter>,
    missed: f32,
    light: Light,
}

impl ReadLine {
    /// Whether it is text, not texture.
    fn is_legible(&self) -> bool {
        let n = self.characters.len().max(1) as f32;
        LEGIBLE_FROM <= self.characters.iter().map(|character| character.confidence).sum::<f32>() / n
    }

    /// How many characters were read, each by how much it is surer than open.
    fn legible(&self) -> f32 {
        self.characters.iter().map(|character| character.confidence - 0.5).sum()
    }

    /// As [`VizEntry::confidence`]; 0 for nothing.
    fn confidence(&self) -> f32 {
        let least = self.characters.iter().map(|character| character.confidence).fold(1.0 - self.missed, f32::min);
        if self.characters.is_empty() { 0.0 } else { least }
    }
}

/// Reads lines, each from its ground.
fn read_lines(looks: &[(&Ground, Line)]) -> Vec<ReadLine> {
    let strips: Vec<Strip> = looks.par_iter().map(|(ground, line)| Strip::of(ground, *line)).collect();
    let scores = net::run_entry_reader(&strips);
    let of = |((strip, scores), (ground, _)): ((&Strip, Vec<net::Frame>), &(&Ground, Line))| {
        let (characters, missed) = decode::decode(strip, &scores);
        ReadLine { characters, missed, light: ground.light }
    };
    strips.iter().zip(scores).zip(looks).map(of).collect()
}

/// Doubtful lines read again, their capitals taken for higher and lower, and in infrared, where the line is also looked for anew:
/// a stamp that runs through it in white light is hardly there. The surest look stays.
fn look_again(page: &Page, looks: &[(&Ground, Line)], read: &mut [ReadLine]) {
    let doubtful: Vec<usize> = (0..read.len()).filter(|&idx| read[idx].confidence() < DOUBTFUL_BELOW).collect();
    let other_light = |&idx: &usize| {
        let (ground, line) = looks.get(idx)?;
        let ground = Ground::of(page, ground.area, Light::Infrared)?;
        let found = ground.lines().into_iter().filter(|found| found.is_where(line)).chain([*line]).collect();
        Some((ground, found))
    };
    let infrared: Vec<Option<(Ground, Vec<Line>)>> = doubtful.par_iter().map(other_light).collect();
    let mut again: Vec<(usize, (&Ground, Line))> = Vec::new();
    for (idx, infrared) in doubtful.iter().zip(&infrared) {
        let Some((ground, line)) = looks.get(*idx) else { continue };
        again.extend(line.other_heights().map(|line| (*idx, (*ground, line))));
        if let Some((ground, found)) = infrared {
            again.extend(found.iter().map(|line| (*idx, (ground, *line))));
        }
    }
    let others: Vec<(&Ground, Line)> = again.iter().map(|(_, look)| *look).collect();
    for ((idx, _), look) in again.iter().zip(read_lines(&others)) {
        if let Some(best) = read.get_mut(*idx).filter(|best| best.confidence() < look.confidence()) {
            *best = look;
        }
    }
}

/// The lines of one field put together; `None` for nothing read.
fn entry<'a>(datum: &str, lines: impl Iterator<Item = &'a ReadLine>) -> Option<VizEntry> {
    let mut characters: Vec<VizCharacter> = Vec::new();
    let (mut missed, mut light) = (0.0_f32, Light::Visible);
    for line in lines.filter(|line| !line.characters.is_empty()) {
        if let (Some(last), Some(first)) = (characters.last(), line.characters.first()) {
            let area = PageRect { width: 0.0, ..last.area };
            let confidence = last.confidence.min(first.confidence);
            characters.push(VizCharacter { symbol: ' ', confidence, alternatives: Vec::new(), area });
        }
        characters.extend(line.characters.iter().cloned());
        missed = missed.max(line.missed);
        light = line.light;
    }
    let area = characters.iter().map(|character| character.area).reduce(|a, b| a.union(&b))?;
    Some(VizEntry { datum: datum.to_owned(), characters, missed, area, light })
}
