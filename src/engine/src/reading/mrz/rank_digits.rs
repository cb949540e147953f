//! What the check digits say of characters the picture leaves open. Doc 9303-3 §4.9.

use super::CharReading;
use super::field::Span;
use super::parse::Mrz;

/// An alternative this probable by the picture may be put first; what is plainly printed stays, right or wrong.
const ALTERNATIVE_FROM: f32 = 0.04;

/// The same where the print's zero is plainly an O: it was read so where only a digit can be. There it is enough that one
/// more check digit agrees: others may be wrong in print.
const ZERO_FROM: f32 = 0.005;

/// The one that is put first is at least this many times as probable as the next that would do.
const TIMES_AS_PROBABLE: f32 = 4.0;

/// Where a check digit does not agree and one other reading of one character makes all of them agree, puts that first.
///
/// Probabilities stay those of the picture: the character is doubtful and says so by [`CharReading::is_ranked_by_rules`].
/// Nothing is changed where two readings would do about as well, and nothing where no single one does, as with digits that
/// are wrong in print.
pub(super) fn rank_by_check_digits(lines: &mut [Vec<CharReading>]) {
    let text: Vec<String> = lines.iter().map(|line| line.iter().map(|c| c.symbol).collect()).collect();
    let Ok(mrz) = Mrz::parse(&text) else { return };
    let wrong: Vec<Span> = mrz
        .check_digits()
        .iter()
        .filter(|digit| !digit.is_right)
        .flat_map(|digit| digit.over.iter().copied().chain([digit.at]))
        .collect();
    let is_covered = |line_idx: usize, column: usize| {
        wrong.iter().any(|span| span.line_idx == line_idx && span.columns().contains(&column))
    };
    let is_zero_an_o = lines.iter().flatten().any(|cell| cell.symbol == '0' && cell.is_ranked_by_rules());
    let n_wrong = mrz.check_digits().iter().filter(|digit| !digit.is_right).count();
    // From when an alternative may be put first, and how many check digits may disagree then.
    let terms = |cell: &CharReading, symbol: char| {
        let is_zero = is_zero_an_o && matches!((cell.symbol, symbol), ('O', '0'));
        if is_zero { (ZERO_FROM, n_wrong.saturating_sub(1)) } else { (ALTERNATIVE_FROM, 0) }
    };
    let mut found: Vec<(f32, usize, usize, usize)> = Vec::new();
    for (line_idx, line) in lines.iter().enumerate() {
        for (column, cell) in line.iter().enumerate().filter(|(column, _)| is_covered(line_idx, *column)) {
            for (idx, &(symbol, probability)) in cell.alternatives.iter().enumerate() {
                let (least, most_wrong) = terms(cell, symbol);
                if least <= probability && n_wrong_with(&text, line_idx, column, symbol) <= most_wrong {
                    found.push((probability, line_idx, column, idx));
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some(&(best, line_idx, column, idx)) = found.first() else { return };
    if found.get(1).is_some_and(|next| best < TIMES_AS_PROBABLE * next.0) {
        return;
    }
    if let Some(cell) = lines.get_mut(line_idx).and_then(|line| line.get_mut(column)) {
        cell.put_first(idx);
    }
}

/// How many check digits disagree with another character there; more than any layout has where that is no zone.
fn n_wrong_with(text: &[String], line_idx: usize, column: usize, symbol: char) -> usize {
    let changed = text.iter().enumerate().map(|(idx, line)| {
        let other = |(at, c)| if (idx, at) == (line_idx, column) { symbol } else { c };
        line.chars().enumerate().map(other).collect::<String>()
    });
    let changed: Vec<String> = changed.collect();
    let n_wrong = |mrz: Mrz| mrz.check_digits().iter().filter(|digit| !digit.is_right).count();
    Mrz::parse(&changed).map_or(usize::MAX, n_wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::ScanPoint;

    /// The zone of Doc 9303-4 with other readings at some places of line 2: column, symbol, its probability, the other.
    fn read(doubts: &[(usize, char, f32, (char, f32))]) -> String {
        let cell = [ScanPoint { x_px: 0.0, y_px: 0.0 }; 4];
        let sure = |symbol| CharReading { symbol, confidence: 0.99, alternatives: Vec::new(), cell_in_scan: cell };
        let text = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
        let mut lines: Vec<Vec<CharReading>> = text.iter().map(|line| line.chars().map(sure).collect()).collect();
        for &(column, symbol, confidence, other) in doubts {
            let cell = &mut lines[1][column];
            (cell.symbol, cell.confidence, cell.alternatives) = (symbol, confidence, vec![other]);
        }
        rank_by_check_digits(&mut lines);
        let changed = lines[1][..10].iter().filter(|c| c.is_ranked_by_rules()).count();
        assert!(changed <= 1);
        lines[1][..10].iter().map(|c| c.symbol).collect()
    }

    #[test]
    fn one_reading_that_makes_all_digits_agree_is_put_first() {
        assert_eq!(read(&[(5, 'O', 0.85, ('0', 0.14))]), "L898902C36");
        assert_eq!(read(&[(9, '8', 0.6, ('6', 0.3))]), "L898902C36");
    }

    #[test]
    fn a_print_whose_zero_is_an_o_has_zeros_in_its_number() {
        assert_eq!(read(&[(5, 'O', 0.97, ('0', 0.01)), (15, '0', 0.1, ('O', 0.9))]), "L898902C36");
        assert_eq!(read(&[(5, 'O', 0.97, ('0', 0.01))]), "L8989O2C36");
    }

    #[test]
    fn what_is_plainly_printed_or_undecided_stays() {
        assert_eq!(read(&[(5, 'O', 0.97, ('0', 0.02))]), "L8989O2C36");
        assert_eq!(read(&[(5, '1', 0.6, ('7', 0.3))]), "L898912C36");
        // Two characters at once: no single one makes the digits agree.
        assert_eq!(read(&[(5, 'O', 0.6, ('0', 0.3)), (1, 'B', 0.6, ('8', 0.3))]), "LB989O2C36");
    }
}
