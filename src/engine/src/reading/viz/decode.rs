//! From frames to characters: the likeliest text, and how sure each of its characters is.

use super::VizCharacter;
use super::beam::{Said, likeliest};
use super::blanks::with_blanks;
use super::net::{ALPHABET, Frame};
use super::settle::settle;
use super::strip::Strip;

/// Alternatives under this probability are left out.
const LEAST_ALTERNATIVE: f32 = 0.01;

/// The characters of a strip, blanks at its ends left out, and the probability that one was missed.
pub(super) fn decode(strip: &Strip, frames: &[Frame]) -> (Vec<VizCharacter>, f32) {
    let symbols: Vec<char> = ALPHABET.chars().collect();
    let symbol = |said: &Said| symbols.get(said.class.wrapping_sub(1)).copied();
    let said = likeliest(frames);
    let is_blank = |said: &Said| symbol(said) == Some(' ');
    let first = said.iter().position(|said| !is_blank(said)).unwrap_or(said.len());
    let end = said.iter().rposition(|said| !is_blank(said)).map_or(first, |last| last + 1);
    let (said, by_room): (Vec<Said>, Vec<f32>) = with_blanks(strip, frames, &said[first..end]).into_iter().unzip();
    let missed = missed(frames, &said);
    let characters = said.iter().enumerate().filter_map(|(idx, own)| {
        let middle = |said: &Said| said.peak as f64 + 0.5;
        let reach = 0.5 * Strip::frames_a_cap();
        let before = idx.checked_sub(1).and_then(|idx| said.get(idx));
        let left = before.map_or(0.0, |before| (middle(before) + middle(own)) / 2.0).max(middle(own) - reach);
        let right = said.get(idx + 1).map_or(f64::MAX, |next| (middle(next) + middle(own)) / 2.0);
        let right = right.min(middle(own) + reach);
        let alternatives = frames.get(own.peak).map(|frame| alternatives(frame, own.class, &symbols));
        Some(VizCharacter {
            symbol: symbol(own)?,
            confidence: confidence(frames, &said, idx).max(by_room.get(idx).copied().unwrap_or(0.0)),
            alternatives: alternatives.unwrap_or_default(),
            area: strip.area(left, right),
        })
    });
    let mut characters: Vec<VizCharacter> = characters.collect();
    settle(&mut characters);
    (characters, missed)
}

/// How sure a character is: that one is there, in one of the frames between its neighbours, and that it is this one.
fn confidence(frames: &[Frame], said: &[Said], idx: usize) -> f32 {
    let beside = |idx: Option<usize>| idx.and_then(|idx| said.get(idx));
    let (Some(own), before, after) = (said.get(idx), beside(idx.checked_sub(1)), beside(Some(idx + 1))) else {
        return 0.0;
    };
    let probability =
        |frame: usize, class: usize| frames.get(frame).and_then(|f| f.0.get(class)).copied().unwrap_or(0.0);
    let is_this = probability(own.peak, own.class) / (1.0 - probability(own.peak, 0)).max(1e-6);
    let first = before.map_or(0, |before| (before.peak + own.peak).div_ceil(2));
    let last = after.map_or(frames.len(), |after| (after.peak + own.peak) / 2 + 1);
    let is_other = |frame: usize| {
        let neighbours = [before, after].into_iter().flatten().filter(|said| said.class != own.class);
        (probability(frame, 0) + neighbours.map(|said| probability(frame, said.class)).sum::<f32>()).min(1.0)
    };
    let is_there = 1.0 - (first..last.max(own.peak + 1)).map(is_other).product::<f32>();
    let is_parted = before
        .filter(|before| before.class == own.class)
        .map_or(1.0, |before| (before.peak..own.peak).map(|frame| probability(frame, 0)).fold(0.0, f32::max));
    (is_this * is_there).min(is_parted).clamp(0.0, 1.0)
}

/// The other characters of a frame.
fn alternatives(frame: &Frame, class: usize, symbols: &[char]) -> Vec<(char, f32)> {
    let others = frame.0.iter().skip(1).zip(symbols).enumerate().filter(|(idx, _)| idx + 1 != class);
    let mut others: Vec<(char, f32)> =
        others.map(|(_, (&p, &symbol))| (symbol, p)).filter(|(_, p)| LEAST_ALTERNATIVE <= *p).collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others
}

/// The largest probability of some character that is not said, in a frame where none or such a one is the likeliest; the
/// neighbours' own left out: a character's print runs on into the frames beside it.
fn missed(frames: &[Frame], said: &[Said]) -> f32 {
    let mut most = 0.0_f32;
    for (idx, frame) in frames.iter().enumerate() {
        let after = said.partition_point(|said| said.peak <= idx);
        let beside = [after.checked_sub(1), Some(after)].map(|idx| idx.and_then(|idx| said.get(idx)));
        let is_own = |class: usize| class <= 1 || beside.iter().flatten().any(|said| said.class == class);
        let likeliest = frame.0.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        if likeliest.is_some_and(|(class, _)| class == 0 || !is_own(class)) {
            let others = frame.0.iter().enumerate().filter(|(class, _)| !is_own(*class));
            most = others.map(|(_, &p)| p).fold(most, f32::max);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::viz::line::Line;

    /// Frames in which each character, or none for `_`, has that probability, and the rest falls to another.
    fn frames(text: &str, share: f32, other: char) -> Vec<Frame> {
        let class = |c: char| if c == '_' { 0 } else { ALPHABET.chars().position(|a| a == c).map_or(0, |at| at + 1) };
        let frame = |c: char| {
            let mut scores = vec![0.0; ALPHABET.chars().count() + 1];
            scores[class(c)] += share;
            scores[class(other)] += 1.0 - share;
            Frame(scores)
        };
        text.chars().map(frame).collect()
    }

    fn read(text: &str, share: f32, other: char) -> (String, Vec<VizCharacter>, f32) {
        let line = Line { left_mm: 10.0, right_mm: 30.0, base_mm: 20.0, cap_mm: 2.0 };
        let strip = Strip::empty(line);
        let (characters, missed) = decode(&strip, &frames(text, share, other));
        (characters.iter().map(|c| c.symbol).collect(), characters, missed)
    }

    #[test]
    fn repeats_are_one_and_parted_by_none_are_two() {
        assert_eq!(read("__AAA_N_N__A_", 1.0, '_').0, "ANNA");
        assert_eq!(read("_ _A_ _B_ _", 1.0, '_').0, "A B");
        assert_eq!(read("____", 1.0, '_').0, "");
    }

    #[test]
    fn doubt_is_told() {
        let (text, characters, _) = read("_8_8_", 0.7, 'B');
        assert_eq!((text.as_str(), characters[0].confidence), ("88", 0.7));
        assert!(matches!(characters[0].alternatives.as_slice(), [('B', p)] if (p - 0.3).abs() < 1e-6));
        let (_, _, missed) = read("_8_8_", 0.7, '3');
        assert!((missed - 0.3).abs() < 1e-6);
    }
}
