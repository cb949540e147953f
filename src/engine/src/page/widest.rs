//! Loops run with the widest registers the processor has: stations differ, and one program serves them all.

use rten_simd::{Isa, SimdOp};

/// What `work` comes to, the loops in it run as wide as the processor can; to the bit the same on any of them, as nothing is
/// summed in another order or rounded less often. What `work` calls has to be inlined to take part.
#[inline(always)]
pub(crate) fn widest<R>(work: impl FnOnce() -> R) -> R {
    Work(work).dispatch()
}

struct Work<F>(F);

impl<R, F: FnOnce() -> R> SimdOp for Work<F> {
    type Output = R;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> R {
        (self.0)()
    }
}
