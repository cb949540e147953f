//! The machine readable zone as a person or a swipe reader types it.

use engine::reading::mrz::{MrzFormat, typed_lines};

/// Most lines of a zone.
const MOST_MRZ_LINES: usize = 3;

/// One line now reads so; a whole zone put in at once fills all lines.
pub(super) fn type_line(lines: &mut Vec<String>, line_idx: usize, text: &str) {
    let Some(line) = lines.get_mut(line_idx) else { return };
    let is_pasted = line.chars().count() + 2 <= text.chars().count();
    let pasted = typed_lines(&text.split_whitespace().collect::<Vec<_>>().join("\n"));
    if is_pasted && 1 < pasted.len() && MrzFormat::of(&pasted).is_some() {
        *lines = pasted;
    } else {
        *line = as_mrz(text);
    }
}

/// A line is at its end: what follows goes into the next ones, and there is a next one.
pub(super) fn end_line(lines: &mut Vec<String>, line_idx: usize, following: &[String]) {
    for (idx, text) in (line_idx + 1..MOST_MRZ_LINES).zip(following) {
        if idx == lines.len() && MrzFormat::of(lines).is_none() {
            lines.push(String::new());
        }
        if let Some(line) = lines.get_mut(idx) {
            line.push_str(&as_mrz(text));
        }
    }
}

/// Typed text as an MRZ line: capitals, `<` for blanks, nothing else.
fn as_mrz(text: &str) -> String {
    text.chars()
        .map(|c| if c == ' ' { '<' } else { c.to_ascii_uppercase() })
        .filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '<')
        .collect()
}
