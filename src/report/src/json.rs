//! An examination as JSON: the contract that scripts depend on.

use engine::Examination;
use engine::catalog::{GroupResult, Guided, Weight};
use engine::check::Outcome;
use engine::examination::{Finding, State};
use engine::geometry::PageRect;
use engine::identify::Identification;
use engine::model::ModelKey;
use engine::suspicion::suspicion;
use serde_json::{Value, json};

use crate::{mrz_json, viz_json, words};

/// Version of the shape below; grows when a field changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// `{"schema","overall","summary","model","mrz","viz","warnings","findings":[…],"groups":[…],"examiner":[…]}`; `mrz` is null where none was read, `viz`
/// where the model is not known.
pub fn examination(examination: &Examination) -> Value {
    let (model, viz) = match &examination.identification {
        Identification::Identified { model, .. } => {
            (model_key(&model.key), viz_json::of_entries(&examination.readings.viz, &model.month_names))
        }
        Identification::NotIdentified { .. } => (Value::Null, Value::Null),
    };
    json!({
        "schema": SCHEMA,
        "overall": result(examination.overall().state),
        "summary": words::summary(examination),
        "model": model,
        "mrz": examination.readings.mrz.as_ref().map(|reading| mrz_json::of_reading(reading, examination.today)),
        "viz": viz,
        "warnings": examination.light_doubts.iter().map(words::light_doubt).collect::<Vec<_>>(),
        "findings": examination.findings.iter().map(finding).collect::<Vec<_>>(),
        "groups": examination.groups().iter().map(group).collect::<Vec<_>>(),
        "examiner": examination.guided.iter().map(question).collect::<Vec<_>>(),
    })
}

fn model_key(key: &ModelKey) -> Value {
    json!({
        "issuing_state": key.issuing_state,
        "document_type": key.document_type,
        "number": key.number,
        "year": key.year,
        "prado": key.prado,
    })
}

fn finding(finding: &Finding) -> Value {
    let judgement = finding.result.as_ref().ok();
    let place = judgement.and_then(|judgement| judgement.places.first());
    let why = words::why(finding);
    let mut check = finding.routine.check.clone();
    if let Some(zone) = &finding.routine.zone {
        check = format!("{check}:{zone}");
    }
    json!({
        "check": check,
        "uuid": finding.routine.uuid,
        "routine": finding.routine.generic,
        "counterfeit": finding.routine.fraud,
        "group": finding.routine.group,
        "weight": weight(finding.routine.weight),
        "result": result(finding.state()),
        "aborted_because": finding.result.as_ref().err().map(ToString::to_string),
        "margin": judgement.and_then(|judgement| judgement.margin).map(rounded),
        "value": judgement.and_then(|judgement| judgement.value).map(rounded),
        "light": words::light_code(place.map_or(finding.routine.light, |place| place.light)),
        "area_mm": place.map(|place| area_mm(&place.area)),
        "suspicion": rounded(suspicion(finding)),
        "explanation": words::explanation(finding),
        "can_also_come_from": why.as_ref().and_then(|why| why.innocently.clone()),
        "why": why.map(|why| why.to_string()),
    })
}

/// A composite or group of routines with its result; no part of the overall result.
fn group(group: &GroupResult) -> Value {
    let grouping = &group.grouping;
    json!({
        "uuid": grouping.uuid,
        "name": grouping.name,
        "routine": grouping.generic,
        "zone": grouping.zone,
        "function": grouping.function,
        "members": grouping.members,
        "result": result(group.state),
        "failed": group.failed,
    })
}

/// A question to the examiner and their answer, `null` while there is none; no part of the overall result.
fn question(guided: &Guided) -> Value {
    json!({
        "check": guided.check.id,
        "feature": guided.check.feature,
        "question": guided.check.question,
        "light": words::light_code(guided.check.light),
        "area_mm": area_mm(&guided.area),
        "answer": guided.answer,
    })
}

fn area_mm(area: &PageRect) -> Value {
    json!({
        "left": rounded(area.left),
        "top": rounded(area.top),
        "width": rounded(area.width),
        "height": rounded(area.height),
    })
}

fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Mandatory => "mandatory",
        Weight::Optional => "optional",
        Weight::Evaluatory => "evaluatory",
    }
}

/// The contract's word for a result.
pub fn result(state: State) -> &'static str {
    match state {
        State::Terminated(Outcome::Successful) => "successful",
        State::Terminated(Outcome::Failed) => "failed",
        State::Terminated(Outcome::Undetermined) => "undetermined",
        State::Terminated(Outcome::NotSupported) => "not_supported",
        State::Aborted => "aborted",
    }
}

/// Three decimals: finer than anything is measured.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
