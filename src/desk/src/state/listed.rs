//! Models in a list: those of the reference browser, and those a document may be examined as.

use std::collections::BTreeSet;

use engine::model::{ModelHead, ModelKey};
use engine::reading::mrz::state_code;
use report::words::{name_in_list, years_of_issue};

/// Models of a list, and which of them have the letters asked for: worked out when either changes, not in every frame.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Listed {
    heads: Vec<ModelHead>,
    /// What is searched of each, in small letters.
    texts: Vec<String>,
    shown: Vec<usize>,
}

impl Listed {
    /// All of them shown.
    pub(crate) fn new(heads: Vec<ModelHead>) -> Self {
        let text = |head: &ModelHead| {
            format!("{} {} {} {}", head.key, name_in_list(head), state_name(&head.key), years_of_issue(head))
                .to_lowercase()
        };
        Self { texts: heads.iter().map(text).collect(), shown: (0..heads.len()).collect(), heads }
    }

    /// The same with these first, in their order.
    pub(crate) fn with_first(self, first: &[ModelKey]) -> Self {
        let rank = |head: &ModelHead| first.iter().position(|key| *key == head.key).unwrap_or(usize::MAX);
        let mut both: Vec<(ModelHead, String)> = self.heads.into_iter().zip(self.texts).collect();
        both.sort_by_key(|(head, _)| rank(head));
        let (heads, texts) = both.into_iter().unzip();
        Self { heads, texts, shown: self.shown }
    }

    /// Shows those in which every word of `filter` occurs, and those found.
    pub(crate) fn narrow(&mut self, filter: &str, found: &BTreeSet<String>) {
        let words: Vec<String> = filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let has = |idx: &usize| {
            words.iter().all(|word| self.texts[*idx].contains(word))
                || found.contains(&self.heads[*idx].key.to_string())
        };
        self.shown = (0..self.heads.len()).filter(has).collect();
    }

    /// Whether there is no model at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// How many are shown.
    pub(crate) fn n_rows(&self) -> usize {
        self.shown.len()
    }

    /// Those shown at these rows.
    pub(crate) fn rows(&self, rows: std::ops::Range<usize>) -> impl Iterator<Item = &ModelHead> {
        self.shown.get(rows).unwrap_or_default().iter().map(|&idx| &self.heads[idx])
    }
}

/// The name of the issuing State, or its code where the standard has none.
pub(crate) fn state_name(key: &ModelKey) -> String {
    state_code(&key.issuing_state).map_or_else(|| key.issuing_state.clone(), |state| state.name.to_owned())
}

#[cfg(test)]
mod tests {
    use engine::model::DocumentModel;

    use super::*;

    #[test]
    fn the_nearest_come_first_and_the_others_stay_in_their_order() {
        let key = |number| ModelKey::new("UTO", "P", number, None);
        let head = |number| ModelHead::of(&DocumentModel::bare(key(number), "Utopia passport", 125.0, 88.0));
        let mut listed = Listed::new((1..=5).map(head).collect()).with_first(&[key(4), key(2)]);
        let numbers = |listed: &Listed| listed.rows(0..listed.n_rows()).map(|head| head.key.number).collect::<Vec<_>>();
        assert_eq!(numbers(&listed), [4, 2, 1, 3, 5]);
        listed.narrow("p-3", &BTreeSet::new());
        assert_eq!(numbers(&listed), [3]);
    }
}
