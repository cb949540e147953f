//! From the visual zone's letters to those of the machine readable zone. Doc 9303-3 §4.6 and §6.
//!
//! A letter may have several forms (Ü is UE, UXX or U), so that a name has several; all that §6 lists are accepted.
//! Schemes of a State's own, such as the Belarusian law of 1998, are not among them.

mod table;

use self::table::FORMS;

/// Most forms of one name that are told one by one; [`is_transliteration`] knows no such limit.
const MAX_FORMS: usize = 64;

/// All forms that §6 admits for a name or a word of the visual zone, components parted by one blank, the general form
/// first; at most 64. Empty where a character has no form: another script, or a sign that no name has.
///
/// Apostrophes and full stops are left out, hyphens and commas part components.
pub fn transliterate(viz: &str) -> Vec<String> {
    let Some(tokens) = tokens(viz) else { return Vec::new() };
    let mut texts = vec![String::new()];
    for forms in &tokens {
        let longer = texts.iter().flat_map(|text| forms.iter().map(move |form| format!("{text}{form}")));
        texts = longer.take(MAX_FORMS).collect();
    }
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// Whether a name of the machine readable zone, components parted by one blank, is a form of one of the visual zone.
/// `None` where a character of the visual zone has no form.
pub fn is_transliteration(viz: &str, mrz: &str) -> Option<bool> {
    ends_of_matches(viz, mrz).map(|ends| ends.contains(&mrz.len()))
}

/// Whether a name of the machine readable zone is the beginning of a form: how a name that was cut compares.
/// `None` where a character of the visual zone has no form.
pub fn begins_transliteration(viz: &str, mrz: &str) -> Option<bool> {
    let tokens = tokens(viz)?;
    let mut starts = vec![0];
    for forms in &tokens {
        let mut next: Vec<usize> = Vec::new();
        for &start in &starts {
            let rest = mrz.get(start..).unwrap_or_default();
            if forms.iter().any(|form| form.starts_with(rest)) {
                return Some(true);
            }
            next.extend(forms.iter().filter(|form| rest.starts_with(form.as_str())).map(|form| start + form.len()));
        }
        next.sort_unstable();
        next.dedup();
        starts = next;
    }
    Some(starts.contains(&mrz.len()))
}

/// How far into `mrz` the whole of `viz` can reach, by any choice of forms.
fn ends_of_matches(viz: &str, mrz: &str) -> Option<Vec<usize>> {
    let mut ends = vec![0];
    for forms in tokens(viz)? {
        let reach = |end: usize| {
            let rest = mrz.get(end..).unwrap_or_default();
            forms.iter().filter(move |form| rest.starts_with(form.as_str())).map(move |form| end + form.len())
        };
        let mut next: Vec<usize> = ends.iter().flat_map(|&end| reach(end)).collect();
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    Some(ends)
}

/// The forms of each letter in turn; `None` where one has none.
fn tokens(viz: &str) -> Option<Vec<Vec<String>>> {
    let mut tokens: Vec<Vec<String>> = Vec::new();
    let mut is_parted = true;
    for letter in composed(viz) {
        if is_separator(letter) {
            if !is_parted {
                tokens.push(vec![" ".to_owned()]);
            }
            is_parted = true;
            continue;
        }
        if is_left_out(letter) {
            continue;
        }
        if letter == SHADDA {
            let last = tokens.last_mut()?;
            last.iter_mut().for_each(|form| *form = form.repeat(2));
            continue;
        }
        tokens.push(forms_of(letter)?);
        is_parted = false;
    }
    if is_parted {
        tokens.pop();
    }
    Some(tokens)
}

/// Arabic sign that doubles the letter before it.
const SHADDA: char = '\u{651}';

fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '‐' | '‑' | '–' | ',' | '<' | '/')
}

fn is_left_out(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '.' | '·' | '"' | '\u{300}'..='\u{36f}')
}

fn forms_of(letter: char) -> Option<Vec<String>> {
    if letter.is_ascii_alphanumeric() {
        return Some(vec![letter.to_ascii_uppercase().to_string()]);
    }
    // A few small letters have no single capital: ß becomes SS of itself.
    let capital: String = letter.to_uppercase().collect();
    if capital.chars().all(|c| c.is_ascii_uppercase()) {
        return Some(vec![capital]);
    }
    let mut capitals = capital.chars();
    let (Some(capital), None) = (capitals.next(), capitals.next()) else { return None };
    let known = |capital: char| FORMS.binary_search_by_key(&capital, |(letter, _)| *letter).ok();
    let idx = known(BESIDE.iter().find(|(letter, _)| *letter == capital).map_or(capital, |(_, like)| *like))?;
    let (_, forms) = FORMS.get(idx)?;
    Some(forms.iter().map(|form| (*form).to_owned()).collect())
}

/// Letters that §6 lacks, with the one of its table they are written for: the Romanian S and T have a comma below.
const BESIDE: [(char, char); 2] = [('Ș', 'Ş'), ('Ț', 'Ţ')];

/// A letter and the mark that follows it as one, where the pair has forms of its own; other marks are left out later.
const PAIRS: [(char, char, char); 5] =
    [('A', '\u{308}', 'Ä'), ('A', '\u{30a}', 'Å'), ('N', '\u{303}', 'Ñ'), ('O', '\u{308}', 'Ö'), ('U', '\u{308}', 'Ü')];

fn composed(viz: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::new();
    for c in viz.chars() {
        let pair = letters.last().and_then(|last| {
            let capital = last.to_ascii_uppercase();
            PAIRS.iter().find(|(base, mark, _)| *base == capital && *mark == c)
        });
        match (pair, letters.last_mut()) {
            (Some((_, _, whole)), Some(last)) => *last = *whole,
            _ => letters.push(c),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_names() {
        let cases: [(&str, &[&str]); 12] = [
            ("Müller", &["MUELLER", "MUXXLLER", "MULLER"]),
            ("Mu\u{308}ller", &["MUELLER", "MUXXLLER", "MULLER"]),
            ("Cañón", &["CANON", "CANXXON"]),
            ("Große-Straße", &["GROSSE STRASSE"]),
            ("O’Connor", &["OCONNOR"]),
            ("Papandropoulous, Jr.", &["PAPANDROPOULOUS JR"]),
            ("Þórðarson", &["THORDARSON"]),
            ("Șerban", &["SERBAN"]),
            ("IJsbrand", &["IJSBRAND"]),
            ("Юрій", &["IURII", "IURIY", "YURII", "YURIY"]),
            ("فضّة", &["FXDZXDZXTA", "FXDZXDZXAH"]),
            ("王", &[]),
        ];
        for (viz, expected) in cases {
            let forms = transliterate(viz);
            assert!(expected.iter().all(|form| forms.iter().any(|f| f == form)), "{viz}: {forms:?}");
            assert!(!expected.is_empty() || forms.is_empty(), "{viz}: {forms:?}");
        }
        assert_eq!(transliterate("Müller").len(), 3);
        assert_eq!(transliterate("ÄÖÜÄÖÜÄÖÜ").len(), MAX_FORMS);
    }

    #[test]
    fn any_choice_of_forms_is_found() {
        assert_eq!(is_transliteration("ÄÖÜÄÖÜÄÖÜ", "AEOUXXAOEUAEOEUE"), Some(true));
        assert_eq!(is_transliteration("Müller", "MUELER"), Some(false));
        assert_eq!(is_transliteration("van der Berg", "VAN DER BERG"), Some(true));
        assert_eq!(is_transliteration("王", "WANG"), None);
        assert_eq!(begins_transliteration("Müllerová Anna", "MUELLEROVA A"), Some(true));
        assert_eq!(begins_transliteration("Müllerová", "MUELLERN"), Some(false));
        assert_eq!(begins_transliteration("Li", "LIN"), Some(false));
    }

    #[test]
    fn the_table_is_sorted_and_has_only_letters() {
        assert!(FORMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(FORMS.iter().all(|(_, forms)| forms.iter().all(|form| form.chars().all(|c| c.is_ascii_uppercase()))));
        assert!(FORMS.iter().all(|(letter, _)| letter.to_uppercase().eq([*letter])));
    }
}
