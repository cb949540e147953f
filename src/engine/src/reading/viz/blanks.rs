//! Blanks between words, by the room between their letters as well as by the network, which overlooks narrow ones.

use super::beam::Said;
use super::net::{ALPHABET, Frame};
use super::strip::{FRAME, Strip};

/// Letters and signs with room of their own beside them.
const NARROW: &str = "17FIJLPTVYfijlrt.,:;-/'<";
/// Class of a blank.
const BLANK: usize = 1;
/// Room beyond that of the line's letters, px of the strip, from which there may be a blank, and from which there is one.
const MAY_BE_PX: usize = 3;
const IS_PX: usize = 5;
/// Room, px, that a blank needs where the network gives it less than [`LIKELY`].
const LEAST_PX: usize = 6;
/// Probability that makes a blank of a narrower gap, and one without which only a wide gap is one.
const LIKELY: f32 = 0.15;
const POSSIBLE: f32 = 0.005;

/// From middle to middle of two characters, px, and in the line's usual distances: they belong to two words however little the
/// network sees between them.
const FAR_PX: usize = 64;
const FAR_USUAL: usize = 3;

/// The text with the blanks that its letters leave room for, and how sure that room makes each blank; 0 for letters.
pub(super) fn with_blanks(strip: &Strip, frames: &[Frame], said: &[Said]) -> Vec<(Said, f32)> {
    let clear = strip.clear_columns();
    let gap = |a: &Said, b: &Said| {
        let between = clear.get(middle(a)..middle(b)).unwrap_or_default();
        between.split(|is_clear| !is_clear).map(<[bool]>::len).max().unwrap_or(0)
    };
    let letters = said.windows(2).filter(|pair| pair.iter().all(|said| said.class != BLANK));
    let distance = |a: &Said, b: &Said| middle(b).saturating_sub(middle(a));
    let (gaps, distances) = letters.map(|pair| (gap(&pair[0], &pair[1]), distance(&pair[0], &pair[1]))).unzip();
    let (usual, usual_distance) = (middle_one(gaps), middle_one(distances));
    let sure = |gap: usize| (gap.saturating_sub(usual) as f32 / 10.0).min(0.95);
    let mut with = Vec::with_capacity(said.len());
    for (idx, own) in said.iter().enumerate() {
        let before = idx.checked_sub(1).and_then(|idx| said.get(idx));
        if own.class == BLANK {
            let after = said.get(idx + 1);
            let room = before.zip(after).map_or(0, |(before, after)| gap(before, after));
            with.push((*own, sure(room)));
            continue;
        }
        if let Some(before) = before.filter(|before| before.class != BLANK) {
            let room = gap(before, own);
            let (peak, share) = likeliest_blank(frames, before.peak, own.peak);
            let is_wide = LEAST_PX <= room && POSSIBLE <= share || LIKELY <= share;
            let is_bare = [before, own].iter().all(|said| !is_narrow(said));
            let is_far = FAR_PX.max(FAR_USUAL * usual_distance) <= distance(before, own);
            if usual + MAY_BE_PX <= room && is_wide || usual + IS_PX <= room && is_bare || is_far {
                with.push((Said { class: BLANK, peak }, sure(room)));
            }
        }
        with.push((*own, 0.0));
    }
    with
}

/// The middle one of some sizes; 0 of none.
fn middle_one(mut sizes: Vec<usize>) -> usize {
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied().unwrap_or(0)
}

fn is_narrow(said: &Said) -> bool {
    said.class.checked_sub(1).and_then(|idx| ALPHABET.chars().nth(idx)).is_some_and(|c| NARROW.contains(c))
}

/// The column of a character's middle.
fn middle(said: &Said) -> usize {
    said.peak * FRAME + FRAME / 2
}

/// The frame between two that is likeliest a blank, and its probability.
fn likeliest_blank(frames: &[Frame], from: usize, to: usize) -> (usize, f32) {
    let share = |frame: usize| frames.get(frame).and_then(|frame| frame.0.get(BLANK)).copied().unwrap_or(0.0);
    let mid = (from + to) / 2;
    (from + 1..to)
        .map(|frame| (frame, share(frame)))
        .fold((mid, 0.0), |best, next| if best.1 < next.1 { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The class of an A.
    const LETTER: usize = 22;
    /// The class of a 1.
    const FIGURE_ONE: usize = 13;

    /// Letters 6 px wide at these columns, one every so many frames, and what the network gives a blank everywhere.
    fn read(columns: &[usize], share: f32) -> String {
        read_as(LETTER, columns, share)
    }

    fn read_as(class: usize, columns: &[usize], share: f32) -> String {
        let is_ink = |x: usize| columns.iter().any(|&left| (left..left + 6).contains(&x));
        let width = 160;
        let strip = Strip::drawn(width, is_ink);
        let frames: Vec<Frame> = (0..width / FRAME).map(|_| Frame(vec![1.0 - share, share, 0.0])).collect();
        let said: Vec<Said> = columns.iter().map(|&left| Said { class, peak: (left + 3) / FRAME }).collect();
        with_blanks(&strip, &frames, &said)
            .iter()
            .map(|(said, _)| if said.class == BLANK { ' ' } else { 'A' })
            .collect()
    }

    #[test]
    fn room_parts_words() {
        assert_eq!(read(&[10, 18, 26, 34, 42], 0.0), "AAAAA");
        assert_eq!(read(&[10, 18, 26, 46, 54], 0.0), "AAA AA");
        // Room that may be a blank is one where the network thinks so.
        assert_eq!(read(&[10, 18, 26, 38, 46], 0.0), "AAAAA");
        assert_eq!(read(&[10, 18, 26, 38, 46], 0.3), "AAA AA");
    }

    #[test]
    fn what_stands_far_off_is_another_word_even_where_it_is_narrow() {
        assert_eq!(read_as(FIGURE_ONE, &[10, 18, 26, 90, 98], 0.0), "AAA AA");
        assert_eq!(read_as(FIGURE_ONE, &[10, 18, 26, 50, 58], 0.0), "AAAAA");
    }

    #[test]
    fn letters_set_wide_are_one_word() {
        assert_eq!(read(&[10, 26, 42, 58, 74], 0.0), "AAAAA");
        assert_eq!(read(&[10, 76, 142], 0.0), "AAA");
    }
}
