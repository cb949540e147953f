//! How a name of the visual inspection zone compares with the machine readable zone, by Doc 9303-3 §4.6 and §6.

use super::viz_comparison::{Likeness, Measure, difference};
use crate::reading::mrz::Names;
use crate::reading::transliteration::{begins_transliteration, is_transliteration};
use crate::reading::viz::VizCharacter;

/// One identifier of a name, by the rules of transliteration. Both identifiers may stand the other way round, or as one.
pub(super) fn name(
    own: &[VizCharacter],
    beside: &[VizCharacter],
    names: &Names,
    is_secondary: bool,
    measure: &Measure,
) -> Likeness {
    let (same, opposite) = match is_secondary {
        false => (&names.primary_identifier, &names.secondary_identifier),
        true => (&names.secondary_identifier, &names.primary_identifier),
    };
    let text = |characters: &[VizCharacter]| characters.iter().map(|c| c.symbol).collect::<String>();
    let (viz, other) = (text(own), text(beside));
    let is_cut = names.may_be_truncated;
    let joined = if is_secondary { format!("{other} {viz}") } else { format!("{viz} {other}") };
    let whole = format!("{} {}", names.primary_identifier, names.secondary_identifier);
    let pairs = [(viz.as_str(), same.as_str()), (viz.as_str(), opposite.as_str()), (joined.as_str(), whole.as_str())];
    if pairs.iter().any(|(viz, mrz)| is_name_equal(viz, mrz, is_cut)) {
        return Likeness::Equal;
    }
    let others = [same, opposite].into_iter().filter(|mrz| !mrz.is_empty()).collect::<Vec<_>>();
    let Some(own_name) = others.first() else { return Likeness::NotComparable };
    let of = |mrz: &&String| difference(own, mrz, is_cut, measure, or_two_strokes(measure.doubt));
    let least = others.iter().map(of).fold(f64::MAX, f64::min);
    match measure.judge(least) {
        Likeness::Different if has_words_besides(own, own_name, is_cut, measure) => Likeness::Open,
        likeness => likeness,
    }
}

/// What a letter counts that the entry lacks: so much, but nothing the second I of two, since a reader sees two such strokes as one.
fn or_two_strokes(lacking: f64) -> impl Fn(&[char], usize) -> f64 {
    move |name, at| if name[..=at].ends_with(&['I', 'I']) { 0.0 } else { lacking }
}

/// Whether some words of an entry that follow each other are the whole name: the further ones may be a title or a name at birth,
/// which the machine readable zone need not have.
fn has_words_besides(own: &[VizCharacter], mrz: &str, is_cut: bool, measure: &Measure) -> bool {
    let words: Vec<&[VizCharacter]> =
        own.split(|character| character.symbol == ' ').filter(|word| !word.is_empty()).collect();
    // Here a letter that is lacking makes it another name: else one word would stand for a name of two.
    let lacking = measure.least_difference;
    let runs = (0..words.len()).flat_map(|from| (from + 1..=words.len()).map(move |to| from..to));
    runs.filter(|run| run.len() < words.len()).any(|run| {
        difference(&words[run].concat(), mrz, is_cut, measure, or_two_strokes(lacking)) < measure.least_difference
    })
}

/// Whether a name is a form of the other: whole, without its blanks, cut at its end, or each of its words cut.
fn is_name_equal(viz: &str, mrz: &str, is_cut: bool) -> bool {
    if mrz.is_empty() {
        return false;
    }
    let close = |text: &str| text.replace([' ', '-'], "");
    if is_transliteration(viz, mrz) == Some(true) || is_transliteration(&close(viz), &close(mrz)) == Some(true) {
        return true;
    }
    if !is_cut {
        return false;
    }
    let words: Vec<&str> = viz.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let cut: Vec<&str> = mrz.split(' ').collect();
    let begins = |(word, cut): (&&str, &&str)| begins_transliteration(word, cut) == Some(true);
    begins_transliteration(viz, mrz) == Some(true) || (cut.len() <= words.len() && words.iter().zip(&cut).all(begins))
}
