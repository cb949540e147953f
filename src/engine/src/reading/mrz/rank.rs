//! What the layout says of doubtful characters: a name holds no digits, a date no letters. Doc 9303-3 §4.6–4.8.

use super::CharReading;
use super::field::{Field, Span};
use super::layout::layout_of;
use super::state_codes::state_code;

/// A character the layout does not admit gives way to one it admits that is at least this probable by the picture, and
/// at least this much of it as probable. What is plainly printed stays, wrong or not.
const ADMITTED_FROM: f32 = 0.02;

/// A letter that makes a State's code is put first where it is at least this share as probable as the one read.
const STATE_CODE_FROM: f32 = 0.1;

/// Put the likeliest character that its place admits before one that it does not.
///
/// Probabilities stay those of the picture alone: a character put first so has an alternative likelier than itself, is
/// doubtful, and says so by [`CharReading::is_ranked_by_rules`].
pub(super) fn rank_by_layout(lines: &mut [Vec<CharReading>]) {
    let text: Vec<String> = lines.iter().map(|line| line.iter().map(|c| c.symbol).collect()).collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    let Some(layout) = layout_of(&text) else { return };
    for &(field, spans) in layout.fields {
        let Some(admits) = admitted(field) else { continue };
        spans.iter().for_each(|&span| rank_span(lines, span, admits));
    }
    for &(field, spans) in layout.fields {
        if matches!(field, Field::IssuingState | Field::Nationality) {
            spans.iter().for_each(|&span| rank_state_code(lines, span));
        }
    }
    for place in layout.digits {
        rank_span(lines, place.at, |symbol| symbol.is_ascii_digit() || symbol == '<');
    }
}

/// What a field's characters may be, where not anything.
fn admitted(field: Field) -> Option<fn(char) -> bool> {
    match field {
        Field::IssuingState | Field::Nationality | Field::Name => Some(|symbol| !symbol.is_ascii_digit()),
        Field::DateOfBirth | Field::DateOfExpiry => Some(|symbol| symbol.is_ascii_digit() || symbol == '<'),
        Field::Sex => Some(|symbol| matches!(symbol, 'M' | 'F' | 'X' | '<')),
        _ => None,
    }
}

fn rank_span(lines: &mut [Vec<CharReading>], span: Span, admits: fn(char) -> bool) {
    let Some(cells) = lines.get_mut(span.line_idx).and_then(|line| line.get_mut(span.first..span.end)) else { return };
    for cell in cells.iter_mut().filter(|cell| !admits(cell.symbol)) {
        let Some(idx) = cell.alternatives.iter().position(|a| admits(a.0) && ADMITTED_FROM <= a.1) else { continue };
        cell.put_first(idx);
    }
}

/// Where the code is no State's, the likeliest doubtful character whose change makes it one. Doc 9303-3 §5.
fn rank_state_code(lines: &mut [Vec<CharReading>], span: Span) {
    let Some(cells) = lines.get_mut(span.line_idx).and_then(|line| line.get_mut(span.first..span.end)) else { return };
    let code: Vec<char> = cells.iter().map(|cell| cell.symbol).collect();
    let is_state = |code: &[char]| state_code(code.iter().collect::<String>().trim_end_matches('<')).is_some();
    if is_state(&code) || code.iter().all(|&symbol| symbol == '<') {
        return;
    }
    let mut best: Option<(f32, usize, usize)> = None;
    for (column, cell) in cells.iter().enumerate() {
        for (idx, &(symbol, probability)) in cell.alternatives.iter().enumerate() {
            let mut changed = code.clone();
            changed[column] = symbol;
            let share = probability / cell.confidence.max(f32::MIN_POSITIVE);
            if STATE_CODE_FROM <= share && best.is_none_or(|b| b.0 < share) && is_state(&changed) {
                best = Some((share, column, idx));
            }
        }
    }
    if let Some((_, column, idx)) = best {
        cells[column].put_first(idx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::ScanPoint;

    fn lines(doubt: (usize, usize), reading: (char, f32), alternative: (char, f32)) -> Vec<Vec<CharReading>> {
        let cell = [ScanPoint { x_px: 0.0, y_px: 0.0 }; 4];
        let sure = |symbol| CharReading { symbol, confidence: 0.99, alternatives: Vec::new(), cell_in_scan: cell };
        let text = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
        let mut lines: Vec<Vec<CharReading>> = text.iter().map(|line| line.chars().map(sure).collect()).collect();
        let cell = &mut lines[doubt.0][doubt.1];
        (cell.symbol, cell.confidence, cell.alternatives) = (reading.0, reading.1, vec![alternative]);
        lines
    }

    #[test]
    fn a_doubtful_digit_in_a_name_gives_way_and_is_marked() {
        let mut lines = lines((0, 11), ('0', 0.6), ('O', 0.39));
        rank_by_layout(&mut lines);
        let cell = &lines[0][11];
        assert_eq!((cell.symbol, cell.confidence), ('O', 0.39));
        assert_eq!(cell.alternatives, [('0', 0.6)]);
        assert!(cell.is_ranked_by_rules());
    }

    #[test]
    fn a_plain_digit_in_a_name_stays() {
        let mut lines = lines((0, 11), ('0', 0.985), ('O', 0.012));
        rank_by_layout(&mut lines);
        assert_eq!(lines[0][11].symbol, '0');
        assert!(!lines[0][11].is_ranked_by_rules());
    }

    #[test]
    fn a_doubtful_letter_makes_a_state_code() {
        let mut lines = lines((0, 4), ('D', 0.6), ('O', 0.3));
        rank_by_layout(&mut lines);
        assert_eq!((lines[0][4].symbol, lines[0][4].confidence), ('O', 0.3));
        assert!(lines[0][4].is_ranked_by_rules());
    }

    #[test]
    fn a_document_number_may_hold_anything() {
        let mut lines = lines((1, 7), ('O', 0.6), ('0', 0.39));
        rank_by_layout(&mut lines);
        assert_eq!(lines[1][7].symbol, 'O');
    }
}
