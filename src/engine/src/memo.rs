//! Values that are worked out once and asked for again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Values by their keys, each worked out when it is first asked for.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(Mutex<BTreeMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<K: Ord, V: Clone> Memo<K, V> {
    /// The value of that key, as `make` finds it the first time. Two threads may make it at once, which is nothing worse than
    /// slow: while the lock is held nothing is made, since a thread that waits there would keep others from making theirs.
    pub(crate) fn get_or(&self, key: K, make: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known().get(&key) {
            return value.clone();
        }
        let value = make();
        known().insert(key, value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_for_each_key() {
        let memo = Memo::default();
        assert_eq!([memo.get_or("a", || 1), memo.get_or("b", || 2), memo.get_or("a", || 3)], [1, 2, 1]);
    }
}
