//! `intaglio reference catalogue`: every check with its page of the manual, which is the header of its own file.

use engine::catalog::Generic;
use engine::check::{self, Check};

use crate::usage::WrongUsage;

/// The manual's pages, in the order in which the checks are run; of one check alone where it is named.
///
/// # Errors
/// [`WrongUsage`] where there is no such check.
pub(crate) fn text(name: Option<&str>) -> Result<String, WrongUsage> {
    let chosen: Vec<&Check> = match name {
        Some(name) => {
            let unknown = || WrongUsage::unknown("check", name, check::all().iter().map(|check| check.name));
            vec![check::by_name(name).ok_or_else(unknown)?]
        }
        None => check::all().iter().collect(),
    };
    Ok(chosen.into_iter().map(page).collect::<Vec<_>>().join("\n"))
}

/// Every basic routine of the standards with the checks that can run it, and how many that are.
pub(crate) fn coverage() -> String {
    let basic = Generic::basic();
    let runs = |generic: &Generic| {
        let checks = check::all().iter().filter(|check| check.generics().contains(generic));
        checks.map(|check| check.name).collect::<Vec<_>>().join(", ")
    };
    let rows: Vec<(String, String)> = basic.iter().map(|generic| (generic.to_string(), runs(generic))).collect();
    let n_run = rows.iter().filter(|(_, checks)| !checks.is_empty()).count();
    let line = |(generic, checks): &(String, String)| {
        format!("{generic}  {}\n", if checks.is_empty() { "not run" } else { checks })
    };
    let lines: String = rows.iter().map(line).collect();
    format!("{lines}{n_run} of {} basic routines (Doc 9303-2 Table C-1, BSI TR-03135-1)\n", basic.len())
}

fn page(check: &Check) -> String {
    let manual: String = check.manual().lines().map(|line| format!("    {line}\n").replace("    \n", "\n")).collect();
    format!("{} ({})\n{manual}", check.name, check.standing())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_says_what_it_cannot_see_and_where_it_errs() {
        for check in check::all() {
            let page = page(check);
            for part in ["Standard:", "Looks at:", "Passes wrongly:", "Fails wrongly:"] {
                assert!(page.contains(part), "{}: no \"{part}\"", check.name);
            }
        }
    }

    #[test]
    fn routines_are_of_the_kinds_that_the_manual_names() {
        let database = reference::Database::in_memory().expect("the shipped models");
        let of_models = database.records().flat_map(|record| record.model.routines.clone()).collect::<Vec<_>>();
        let of_any = check::all().iter().flat_map(|check| (check.without_model)());
        for routine in of_models.into_iter().chain(of_any) {
            let named = check::by_name(&routine.check).map(Check::generics).unwrap_or_default();
            let Some(generic) = &routine.generic else { continue };
            for part in Generic::parts(generic).expect("a notation") {
                assert!(named.contains(&part), "{part} is not on the page of {}", routine.check);
            }
        }
    }

    #[test]
    fn coverage_has_a_line_for_every_basic_routine() {
        let text = coverage();
        assert_eq!(text.lines().count(), 48);
        assert!(text.contains("(UV,LU,FI)  uv_fibres\n"));
    }

    #[test]
    fn one_check_alone_or_a_name_that_is_none() {
        let pattern = text(Some("pattern")).expect("a page");
        assert!(pattern.starts_with("pattern (counted once enrolled)\n    Whether the fine background print"));
        assert!(!pattern.contains("uv_motif ("));
        let digits = text(Some("mrz_check_digits")).expect("a page");
        assert!(digits.starts_with("mrz_check_digits (counted on any document)\n"));
        assert!(text(Some("glare")).expect("a page").starts_with("glare (measured and shown, not counted)\n"));
        assert!(text(Some("luck")).is_err());
    }
}
