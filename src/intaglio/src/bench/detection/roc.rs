//! How well a score tells altered from unaltered documents, whatever the threshold.
//!
//! A score is a margin, or what stands for it where a rule measures none: the lower, the more suspicious. Terms after
//! ISO/IEC 30107-3: APCER, the share of attacks taken for unaltered; BPCER, the share of unaltered documents taken for
//! attacks. Intervals are bootstrapped by document, as the captures of one document are not independent (Efron & Tibshirani
//! 1993).

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// Resamples behind an interval.
const N_RESAMPLES: usize = 200;
/// Seed of the resampling.
const SEED: u64 = 30_107;

/// A capture's score with the document it shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scored {
    /// Which document; captures of one share it.
    pub(super) document: (String, u64),
    /// The lowest score of its routines.
    pub(super) score: f64,
}

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Figure {
    /// Over all.
    pub(super) value: f64,
    /// Lower end.
    pub(super) low: f64,
    /// Upper end.
    pub(super) high: f64,
}

/// What a score can do against one species of attack.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Power {
    /// Share of attacks below the score that 1 % of unaltered captures are below.
    pub(super) tpr_at_1_percent: Figure,
    /// The same for 5 %.
    pub(super) tpr_at_5_percent: Figure,
    /// Chance that an attack scores lower than an unaltered capture.
    pub(super) auc: Figure,
    /// Where as many attacks are missed as unaltered captures are flagged.
    pub(super) eer: Figure,
    /// Attacks scored.
    pub(super) n_attacks: usize,
    /// Unaltered captures scored.
    pub(super) n_unaltered: usize,
}

impl Power {
    /// `None` where either side has no score.
    pub(super) fn of(attacks: &[Scored], unaltered: &[Scored]) -> Option<Self> {
        if attacks.is_empty() || unaltered.is_empty() {
            return None;
        }
        let whole = figures(&sorted(attacks.iter()), &sorted(unaltered.iter()));
        let mut dice = ChaCha8Rng::seed_from_u64(SEED);
        let (of_attacks, of_unaltered) = (by_document(attacks), by_document(unaltered));
        let resampled: Vec<[f64; 4]> = (0..N_RESAMPLES)
            .map(|_| figures(&resample(&of_attacks, &mut dice), &resample(&of_unaltered, &mut dice)))
            .collect();
        let figure = |at: usize| {
            let mut values: Vec<f64> = resampled.iter().map(|figures| figures[at]).collect();
            values.sort_by(f64::total_cmp);
            let quantile = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
            Figure { value: whole[at], low: quantile(0.025), high: quantile(0.975) }
        };
        Some(Self {
            tpr_at_1_percent: figure(0),
            tpr_at_5_percent: figure(1),
            auc: figure(2),
            eer: figure(3),
            n_attacks: attacks.len(),
            n_unaltered: unaltered.len(),
        })
    }
}

/// BPCER where the score's threshold lets through so large a share of attacks, 0..=1; `None` without scores.
pub(super) fn bpcer_at_apcer(attacks: &[Scored], unaltered: &[Scored], apcer: f64) -> Option<f64> {
    let (attacks, unaltered) = (sorted(attacks.iter()), sorted(unaltered.iter()));
    // The lowest threshold at which no more than that share of attacks lies above.
    let at = (attacks.len() as f64 * (1.0 - apcer)).ceil() as usize;
    let threshold = *attacks.get(at.checked_sub(1)?)?;
    (!unaltered.is_empty()).then(|| n_up_to(&unaltered, threshold) as f64 / unaltered.len() as f64)
}

/// APCER where so large a share of unaltered captures lies below the score's threshold, 0..=1; `None` without scores.
pub(super) fn share_missed(attacks: &[Scored], unaltered: &[Scored], bpcer: f64) -> Option<f64> {
    let (attacks, unaltered) = (sorted(attacks.iter()), sorted(unaltered.iter()));
    (!attacks.is_empty() && !unaltered.is_empty()).then(|| 1.0 - tpr_at(&attacks, &unaltered, bpcer))
}

/// Share of attacks below the score that so large a share of unaltered ones may be below; scores sorted.
fn tpr_at(attacks: &[f64], unaltered: &[f64], fpr: f64) -> f64 {
    // Flagged is what lies below the score that this share of unaltered ones may reach.
    let allowed = (unaltered.len() as f64 * fpr).floor() as usize;
    let threshold = unaltered[allowed.min(unaltered.len() - 1)];
    n_below(attacks, threshold) as f64 / attacks.len() as f64
}

/// TPR at 1 % and at 5 % FPR, AUC, EER; scores sorted.
fn figures(attacks: &[f64], unaltered: &[f64]) -> [f64; 4] {
    let wins: f64 = attacks
        .iter()
        .map(|&score| {
            let (below, up_to) = (n_below(unaltered, score), n_up_to(unaltered, score));
            (unaltered.len() - up_to) as f64 + 0.5 * (up_to - below) as f64
        })
        .sum();
    let auc = wins / (attacks.len() * unaltered.len()) as f64;
    let rates = attacks.iter().chain(unaltered).map(|&threshold| {
        let missed = 1.0 - n_up_to(attacks, threshold) as f64 / attacks.len() as f64;
        let flagged = n_up_to(unaltered, threshold) as f64 / unaltered.len() as f64;
        (missed, flagged)
    });
    let nothing_flagged = (1.0, 0.0);
    let nearest = rates
        .chain([nothing_flagged])
        .min_by(|a, b| (a.0 - a.1).abs().total_cmp(&(b.0 - b.1).abs()))
        .unwrap_or(nothing_flagged);
    [tpr_at(attacks, unaltered, 0.01), tpr_at(attacks, unaltered, 0.05), auc, f64::midpoint(nearest.0, nearest.1)]
}

fn n_below(sorted: &[f64], value: f64) -> usize {
    sorted.partition_point(|&other| other < value)
}

fn n_up_to(sorted: &[f64], value: f64) -> usize {
    sorted.partition_point(|&other| other <= value)
}

fn sorted<'a>(scores: impl Iterator<Item = &'a Scored>) -> Vec<f64> {
    let mut values: Vec<f64> = scores.map(|scored| scored.score).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn by_document(scores: &[Scored]) -> Vec<Vec<&Scored>> {
    let mut documents: BTreeMap<&(String, u64), Vec<&Scored>> = BTreeMap::new();
    for scored in scores {
        documents.entry(&scored.document).or_default().push(scored);
    }
    documents.into_values().collect()
}

/// As many documents again, drawn with repetition; their scores sorted.
fn resample(documents: &[Vec<&Scored>], dice: &mut ChaCha8Rng) -> Vec<f64> {
    let drawn = (0..documents.len()).flat_map(|_| documents[dice.random_range(0..documents.len())].iter().copied());
    sorted(drawn.collect::<Vec<_>>().into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(margins: &[f64]) -> Vec<Scored> {
        let of = |(idx, &score): (usize, &f64)| Scored { document: ("UTO".to_owned(), idx as u64 / 2), score };
        margins.iter().enumerate().map(of).collect()
    }

    #[test]
    fn scores_that_never_cross_find_all() {
        let power = Power::of(&scores(&[-1.0, -0.8, -0.7, -0.9]), &scores(&[0.5, 0.9, 0.8, 1.0])).expect("scores");
        assert_eq!([power.tpr_at_1_percent.value, power.auc.value, power.eer.value], [1.0, 1.0, 0.0]);
        assert_eq!(power.auc.low, 1.0);
    }

    #[test]
    fn scores_that_mean_nothing_are_worth_nothing() {
        let same = scores(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        let power = Power::of(&same, &same).expect("scores");
        assert_eq!(power.auc.value, 0.5);
        assert!((power.eer.value - 0.5).abs() < 0.1, "{}", power.eer.value);
        assert_eq!(power.tpr_at_1_percent.value, 0.0);
    }

    #[test]
    fn one_attack_in_four_among_the_unaltered() {
        let (attacks, unaltered) = (scores(&[-1.0, -0.9, -0.8, 0.7]), scores(&[0.5, 0.6, 0.8, 1.0]));
        let power = Power::of(&attacks, &unaltered).expect("scores");
        assert_eq!(power.tpr_at_1_percent.value, 0.75);
        assert_eq!(power.auc.value, 14.0 / 16.0);
        assert!(power.auc.low < power.auc.value);
        assert_eq!(bpcer_at_apcer(&attacks, &unaltered, 0.25), Some(0.0));
        assert_eq!(bpcer_at_apcer(&attacks, &unaltered, 0.1), Some(0.5));
    }

    #[test]
    fn nothing_scored_says_nothing() {
        assert_eq!(Power::of(&[], &scores(&[0.1])), None);
        assert_eq!(bpcer_at_apcer(&[], &scores(&[0.1]), 0.1), None);
    }
}
