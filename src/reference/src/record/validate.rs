//! What a record may not say: zones off the page, names twice, routines for checks and zones that are not there.

use std::collections::BTreeSet;

use engine::catalog::{Accept, CheckRoutine, Decision, Generic, Grouping, GuidedCheck, KnownDefect, Threshold};
use engine::date::Date;
use engine::model::{DocumentModel, ENTRIES, Zone, ZoneRole};

use crate::description::Description;

/// A zone may reach over the page's edge by this much in mm: rounding, not print.
const EDGE_SLACK_MM: f64 = 0.01;

/// Something a record may not say.
pub(super) struct Fault {
    /// Where.
    pub(super) within: Within,
    /// What is wrong.
    pub(super) cause: String,
}

/// Part of a record's file.
pub(super) enum Within {
    /// What is set by that key.
    Key(&'static str),
    /// The zone of that index.
    Zone(usize),
    /// The routine of that index.
    Routine(usize),
}

type Checked = Result<(), Fault>;

fn ensure(holds: bool, within: Within, cause: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Fault { within, cause: cause() }) }
}

/// Checks a model that came from the folder `name`; its routines apart.
pub(super) fn model(name: &str, model: &DocumentModel) -> Checked {
    let key = &model.key;
    let is_code = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    ensure(is_code(&key.issuing_state, 3), Within::Key("issuing_state"), || {
        format!("`{}` is not a State code of one to three capital letters", key.issuing_state)
    })?;
    ensure(is_code(&key.document_type, 2), Within::Key("document_type"), || {
        format!("`{}` is not a document type of one or two capital letters", key.document_type)
    })?;
    ensure(0 < key.number, Within::Key("number"), || "models are counted from 1".to_owned())?;
    ensure(key.to_string() == name, Within::Key("key"), || format!("its key is {key}, its folder is called {name}"))?;
    ensure(!model.name.trim().is_empty(), Within::Key("name"), || "the model has no name".to_owned())?;
    for (side, length) in [("width_mm", model.width_mm), ("height_mm", model.height_mm)] {
        ensure((10.0..=500.0).contains(&length), Within::Key(side), || format!("a page of {length} mm cannot be"))?;
    }
    days(model)?;
    for format in &model.number_formats {
        ensure(!format.0.is_empty() && format.0.is_ascii(), Within::Key("number_formats"), || {
            format!("`{}` is not a form of a document number", format.0)
        })?;
    }
    let mut ids = BTreeSet::new();
    for (idx, zone) in model.zones.iter().enumerate() {
        ensure(ids.insert(zone.id.as_str()), Within::Zone(idx), || format!("there is another zone `{}`", zone.id))?;
        self::zone(model, zone).map_err(|cause| Fault { within: Within::Zone(idx), cause })?;
    }
    Ok(())
}

fn days(model: &DocumentModel) -> Checked {
    let day = |key: &'static str, text: &Option<String>| match text.as_deref() {
        None => Ok(None),
        Some(text) => Date::parse(text)
            .map(Some)
            .ok_or_else(|| Fault { within: Within::Key(key), cause: format!("`{text}` is not a day, YYYY-MM-DD") }),
    };
    let first = day("first_issued", &model.first_issued)?;
    let last = day("last_issued", &model.last_issued)?;
    ensure(first.zip(last).is_none_or(|(first, last)| first <= last), Within::Key("last_issued"), || {
        "it was issued for the last time before the first".to_owned()
    })
}

fn zone(model: &DocumentModel, zone: &Zone) -> Result<(), String> {
    let Zone { id, area, role, is_dynamic } = zone;
    if id.trim().is_empty() {
        return Err("the zone has no name".to_owned());
    }
    let is_finite = [area.left, area.top, area.width, area.height].iter().all(|side| side.is_finite());
    if !is_finite || area.width <= 0.0 || area.height <= 0.0 {
        return Err(format!("zone `{id}` has no area"));
    }
    let is_on_page = -EDGE_SLACK_MM <= area.left
        && -EDGE_SLACK_MM <= area.top
        && area.right() <= model.width_mm + EDGE_SLACK_MM
        && area.bottom() <= model.height_mm + EDGE_SLACK_MM;
    if !is_on_page {
        let (width, height) = (model.width_mm, model.height_mm);
        return Err(format!("zone `{id}` reaches over the page of {width} mm × {height} mm"));
    }
    if let ZoneRole::Field(name) = role
        && !ENTRIES.contains(&name.as_str())
    {
        return Err(format!("zone `{id}` holds the unknown field `{name}`; known are {}", ENTRIES.join(", ")));
    }
    if role.is_personal() && !is_dynamic {
        return Err(format!("zone `{id}` differs from book to book; say `is_dynamic = true`"));
    }
    Ok(())
}

/// Checks the routines of a model's catalogue.
pub(super) fn routines(model: &DocumentModel, routines: &[CheckRoutine], known_checks: &[&str]) -> Checked {
    let mut uuids = BTreeSet::new();
    for (idx, routine) in routines.iter().enumerate() {
        ensure(uuids.insert(routine.uuid.as_str()), Within::Routine(idx), || {
            format!("there is another routine {}", routine.uuid)
        })?;
        self::routine(model, routine, known_checks).map_err(|cause| Fault { within: Within::Routine(idx), cause })?;
    }
    Ok(())
}

/// Checks that a routine which looks for a counterfeit's mark names one that the record describes.
pub(super) fn frauds(model: &DocumentModel, description: &Description) -> Checked {
    for (idx, routine) in model.routines.iter().enumerate() {
        let Some(id) = routine.fraud.as_deref() else { continue };
        let is_told = description.frauds.iter().any(|fraud| fraud.id == id);
        ensure(is_told, Within::Routine(idx), || format!("the record describes no counterfeit `{id}`"))?;
    }
    Ok(())
}

/// Checks the composites and groups of a model's catalogue: each holds routines, or groupings before it.
fn groupings(model: &DocumentModel) -> Checked {
    let mut known: BTreeSet<&str> = model.routines.iter().map(|routine| routine.uuid.as_str()).collect();
    for grouping in &model.groupings {
        let at = || Within::Key("grouping");
        let Grouping { uuid, name, generic, zone, function, members } = grouping;
        let is_notation = generic.as_deref().is_none_or(|text| Generic::parts(text).is_ok());
        ensure(is_notation, at(), || format!("`{name}` is written in no generic notation"))?;
        let has_zone = zone.as_deref().is_none_or(|id| model.zone(id).is_some());
        ensure(has_zone, at(), || format!("the zone of `{name}` is not there"))?;
        let unknown = members.iter().find(|member| !known.contains(member.as_str()));
        ensure(unknown.is_none(), at(), || {
            format!("`{name}` holds a member that is no routine or grouping before it")
        })?;
        let least = if let Decision::AtLeast(least) = function { *least as usize } else { 1 };
        let is_possible = 0 < least && least <= members.len();
        ensure(is_possible, at(), || format!("`{name}` cannot have {least} of {} members successful", members.len()))?;
        ensure(known.insert(uuid.as_str()), at(), || format!("there is another routine or grouping {uuid}"))?;
    }
    Ok(())
}

/// Checks what a model's catalogue holds beside its routines.
pub(super) fn beside_routines(model: &DocumentModel, known_checks: &[&str]) -> Checked {
    let mut ids = BTreeSet::new();
    let has_zone = |zone: &Option<String>| zone.as_deref().is_none_or(|id| model.zone(id).is_some());
    self::groupings(model)?;
    for guided in &model.guided {
        let at = || Within::Key("guided");
        let GuidedCheck { id, feature, question, zone, .. } = guided;
        ensure(ids.insert(id.as_str()), at(), || format!("there is another question `{id}`"))?;
        let is_asked = [id, feature, question].iter().all(|text| !text.trim().is_empty());
        ensure(is_asked, at(), || format!("the question `{id}` needs a name, a feature and what to do"))?;
        ensure(has_zone(zone), at(), || format!("the zone of the question `{id}` is not there"))?;
    }
    for defect in &model.known_defects {
        let at = || Within::Key("known_defect");
        let KnownDefect { check, zone, least_margin, note, source, .. } = defect;
        ensure(known_checks.contains(&check.as_str()), at(), || format!("there is no check `{check}`"))?;
        ensure(has_zone(zone), at(), || format!("the zone of the known defect of `{check}` is not there"))?;
        ensure((-1.0..=0.0).contains(least_margin), at(), || {
            format!("a margin of {least_margin} is none of a failure")
        })?;
        let is_told = !note.trim().is_empty() && !source.trim().is_empty();
        ensure(is_told, at(), || format!("the known defect of `{check}` needs a note and a source"))?;
    }
    Ok(())
}

fn routine(model: &DocumentModel, routine: &CheckRoutine, known_checks: &[&str]) -> Result<(), String> {
    let CheckRoutine { uuid, check, zone, min_ppi, threshold, params, .. } = routine;
    if !is_uuid(uuid) {
        return Err(format!("`{uuid}` is not a UUID"));
    }
    if !known_checks.contains(&check.as_str()) {
        return Err(format!("there is no check `{check}`; known are {}", known_checks.join(", ")));
    }
    if let Some(zone) = zone.as_deref().filter(|id| model.zone(id).is_none()) {
        return Err(format!("the model has no zone `{zone}`"));
    }
    if !min_ppi.is_finite() || *min_ppi < 0.0 || params.values().any(|value| !value.is_finite()) {
        return Err(format!("a number of check `{check}` is not one"));
    }
    threshold.as_ref().map_or(Ok(()), |threshold| self::threshold(check, threshold))
}

fn threshold(check: &str, threshold: &Threshold) -> Result<(), String> {
    let is_ordered = match threshold.accept {
        Accept::AtLeast(limit) | Accept::AtMost(limit) => limit.is_finite(),
        Accept::Within(least, most) => least.is_finite() && most.is_finite() && least <= most,
    };
    if !is_ordered {
        return Err(format!("the threshold of check `{check}` accepts nothing"));
    }
    if !threshold.scale.is_finite() || threshold.scale <= 0.0 {
        return Err(format!("the threshold of check `{check}` needs a scale above 0"));
    }
    if !(0.0..=1.0).contains(&threshold.band) {
        return Err(format!("the band of check `{check}` lies outside 0 to 1"));
    }
    if threshold.source.trim().is_empty() {
        return Err(format!("the threshold of check `{check}` does not say who set it, on what"));
    }
    Ok(())
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}
