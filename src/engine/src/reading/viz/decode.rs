//! From frames to characters: the likeliest in each frame, repeats taken together, and how sure each one is.

use super::VizCharacter;
use super::net::{ALPHABET, Frame};
use super::strip::Strip;

/// Alternatives under this probability are left out.
const LEAST_ALTERNATIVE: f32 = 0.01;

/// Neighbouring frames in which one class is the likeliest.
struct Run {
    class: usize,
    /// The frame that is surest of it.
    peak: usize,
    confidence: f32,
}

/// The characters of a strip, blanks at its ends left out, and the probability that one was missed.
pub(super) fn decode(strip: &Strip, frames: &[Frame]) -> (Vec<VizCharacter>, f32) {
    let symbols: Vec<char> = ALPHABET.chars().collect();
    let symbol = |run: &Run| symbols.get(run.class.wrapping_sub(1)).copied();
    let mut runs: Vec<Run> = Vec::new();
    for (idx, frame) in frames.iter().enumerate() {
        let best = frame.0.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((class, confidence)) = best else { continue };
        match runs.last_mut() {
            Some(run) if run.class == class => {
                if run.confidence < confidence {
                    (run.peak, run.confidence) = (idx, confidence);
                }
            }
            _ => runs.push(Run { class, peak: idx, confidence }),
        }
    }
    runs.retain(|run| run.class != 0);
    let is_blank = |run: &Run| symbol(run) == Some(' ');
    let first = runs.iter().position(|run| !is_blank(run)).unwrap_or(runs.len());
    let end = runs.iter().rposition(|run| !is_blank(run)).map_or(first, |last| last + 1);
    let runs = &runs[first..end];
    let missed = missed(frames, runs);
    let characters = runs.iter().enumerate().filter_map(|(idx, run)| {
        let middle = |run: &Run| run.peak as f64 + 0.5;
        let reach = 0.5 * Strip::frames_a_cap();
        let before = idx.checked_sub(1).and_then(|idx| runs.get(idx));
        let left = before.map_or(0.0, |before| (middle(before) + middle(run)) / 2.0).max(middle(run) - reach);
        let right = runs.get(idx + 1).map_or(f64::MAX, |next| (middle(next) + middle(run)) / 2.0);
        let right = right.min(middle(run) + reach);
        let alternatives = frames.get(run.peak).map(|frame| alternatives(frame, run.class, &symbols));
        Some(VizCharacter {
            symbol: symbol(run)?,
            confidence: run.confidence,
            alternatives: alternatives.unwrap_or_default(),
            area: strip.area(left, right),
        })
    });
    let mut characters: Vec<VizCharacter> = characters.collect();
    settle_case(&mut characters);
    (characters, missed)
}

/// The other characters of a frame.
fn alternatives(frame: &Frame, class: usize, symbols: &[char]) -> Vec<(char, f32)> {
    let others = frame.0.iter().skip(1).zip(symbols).enumerate().filter(|(idx, _)| idx + 1 != class);
    let mut others: Vec<(char, f32)> =
        others.map(|(_, (&p, &symbol))| (symbol, p)).filter(|(_, p)| LEAST_ALTERNATIVE <= *p).collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others
}

/// The largest probability of some character in a frame where none is the likeliest, its neighbours' own left out: a
/// character's print runs on into the frames beside it.
fn missed(frames: &[Frame], runs: &[Run]) -> f32 {
    let mut most = 0.0_f32;
    for (idx, frame) in frames.iter().enumerate() {
        let after = runs.partition_point(|run| run.peak <= idx);
        let beside = [after.checked_sub(1), Some(after)].map(|idx| idx.and_then(|idx| runs.get(idx)));
        let is_own = |class: usize| class <= 1 || beside.iter().flatten().any(|run| run.class == class);
        if frame.0.first().is_some_and(|&none| frame.0.iter().all(|&p| p <= none)) {
            let others = frame.0.iter().enumerate().filter(|(class, _)| !is_own(*class));
            most = others.map(|(_, &p)| p).fold(most, f32::max);
        }
    }
    most
}

/// Letters whose small form is the capital's shape take the case of the letters round them.
fn settle_case(characters: &mut [VizCharacter]) {
    const ALIKE: &str = "cosuvwxzçóòôöõøőōśŝšşșúùûüůűūŭųŵźżžćĉċč";
    let is_alike = |c: char| ALIKE.contains(lower(c));
    let others = characters.iter().map(|character| character.symbol).filter(|&c| c.is_alphabetic() && !is_alike(c));
    let (n_capital, n_small) = others
        .fold((0, 0), |(capital, small), c| if c.is_uppercase() { (capital + 1, small) } else { (capital, small + 1) });
    if n_capital <= n_small {
        return;
    }
    for character in characters.iter_mut().filter(|character| is_alike(character.symbol)) {
        let capital = upper(character.symbol);
        if capital != character.symbol {
            let share = character.alternatives.iter().find(|(symbol, _)| *symbol == capital).map_or(0.0, |(_, p)| *p);
            character.alternatives.retain(|(symbol, _)| *symbol != capital);
            character.confidence = (character.confidence + share).min(1.0);
            character.symbol = capital;
        }
    }
}

/// The one small letter of a capital; itself for others.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The one capital of a small letter; itself for others.
fn upper(c: char) -> char {
    let mut capital = c.to_uppercase();
    match (capital.next(), capital.next()) {
        (Some(capital), None) => capital,
        _ => c,
    }
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
        let (_, _, missed) = read("_8___8_", 0.7, '3');
        assert!((missed - 0.3).abs() < 1e-6);
    }

    #[test]
    fn letters_of_one_shape_take_the_case_of_their_word() {
        assert_eq!(read("_N_o_R_v_E_s_s_A_", 1.0, '_').0, "NORVESSA");
        assert_eq!(read("_O_s_l_o_", 1.0, '_').0, "Oslo");
    }
}
