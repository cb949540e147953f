//! The likeliest text of a strip over all ways its frames can say it: prefix beam search (Graves 2006; Hannun 2014), and the
//! frames that say each character. Taking the likeliest class of each frame alone loses what several frames say faintly: a
//! thin I, a blank, the second of two like letters.

use std::collections::BTreeMap;

use super::net::Frame;

/// Texts followed at a time.
const WIDTH: usize = 12;
/// Classes less probable than this in a frame are not followed.
const LEAST: f32 = 0.003;

/// A character of the text: its class, and the frame that is surest of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) class: usize,
    pub(super) peak: usize,
}

/// The likeliest text, each character with its frame.
pub(super) fn likeliest(frames: &[Frame]) -> Vec<Said> {
    align(frames, &text(frames))
}

/// Probability of a text that ends in none, and of one that ends in its last class.
type Ends = (f64, f64);

/// Texts as a tree of prefixes.
struct Prefixes {
    /// Of each: what it goes on from, and its last class; the first is empty.
    nodes: Vec<(usize, usize)>,
    known: BTreeMap<(usize, usize), usize>,
}

impl Prefixes {
    fn longer(&mut self, prefix: usize, class: usize) -> usize {
        let next = self.nodes.len();
        let node = *self.known.entry((prefix, class)).or_insert(next);
        if node == next {
            self.nodes.push((prefix, class));
        }
        node
    }

    fn text(&self, mut prefix: usize) -> Vec<usize> {
        let mut classes = Vec::new();
        while let Some(&(before, class)) = self.nodes.get(prefix).filter(|_| prefix != 0) {
            classes.push(class);
            prefix = before;
        }
        classes.reverse();
        classes
    }
}

/// The classes of the likeliest text.
fn text(frames: &[Frame]) -> Vec<usize> {
    let mut prefixes = Prefixes { nodes: vec![(0, 0)], known: BTreeMap::new() };
    let mut beam: Vec<(usize, Ends)> = vec![(0, (1.0, 0.0))];
    for frame in frames {
        let none = f64::from(frame.0.first().copied().unwrap_or(1.0));
        let likely = frame.0.iter().copied().enumerate().skip(1).filter(|(_, p)| LEAST <= *p);
        let likely: Vec<(usize, f64)> = likely.map(|(class, p)| (class, f64::from(p))).collect();
        let mut next: BTreeMap<usize, Ends> = BTreeMap::new();
        for &(prefix, (in_none, in_last)) in &beam {
            let last = prefixes.nodes.get(prefix).map_or(0, |node| node.1);
            let again = frame.0.get(last).filter(|_| last != 0).map_or(0.0, |&p| f64::from(p));
            let own = next.entry(prefix).or_default();
            own.0 += (in_none + in_last) * none;
            own.1 += in_last * again;
            for &(class, p) in &likely {
                let from = if class == last { in_none } else { in_none + in_last };
                next.entry(prefixes.longer(prefix, class)).or_default().1 += from * p;
            }
        }
        beam = next.into_iter().collect();
        beam.sort_by(|a, b| (b.1.0 + b.1.1).total_cmp(&(a.1.0 + a.1.1)).then(a.0.cmp(&b.0)));
        beam.truncate(WIDTH);
        let most = beam.first().map_or(1.0, |(_, ends)| ends.0 + ends.1).max(f64::MIN_POSITIVE);
        beam.iter_mut().for_each(|(_, ends)| *ends = (ends.0 / most, ends.1 / most));
    }
    beam.first().map(|(prefix, _)| prefixes.text(*prefix)).unwrap_or_default()
}

/// The likeliest way the frames can say a text (Viterbi 1967), of each character the surest frame.
fn align(frames: &[Frame], text: &[usize]) -> Vec<Said> {
    // States: none, first character, none, second, … none.
    let class_of = |state: usize| if state.is_multiple_of(2) { 0 } else { text.get(state / 2).copied().unwrap_or(0) };
    let n = 2 * text.len() + 1;
    let log =
        |frame: &Frame, state: usize| f64::from(frame.0.get(class_of(state)).copied().unwrap_or(0.0)).max(1e-30).ln();
    let mut worth = vec![f64::NEG_INFINITY; n];
    let mut steps: Vec<Vec<u8>> = Vec::with_capacity(frames.len());
    for (idx, frame) in frames.iter().enumerate() {
        let mut next = vec![f64::NEG_INFINITY; n];
        let mut step = vec![0; n];
        for state in 0..n {
            let may_skip = state % 2 == 1 && 3 <= state && class_of(state) != class_of(state - 2);
            let most = if may_skip { 2 } else { 1.min(state) };
            let start = if idx == 0 && state < 2 { 0.0 } else { f64::NEG_INFINITY };
            let from = |back: usize| if idx == 0 { start } else { worth[state - back] };
            let back = (0..=most).fold(0, |best, back| if from(best) < from(back) { back } else { best });
            next[state] = from(back) + log(frame, state);
            step[state] = back as u8;
        }
        worth = next;
        steps.push(step);
    }
    let mut state = if 1 < n && worth[n - 1] < worth[n - 2] { n - 2 } else { n - 1 };
    let mut said: Vec<Option<Said>> = vec![None; text.len()];
    for (idx, step) in steps.iter().enumerate().rev() {
        let probability = |frame: usize, class: usize| frames.get(frame).and_then(|f| f.0.get(class)).copied();
        if let (1, Some(own)) = (state % 2, said.get_mut(state / 2)) {
            let class = class_of(state);
            if own.is_none_or(|own| probability(own.peak, class) < probability(idx, class)) {
                *own = Some(Said { class, peak: idx });
            }
        }
        state -= usize::from(step[state]).min(state);
    }
    said.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of three classes: none, 1, 2.
    fn frames(rows: &[[f32; 3]]) -> Vec<Frame> {
        rows.iter().map(|row| Frame(row.to_vec())).collect()
    }

    fn classes(rows: &[[f32; 3]]) -> Vec<usize> {
        likeliest(&frames(rows)).iter().map(|said| said.class).collect()
    }

    #[test]
    fn what_several_frames_say_faintly_is_heard() {
        // No frame has class 1 for the likeliest, yet 1 - 0.55³ of the ways say it.
        assert_eq!(classes(&[[0.55, 0.45, 0.0], [0.55, 0.45, 0.0], [0.55, 0.45, 0.0]]), [1]);
        assert_eq!(classes(&[[0.9, 0.1, 0.0], [0.9, 0.1, 0.0]]), []);
    }

    #[test]
    fn repeats_are_one_unless_parted() {
        assert_eq!(classes(&[[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), [1, 1]);
        assert_eq!(classes(&[[0.1, 0.9, 0.0], [0.2, 0.8, 0.0]]), [1]);
    }

    #[test]
    fn each_character_has_its_surest_frame() {
        let said = likeliest(&frames(&[[0.3, 0.7, 0.0], [0.1, 0.9, 0.0], [0.8, 0.1, 0.1], [0.1, 0.0, 0.9]]));
        assert_eq!(said, [Said { class: 1, peak: 1 }, Said { class: 2, peak: 3 }]);
        assert_eq!(likeliest(&[]), []);
    }
}
