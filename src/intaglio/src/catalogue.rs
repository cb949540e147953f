//! `intaglio reference catalogue`: every check with its page of the manual, which is the header of its own file.

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

fn page(check: &Check) -> String {
    let standing =
        if check.is_on_trial { "on trial: measured and shown, not counted" } else { "counted once enrolled" };
    let manual: String = check.manual().lines().map(|line| format!("    {line}\n").replace("    \n", "\n")).collect();
    format!("{} ({standing})\n{manual}", check.name)
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
    fn one_check_alone_or_a_name_that_is_none() {
        let pattern = text(Some("pattern")).expect("a page");
        assert!(pattern.starts_with("pattern (counted once enrolled)\n    Whether the fine background print"));
        assert!(!pattern.contains("uv_motif ("));
        assert!(text(Some("luck")).is_err());
    }
}
