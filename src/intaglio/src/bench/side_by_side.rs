//! Many examinations, a few at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The results of `of` for `0..n` in their order, as many at a time as there are cores.
///
/// Threads of their own, not a task pool's: a pool's thread that waits inside one examination would begin the next
/// one meanwhile, and another inside that, each holding its pictures.
pub(crate) fn side_by_side<T: Send>(n: usize, of: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(n);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(n)));
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                loop {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    if n <= idx {
                        break;
                    }
                    let result = of(idx);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((idx, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(idx, _)| *idx);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn results_come_in_their_order() {
        assert_eq!(side_by_side(50, |idx| idx * idx), (0..50).map(|idx| idx * idx).collect::<Vec<_>>());
        assert!(side_by_side(0, |idx| idx).is_empty());
    }
}
