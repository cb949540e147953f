//! The groupings that follow from the routines themselves: the standards' composites and named groups.

use std::collections::BTreeSet;

use super::{Decision, Grouping};
use crate::catalog::{CheckRoutine, Feature, Generic, Property, Weight, uuid_of};
use crate::geometry::PageRect;
use crate::model::DocumentModel;
use crate::scan::Light;

/// Composites of Doc 9303-2 Table C-1 and BSI TR-03135-1 whose parts look at one zone.
const COMPOSITES: [&str; 7] = [
    "(IR,AB,TH)&(VI,TR,TH)",
    "(IR,TR,ID)&(VI,AB,ID)",
    "(IR,TR,IS)&(IR,AB,IS)",
    "(IR,TR,IS)&(VI,AB,IS)",
    "(IR,TR,SP)&(VI,AB,SP)",
    "(VI,TR,BC)&(IR,AB,BC)",
    // Not a standard's, but made the same way: a motif in the laminate over dull material.
    "(UV,LU,OP)&(UV,BR,PH)",
];
/// The composite of three parts: static print vanishes in infrared, and a personal entry beside it stays.
const OF_THREE: &str = "(IR,TR,IS)&(VI,AB,IS)&(IR,AB,ID)";
/// An entry lies in the same place as static print that is no farther from it than this.
const SAME_PLACE_MM: f64 = 3.0;

/// The composites and groups of routines, in the order in which they are decided. `model` is where the routines' zones are.
pub fn standard_groupings(routines: &[CheckRoutine], model: Option<&DocumentModel>) -> Vec<Grouping> {
    let of = model.map_or_else(|| "any".to_owned(), |model| model.key.to_string());
    let all: Vec<Parted<'_>> = routines.iter().filter_map(Parted::of).collect();
    let mut zones: Vec<&str> = Vec::new();
    for zone in all.iter().filter_map(|one| one.routine.zone.as_deref()) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    let mut groupings = Vec::new();
    for composite in COMPOSITES {
        let parts = Generic::parts(composite).unwrap_or_default();
        let of_zone = |zone: &&str| {
            let members = members(&parts, all.iter().filter(|one| one.is_at(zone)))?;
            Some(composite_at(&of, composite, zone, members))
        };
        groupings.extend(zones.iter().filter_map(of_zone));
    }
    groupings.extend(model.into_iter().flat_map(|model| of_three(model, &all, &zones)));
    groupings.extend(named_groups(&of, &all, routines));
    groupings
}

/// A composite, all of whose members must pass.
fn composite_at(of: &str, generic: &str, zone: &str, members: Vec<String>) -> Grouping {
    Grouping {
        uuid: uuid_of(&format!("{of}/{generic}/{zone}")),
        name: generic.to_owned(),
        generic: Some(generic.to_owned()),
        zone: Some(zone.to_owned()),
        function: Decision::All,
        members,
    }
}

/// A routine with the parts of its generic notation.
struct Parted<'a> {
    routine: &'a CheckRoutine,
    parts: BTreeSet<Generic>,
}

impl<'a> Parted<'a> {
    fn of(routine: &'a CheckRoutine) -> Option<Self> {
        let parts = Generic::parts(routine.generic.as_deref()?).ok()?;
        Some(Self { routine, parts: parts.into_iter().collect() })
    }

    fn is_at(&self, zone: &str) -> bool {
        self.routine.zone.as_deref() == Some(zone)
    }

    fn has_property_in(&self, property: Property, light: Light) -> bool {
        self.parts.iter().all(|part| part.property == property && part.light == light)
    }
}

/// For each part the first routine that asks for it, counted ones first, and for nothing beside the composite but where else what is
/// transparent is seen; `None` where a part has none.
fn members<'a>(parts: &[Generic], routines: impl Iterator<Item = &'a Parted<'a>> + Clone) -> Option<Vec<String>> {
    let mut uuids: Vec<String> = Vec::new();
    for part in parts {
        let is_within = |one: &Parted<'_>| {
            part.property == Property::Transparent || one.parts.iter().all(|other| parts.contains(other))
        };
        let is_of_part = |one: &&Parted<'_>| one.parts.contains(part) && is_within(one);
        let of_part = || routines.clone().filter(is_of_part);
        let is_counted = |one: &&Parted<'_>| one.routine.weight != Weight::Evaluatory;
        let found = of_part().find(is_counted).or_else(|| of_part().next())?;
        if !uuids.contains(&found.routine.uuid) {
            uuids.push(found.routine.uuid.clone());
        }
    }
    Some(uuids)
}

/// One composite of three parts for each zone of vanishing print that has an entry beside it.
fn of_three(model: &DocumentModel, all: &[Parted<'_>], zones: &[&str]) -> Vec<Grouping> {
    let parts = Generic::parts(OF_THREE).unwrap_or_default();
    let area = |zone: &str| model.zone(zone).map(|zone| zone.area);
    let personal = |one: &&Parted<'_>| {
        one.parts.iter().all(|part| part.feature == Feature::PersonalPrint)
            && one.has_property_in(Property::Absorbent, Light::Infrared)
    };
    let beside = |place: PageRect| {
        let is_near = |one: &&Parted<'_>| {
            one.routine.zone.as_deref().and_then(area).is_some_and(|other| other.intersection(&place).is_some())
        };
        all.iter().filter(personal).find(is_near)
    };
    let of_zone = |zone: &&str| {
        let entry = beside(area(zone)?.grown(SAME_PLACE_MM))?;
        let own = all.iter().filter(|one| one.is_at(zone) || std::ptr::eq(*one, entry));
        let members = members(&parts, own)?;
        Some(composite_at(&model.key.to_string(), OF_THREE, zone, members))
    };
    zones.iter().filter_map(of_zone).collect()
}

/// The groups of TR-03135-2 §4.2.1, and those of features that a page has in several places, of which wear may take one.
fn named_groups(of: &str, all: &[Parted<'_>], routines: &[CheckRoutine]) -> Vec<Grouping> {
    let group = |name: &str, function: Decision, members: Vec<String>| {
        let uuid = uuid_of(&format!("{of}/{name}"));
        let grouping = Grouping { uuid, name: name.to_owned(), generic: None, zone: None, function, members };
        (!grouping.members.is_empty()).then_some(grouping)
    };
    let uuids = |is_meant: &dyn Fn(&Parted<'_>) -> bool| {
        all.iter().filter(|one| is_meant(one)).map(|one| one.routine.uuid.clone()).collect::<Vec<_>>()
    };
    let is_counted = |one: &Parted<'_>| one.routine.weight != Weight::Evaluatory;
    let is_dullness = |one: &Parted<'_>| one.has_property_in(Property::Brightness, Light::Ultraviolet);
    let repeated = |check: &str| uuids(&|one| one.routine.check == check && is_counted(one));
    let all_but_one = |members: &[String]| Decision::AtLeast(members.len().saturating_sub(1).max(1) as u32);
    let (motif, fine_print) = (repeated("uv_motif"), repeated("pattern"));
    let evaluatory = routines.iter().filter(|routine| routine.weight == Weight::Evaluatory);
    [
        group("GRP_UV_DULLNESS", Decision::All, uuids(&|one| is_dullness(one) && is_counted(one))),
        group("GRP_SSV_CHECK", Decision::All, uuids(&|one| !is_dullness(one) && is_counted(one))),
        group("GRP_UV_MOTIF", all_but_one(&motif), motif),
        group("GRP_FINE_PRINT", all_but_one(&fine_print), fine_print),
        group("GRP_EVAL_CHECK", Decision::All, evaluatory.map(|routine| routine.uuid.clone()).collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ModelKey, Zone, ZoneRole};

    fn routine(check: &str, generic: &str, zone: &str, weight: Weight) -> CheckRoutine {
        let key = ModelKey::new("UTO", "P", 1, None);
        let routine = CheckRoutine::proposed(&key, check, Some(generic), Light::Infrared, Some(zone));
        CheckRoutine { weight, ..routine }
    }

    fn model() -> DocumentModel {
        let zone = |id: &str, area| Zone { id: id.to_owned(), area, role: ZoneRole::Pattern, is_dynamic: false };
        let zones = vec![
            zone("band", PageRect::new(10.0, 10.0, 40.0, 5.0)),
            zone("entry", PageRect::new(20.0, 17.0, 20.0, 4.0)),
            zone("far", PageRect::new(80.0, 60.0, 20.0, 4.0)),
        ];
        DocumentModel { zones, ..DocumentModel::bare(ModelKey::new("UTO", "P", 1, None), "Utopia", 125.0, 88.0) }
    }

    #[test]
    fn composites_are_found_where_all_their_parts_are() {
        let routines = [
            routine("colour", "(VI,AB,IS)", "band", Weight::Evaluatory),
            routine("pattern", "(VI,AB,IS)", "band", Weight::Optional),
            routine("infrared_drop_out", "(IR,TR,IS)&(VI,AB,IS)", "band", Weight::Optional),
            routine("personal_ink", "(IR,AB,ID)", "entry", Weight::Optional),
            routine("infrared_print", "(IR,AB,IS)", "far", Weight::Evaluatory),
        ];
        let found = standard_groupings(&routines, Some(&model()));
        let composites: Vec<_> = found.iter().filter(|one| one.generic.is_some()).collect();
        let names: Vec<_> = composites.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["(IR,TR,IS)&(VI,AB,IS)", "(IR,TR,IS)&(VI,AB,IS)&(IR,AB,ID)"]);
        let uuid = |idx: usize| routines[idx].uuid.clone();
        assert_eq!(composites[0].members, [uuid(2), uuid(1)]);
        assert_eq!(composites[1].members, [uuid(2), uuid(1), uuid(3)]);
    }

    #[test]
    fn named_groups_hold_every_routine_of_their_kind() {
        let routines = [
            routine("uv_brightness_zone", "(UV,BR,PH)", "far", Weight::Optional),
            routine("pattern", "(VI,AB,IS)", "band", Weight::Optional),
            routine("pattern", "(VI,AB,IS)", "far", Weight::Optional),
            routine("pattern", "(VI,AB,IS)", "entry", Weight::Optional),
            routine("colour", "(VI,AB,IS)", "band", Weight::Evaluatory),
        ];
        let found = standard_groupings(&routines, None);
        let said: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.function, one.members.len())).collect();
        let expected = [
            ("GRP_UV_DULLNESS", Decision::All, 1),
            ("GRP_SSV_CHECK", Decision::All, 3),
            ("GRP_FINE_PRINT", Decision::AtLeast(2), 3),
            ("GRP_EVAL_CHECK", Decision::All, 1),
        ];
        assert_eq!(said, expected);
    }
}
