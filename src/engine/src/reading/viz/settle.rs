//! Characters of one shape, told by those round them: a small o among capitals, a nought among letters. What the picture
//! leaves open is put in another order, never brought in but for a row of noughts: the chosen one keeps the probability the
//! picture gives it.

use super::VizCharacter;

/// Letters and the figures of their shape.
const FIGURES: [(char, char); 6] = [('O', '0'), ('I', '1'), ('l', '1'), ('S', '5'), ('B', '8'), ('Z', '2')];
/// Small letters of their capital's shape.
const ALIKE: &str = "cosuvwxzçóòôöõøőōśŝšşșúùûüůűūŭųŵźżžćĉċč";
/// Probability from which an alternative may be taken.
const LEAST: f32 = 0.01;
/// Noughts in a row from which they are figures: no word has so many Os.
const ROW: usize = 3;
/// Share of a word's characters, all letters or all figures, that tell the kind of the others.
const TELLING: f64 = 0.6;

/// Puts the characters in the order that those round them make likely.
pub(super) fn settle(characters: &mut [VizCharacter]) {
    settle_case(characters);
    let is_between = |c: &VizCharacter| matches!(c.symbol, ' ' | '/');
    for word in characters.split_mut(is_between) {
        settle_kind(word);
        settle_noughts(word);
        settle_small(word);
    }
}

/// Letters whose small form is the capital's shape take the case of the letters round them.
fn settle_case(characters: &mut [VizCharacter]) {
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

/// A letter among figures, or a figure among letters, that the picture may take for the other kind.
fn settle_kind(word: &mut [VizCharacter]) {
    let is_open = |c: char| FIGURES.iter().any(|(letter, figure)| c == *letter || c == *figure);
    let n = |is: fn(&char) -> bool| word.iter().map(|c| c.symbol).filter(|c| !is_open(*c)).filter(is).count();
    let (n_letters, n_figures) = (n(|c| c.is_alphabetic()), n(|c| c.is_ascii_digit()));
    let telling = TELLING * word.len() as f64;
    let to_letters = n_figures == 0 && telling <= n_letters as f64;
    if !to_letters && (0 < n_letters || (n_figures as f64) < telling) {
        return;
    }
    for character in word {
        let other = |(letter, figure): &(char, char)| match to_letters {
            true => (*figure == character.symbol).then_some(*letter),
            false => (*letter == character.symbol).then_some(*figure),
        };
        let others: Vec<char> = FIGURES.iter().filter_map(other).collect();
        if let Some(other) = others.into_iter().find(|other| LEAST <= share_of(character, *other)) {
            take(character, other);
        }
    }
}

/// O and 0 that follow one another are one and the same: the one that the picture has for all of them together. A row of them
/// is noughts, whatever the picture says; it is doubtful where the picture says otherwise.
fn settle_noughts(word: &mut [VizCharacter]) {
    let is_nought = |c: &VizCharacter| matches!(c.symbol, 'O' | 'o' | '0');
    for run in word.chunk_by_mut(|a, b| is_nought(a) && is_nought(b)).filter(|run| 1 < run.len()) {
        let is_row = ROW <= run.len();
        if !is_row && run.iter().any(|c| c.symbol == 'o') {
            // Two small letters stand in many a name.
            continue;
        }
        let likely = |symbol: char| run.iter().map(|c| share_of(c, symbol).max(1e-3).ln()).sum::<f32>();
        let symbol = if is_row || likely('O') < likely('0') { '0' } else { 'O' };
        run.iter_mut().filter(|c| is_row || LEAST <= share_of(c, symbol)).for_each(|c| take(c, symbol));
    }
}

/// A capital beside a small letter, but not first, is the small letter of its shape; a capital I an l or an i.
fn settle_small(word: &mut [VizCharacter]) {
    let is_small: Vec<bool> = word.iter().map(|c| c.symbol.is_lowercase()).collect();
    let small = |idx: usize| is_small.get(idx).copied().unwrap_or(false);
    for (idx, character) in word.iter_mut().enumerate().skip(1) {
        if !small(idx - 1) && !small(idx + 1) {
            continue;
        }
        let own = lower(character.symbol);
        let forms: &[char] = match character.symbol {
            'I' => &['l', 'i'],
            c if c.is_uppercase() && ALIKE.contains(own) => &[own],
            _ => continue,
        };
        let likeliest =
            forms.iter().copied().max_by(|a, b| share_of(character, *a).total_cmp(&share_of(character, *b)));
        if let Some(small) = likeliest.filter(|small| LEAST <= share_of(character, *small)) {
            take(character, small);
        }
    }
}

/// Whether one is a letter and the other the figure of its shape.
pub(super) fn is_alike(a: char, b: char) -> bool {
    FIGURES.contains(&(a, b)) || FIGURES.contains(&(b, a))
}

/// The probability the picture gives a symbol.
fn share_of(character: &VizCharacter, symbol: char) -> f32 {
    if character.symbol == symbol {
        return character.confidence;
    }
    character.alternatives.iter().find(|(other, _)| *other == symbol).map_or(0.0, |(_, share)| *share)
}

/// Makes an alternative the character, with its own probability; what stood there becomes an alternative.
pub(super) fn take(character: &mut VizCharacter, symbol: char) {
    if character.symbol == symbol {
        return;
    }
    let share = share_of(character, symbol);
    character.alternatives.retain(|(other, _)| *other != symbol);
    character.alternatives.push((character.symbol, character.confidence));
    character.alternatives.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    (character.symbol, character.confidence) = (symbol, share);
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
    use crate::geometry::PageRect;

    /// Characters of one alternative each, and what settling makes of them.
    fn settled(text: &str, others: &str, share: f32) -> (String, f32) {
        let area = PageRect::new(0.0, 0.0, 1.0, 1.0);
        let character = |(symbol, other): (char, char)| {
            let alternatives = if symbol == other { Vec::new() } else { vec![(other, share)] };
            VizCharacter { symbol, confidence: 1.0 - share, alternatives, area }
        };
        let mut characters: Vec<VizCharacter> = text.chars().zip(others.chars()).map(character).collect();
        settle(&mut characters);
        let least = characters.iter().map(|c| c.confidence).fold(1.0, f32::min);
        (characters.iter().map(|c| c.symbol).collect(), least)
    }

    #[test]
    fn letters_of_one_shape_take_the_case_of_their_word() {
        assert_eq!(settled("NoRvESSA", "NoRvESSA", 0.0).0, "NORVESSA");
        assert_eq!(settled("Oslo", "Oslo", 0.0).0, "Oslo");
    }

    #[test]
    fn a_figure_among_letters_is_open_to_the_letter() {
        assert_eq!(settled("0TTAWA CAN", "OTTAWA CAN", 0.3), ("OTTAWA CAN".to_owned(), 0.3));
        assert_eq!(settled("19O4", "1904", 0.3).0, "19O4");
        assert_eq!(settled("39O4", "3904", 0.3).0, "3904");
        // The picture leaves nothing open.
        assert_eq!(settled("0TTAWA", "0TTAWA", 0.0).0, "0TTAWA");
        assert_eq!(settled("CA000000", "CAOOOOOO", 0.3).0, "CA000000");
    }

    #[test]
    fn noughts_in_a_row_are_alike() {
        assert_eq!(settled("CAO00000", "CA000000", 0.4).0, "CA000000");
        assert_eq!(settled("OO", "00", 0.4).0, "OO");
        assert_eq!(settled("AOOOOOOO", "A0000000", 0.1).0, "A0000000");
        // A row is noughts though the picture has none of them, and doubtful then; two small letters are a word's.
        assert_eq!(settled("CAOOOOOO", "CAOOOOOO", 0.0), ("CA000000".to_owned(), 0.0));
        assert_eq!(settled("Moore", "M00re", 0.3).0, "Moore");
    }

    #[test]
    fn a_capital_in_a_small_word_is_small() {
        assert_eq!(settled("POlIsen", "Polisen", 0.2).0, "Polisen");
        assert_eq!(settled("OIivia", "Olivia", 0.2).0, "Olivia");
        assert_eq!(settled("Ines", "lnes", 0.2).0, "Ines");
    }
}
