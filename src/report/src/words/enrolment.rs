//! What was made of captures, and what so few of them cannot tell.

use engine::catalog::{CheckRoutine, Weight};
use engine::enrol::{EnrolStage, Enrolment};

/// Captures below which a model rests mostly on copies of them.
const ENOUGH: usize = 5;

/// What is being done, such as `finding the page on every capture`.
pub fn enrol_stage(stage: EnrolStage) -> &'static str {
    match stage {
        EnrolStage::Locate => "finding the page on every capture",
        EnrolStage::Propose => "proposing zones",
        EnrolStage::Measure { .. } => "measuring the captures and copies of them",
    }
}

/// What the model was made of and came to: `from 1 capture and 8 copies of them: 20 zones, 31 check routines, 18 of them counted`.
pub fn enrolled_from(enrolment: &Enrolment) -> String {
    let Enrolment { model, n_captures, n_copies, .. } = enrolment;
    let captures = if *n_captures == 1 { "capture" } else { "captures" };
    format!(
        "from {n_captures} {captures} and {n_copies} copies of them: {} zones, {} check routines, {} of them counted",
        model.zones.len(),
        model.routines.len(),
        n_counted(&model.routines),
    )
}

/// How many of the routines count.
pub fn n_counted<'a>(routines: impl IntoIterator<Item = &'a CheckRoutine>) -> usize {
    routines.into_iter().filter(|routine| routine.weight != Weight::Evaluatory).count()
}

/// How well the thresholds of some captures judge another.
pub fn leave_one_out(found: Option<(usize, usize)>) -> String {
    match found {
        Some((n_failed, n)) => {
            format!("leave-one-out: {n_failed} of {n} captures have a failed check by the thresholds of the others")
        }
        None => "leave-one-out: needs three captures".to_owned(),
    }
}

/// What so few captures cannot tell; `None` where they are enough.
pub fn few_captures(n_captures: usize) -> Option<&'static str> {
    match n_captures {
        1 => Some(
            "one capture cannot tell what differs between holders (entries not repeated in the MRZ are guessed by their size), \
             nor how print varies between copies, nor which fluorescence is scattered fibres; thresholds rest on copies of this \
             capture and are wider for it",
        ),
        n if n < ENOUGH => Some("fewer than 5 captures; thresholds rest mostly on copies of them"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_captures_are_warned_of_and_enough_are_not() {
        assert!(few_captures(1).is_some_and(|words| words.starts_with("one capture cannot tell")));
        assert_eq!(few_captures(4), few_captures(2));
        assert!(few_captures(4).is_some());
        assert_eq!(few_captures(5), None);
    }
}
