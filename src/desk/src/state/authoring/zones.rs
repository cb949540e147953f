//! The zones of a model in the making and the features in them: what a person did to them, and the way back.

mod features;

use engine::geometry::PageRect;
use engine::model::{Zone, ZoneRole};
use reference::{Feature, Lighting};

pub(crate) use self::features::lighting;
use crate::command::authoring::{Edit, Grip};

/// No side of a zone is shorter, mm.
const LEAST_SIDE_MM: f64 = 0.5;

/// The zones with the selected one and every earlier state of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Zones {
    /// The zones.
    pub all: Vec<Zone>,
    /// The selected one, by index.
    pub selected: Option<usize>,
    /// The security features.
    pub features: Vec<Feature>,
    /// The feature that is being written, by index.
    pub written: Option<usize>,
    page: PageRect,
    before: Vec<(Vec<Zone>, Vec<Feature>)>,
    after: Vec<(Vec<Zone>, Vec<Feature>)>,
    /// What is being changed little by little: it counts as one change.
    going_on: Option<(usize, Kind)>,
}

/// Changes that come in many small parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Drag(Grip),
    Place,
    Rename,
    Name,
    HowToCheck,
    Shows(Lighting),
}

impl Zones {
    /// These zones and features on a page of that size, none selected.
    pub(crate) fn new(all: Vec<Zone>, features: Vec<Feature>, page: PageRect) -> Self {
        let (before, after) = (Vec::new(), Vec::new());
        Self { all, selected: None, features, written: None, page, before, after, going_on: None }
    }

    /// The selected zone.
    pub(crate) fn chosen(&self) -> Option<&Zone> {
        self.all.get(self.selected?)
    }

    /// Selects that zone, or none, and leaves the feature that was being written.
    pub(crate) fn select(&mut self, idx: Option<usize>) {
        self.selected = idx.filter(|&idx| idx < self.all.len());
        self.written = None;
        self.end();
    }

    /// What follows is another change.
    pub(crate) fn end(&mut self) {
        self.going_on = None;
    }

    /// Whether there is a change to take back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is a change to make again.
    pub(crate) fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }

    /// Takes the last change back.
    pub(crate) fn undo(&mut self) {
        if let Some(before) = self.before.pop() {
            let now = self.replace(before);
            self.after.push(now);
        }
    }

    /// Makes the change again that was taken back last.
    pub(crate) fn redo(&mut self) {
        if let Some(after) = self.after.pop() {
            let now = self.replace(after);
            self.before.push(now);
        }
    }

    /// Another state of zones and features; the one until now.
    fn replace(&mut self, (zones, features): (Vec<Zone>, Vec<Feature>)) -> (Vec<Zone>, Vec<Feature>) {
        let now = (std::mem::replace(&mut self.all, zones), std::mem::replace(&mut self.features, features));
        self.selected = self.selected.filter(|&idx| idx < self.all.len());
        self.written = self.written.filter(|&idx| idx < self.features.len());
        self.end();
        now
    }

    /// Makes a change. Nothing happens where it needs a selected zone and there is none.
    pub(crate) fn edit(&mut self, edit: Edit) {
        if let Edit::Add(area) = edit {
            return self.add(area);
        }
        let Some(idx) = self.selected else { return };
        let Some(zone) = self.all.get(idx).cloned() else { return };
        let (changed, kind) = match edit {
            Edit::Add(_) => return,
            Edit::Drag { grip, by_mm } => {
                (Some(Zone { area: dragged(zone.area, grip, by_mm, self.page), ..zone }), Some(Kind::Drag(grip)))
            }
            Edit::Place(area) => (Some(Zone { area: placed(area, self.page), ..zone }), Some(Kind::Place)),
            Edit::Role(role) => (Some(self.with_role(idx, role)), None),
            Edit::Rename(name) => (Some(Zone { id: as_id(&name), ..zone }), Some(Kind::Rename)),
            Edit::Delete => (None, None),
        };
        if changed.as_ref() == self.all.get(idx) {
            return;
        }
        let going_on = kind.map(|kind| (idx, kind));
        if going_on.is_none() || self.going_on != going_on {
            self.remember();
        }
        match changed {
            Some(zone) => {
                let before = std::mem::replace(&mut self.all[idx], zone);
                let now = self.all[idx].id.clone();
                self.features_follow(&before.id, &now);
            }
            None => {
                let gone = self.all.remove(idx);
                self.features_lose(&gone.id);
                self.selected = None;
            }
        }
        self.going_on = going_on;
    }

    fn add(&mut self, area: PageRect) {
        self.remember();
        let role = ZoneRole::Pattern;
        let id = self.free_id(&role, None);
        if let Some(feature) = self.written.and_then(|idx| self.features.get_mut(idx)) {
            feature.zone = Some(id.clone());
        }
        self.all.push(Zone { id, area: placed(area, self.page), is_dynamic: role.is_personal(), role });
        self.selected = Some(self.all.len() - 1);
        self.going_on = None;
    }

    fn remember(&mut self) {
        self.before.push((self.all.clone(), self.features.clone()));
        self.after.clear();
    }

    /// The zone with that role; a name that only told the old one tells the new one.
    fn with_role(&self, idx: usize, role: ZoneRole) -> Zone {
        let zone = &self.all[idx];
        let stem = stem(&zone.role);
        let rest = zone.id.strip_prefix(stem.as_str());
        let is_by_role = rest.is_some_and(|rest| rest.chars().all(|c| c == '_' || c.is_ascii_digit()));
        let id = if is_by_role { self.free_id(&role, Some(idx)) } else { zone.id.clone() };
        Zone { id, is_dynamic: role.is_personal(), role, ..zone.clone() }
    }

    /// A name of that role which no other zone has: `portrait`, `pattern_3`.
    fn free_id(&self, role: &ZoneRole, but: Option<usize>) -> String {
        let stem = stem(role);
        let is_free = |id: &String| self.all.iter().enumerate().all(|(idx, zone)| Some(idx) == but || zone.id != *id);
        let is_counted = !matches!(role, ZoneRole::Portrait | ZoneRole::Ghost | ZoneRole::Mrz | ZoneRole::Field(_));
        let plain = (!is_counted).then(|| stem.clone());
        let numbered = (1..).map(|n| format!("{stem}_{n}"));
        plain.into_iter().chain(numbered).find(is_free).unwrap_or(stem)
    }

    /// Why the zones and features cannot serve as they are, in one line.
    pub(crate) fn fault(&self) -> Option<String> {
        if self.all.iter().any(|zone| zone.id.is_empty()) {
            return Some("a zone has no name; give it one".to_owned());
        }
        let twice = |(idx, zone): (usize, &Zone)| {
            let is_again = self.all[..idx].iter().any(|other| other.id == zone.id);
            is_again.then(|| format!("two zones are called {}; rename one", report::words::spaced(&zone.id)))
        };
        self.all.iter().enumerate().find_map(twice).or_else(|| self.fault_of_features())
    }
}

/// What zones of that role are called.
fn stem(role: &ZoneRole) -> String {
    match role {
        ZoneRole::Portrait => "portrait",
        ZoneRole::Ghost => "ghost",
        ZoneRole::Mrz => "mrz",
        ZoneRole::Field(name) => name,
        ZoneRole::Pattern => "pattern",
        ZoneRole::Caption => "caption",
        ZoneRole::Blank => "blank",
        ZoneRole::Signature => "signature",
        ZoneRole::Perforation => "perforation",
        ZoneRole::Personal => "personal",
        ZoneRole::UvMotif => "uv_motif",
        ZoneRole::Thread => "thread",
        ZoneRole::StaticPerforation => "static_perforation",
        ZoneRole::Watermark => "watermark",
        ZoneRole::CardAccessNumber => "card_access_number",
        ZoneRole::Barcode => "barcode",
        ZoneRole::Other => "element",
    }
    .to_owned()
}

/// `Left pattern` as `left_pattern`.
fn as_id(name: &str) -> String {
    name.trim_start().chars().map(|c| if c.is_whitespace() { '_' } else { c }).flat_map(char::to_lowercase).collect()
}

/// The rectangle with the edges at `grip` moved, on the page and no smaller than can be seen.
fn dragged(area: PageRect, grip: Grip, by_mm: (f64, f64), page: PageRect) -> PageRect {
    let is_whole = grip == Grip::WHOLE;
    // The middle of an edge moves it across itself alone.
    let (right_by, down_by) = (
        if is_whole || grip.across != 0 { by_mm.0 } else { 0.0 },
        if is_whole || grip.down != 0 { by_mm.1 } else { 0.0 },
    );
    let (left, right) = along((area.left, area.right()), grip.across, right_by, page.width);
    let (top, bottom) = along((area.top, area.bottom()), grip.down, down_by, page.height);
    let keep = |least: f64, most: f64, side: f64| if is_whole { side } else { most - least };
    PageRect::new(left, top, keep(left, right, area.width), keep(top, bottom, area.height))
}

/// The two edges along one axis of length `most`.
fn along((least, most_edge): (f64, f64), grip: i8, by: f64, most: f64) -> (f64, f64) {
    match grip {
        -1 => ((least + by).clamp(0.0, (most_edge - LEAST_SIDE_MM).max(0.0)), most_edge),
        1 => (least, (most_edge + by).clamp((least + LEAST_SIDE_MM).min(most), most)),
        _ => {
            let room = (-least, most - most_edge);
            let by = by.clamp(room.0.min(0.0), room.1.max(0.0));
            (least + by, most_edge + by)
        }
    }
}

/// The rectangle on the page.
fn placed(area: PageRect, page: PageRect) -> PageRect {
    let width = area.width.clamp(LEAST_SIDE_MM, page.width);
    let height = area.height.clamp(LEAST_SIDE_MM, page.height);
    let left = area.left.clamp(0.0, page.width - width);
    let top = area.top.clamp(0.0, page.height - height);
    PageRect::new(left, top, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageRect = PageRect::new(0.0, 0.0, 125.0, 88.0);

    fn zones() -> Zones {
        let zone =
            |id: &str, role: ZoneRole, area| Zone { id: id.to_owned(), area, is_dynamic: role.is_personal(), role };
        let portrait = zone("portrait", ZoneRole::Portrait, PageRect::new(5.0, 20.0, 30.0, 40.0));
        let pattern = zone("pattern_1", ZoneRole::Pattern, PageRect::new(60.0, 20.0, 20.0, 10.0));
        let mut zones = Zones::new(vec![portrait, pattern], Vec::new(), PAGE);
        zones.select(Some(1));
        zones
    }

    fn drag(zones: &mut Zones, across: i8, down: i8, by_mm: (f64, f64)) -> PageRect {
        zones.edit(Edit::Drag { grip: Grip { across, down }, by_mm });
        zones.chosen().expect("one is selected").area
    }

    #[test]
    fn a_zone_moves_and_its_edges_move_but_never_off_the_page() {
        assert_eq!(drag(&mut zones(), 0, 0, (0.1, -0.5)), PageRect::new(60.1, 19.5, 20.0, 10.0));
        assert_eq!(drag(&mut zones(), 0, 0, (500.0, 0.0)), PageRect::new(105.0, 20.0, 20.0, 10.0));
        assert_eq!(drag(&mut zones(), -1, 0, (5.0, 9.0)), PageRect::new(65.0, 20.0, 15.0, 10.0));
        assert_eq!(drag(&mut zones(), 1, 1, (100.0, 100.0)), PageRect::new(60.0, 20.0, 65.0, 68.0));
        assert_eq!(drag(&mut zones(), 0, -1, (0.0, 50.0)), PageRect::new(60.0, 29.5, 20.0, LEAST_SIDE_MM));
    }

    #[test]
    fn a_drag_is_one_change_and_can_be_taken_back_and_made_again() {
        let mut zones = zones();
        let first = zones.clone();
        for _ in 0..5 {
            drag(&mut zones, 0, 0, (1.0, 0.0));
        }
        zones.end();
        drag(&mut zones, 1, 0, (1.0, 0.0));
        assert_eq!(zones.chosen().map(|zone| zone.area), Some(PageRect::new(65.0, 20.0, 21.0, 10.0)));
        zones.undo();
        assert_eq!(zones.chosen().map(|zone| zone.area), Some(PageRect::new(65.0, 20.0, 20.0, 10.0)));
        zones.undo();
        assert_eq!(zones.all, first.all);
        assert!(!zones.can_undo() && zones.can_redo());
        zones.redo();
        assert_eq!(zones.chosen().map(|zone| zone.area.left), Some(65.0));
        zones.edit(Edit::Delete);
        assert!(!zones.can_redo() && zones.all.len() == 1 && zones.selected.is_none());
        zones.undo();
        assert_eq!(zones.all.len(), 2);
    }

    #[test]
    fn a_role_says_whether_a_zone_is_personal_and_names_what_nobody_named() {
        let mut zones = zones();
        zones.edit(Edit::Role(ZoneRole::Field("document_number".to_owned())));
        assert_eq!(zones.chosen().map(|zone| (zone.id.as_str(), zone.is_dynamic)), Some(("document_number", true)));
        zones.edit(Edit::Rename("Red Number".to_owned()));
        zones.edit(Edit::Role(ZoneRole::Caption));
        assert_eq!(zones.chosen().map(|zone| (zone.id.as_str(), zone.is_dynamic)), Some(("red_number", false)));
        zones.edit(Edit::Add(PageRect::new(-5.0, 80.0, 20.0, 20.0)));
        let added = zones.chosen().expect("the new zone is selected");
        assert_eq!((added.id.as_str(), added.area), ("pattern_1", PageRect::new(0.0, 68.0, 20.0, 20.0)));
    }

    #[test]
    fn names_twice_and_no_names_are_said() {
        let mut zones = zones();
        assert_eq!(zones.fault(), None);
        zones.edit(Edit::Rename("Portrait".to_owned()));
        assert!(zones.fault().is_some_and(|fault| fault.contains("two zones are called portrait")));
        zones.edit(Edit::Rename(String::new()));
        assert!(zones.fault().is_some_and(|fault| fault.contains("no name")));
    }
}
