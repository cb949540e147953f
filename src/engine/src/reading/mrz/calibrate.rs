//! From the networks' probabilities to shares that come true: one temperature for all (Guo et al. 2017).

use super::CharReading;

/// Logarithms of probabilities are divided by this. Fitted to 10,560 characters of minted pages shrunk to 250–570 px, blurred,
/// noisy and pale, half of whose zones had a mistake; no specimen that the bench counts was used.
const TEMPERATURE: f32 = 0.62;
/// Alternatives under this probability are left out.
const LEAST_ALTERNATIVE: f32 = 0.01;

/// Gives every character and alternative its calibrated probability; their order stays.
pub(super) fn calibrate(lines: &mut [Vec<CharReading>]) {
    lines.iter_mut().flatten().for_each(calibrate_character);
}

fn calibrate_character(character: &mut CharReading) {
    let known = character.confidence + character.alternatives.iter().map(|a| a.1).sum::<f32>();
    let power = |probability: f32| probability.clamp(0.0, 1.0).powf(1.0 / TEMPERATURE);
    // What was left out counts as one more character: it is never many times a hundredth.
    let rest = power(1.0 - known.min(1.0));
    let sum = power(character.confidence) + character.alternatives.iter().map(|a| power(a.1)).sum::<f32>() + rest;
    if sum <= 0.0 {
        return;
    }
    character.confidence = power(character.confidence) / sum;
    character.alternatives.iter_mut().for_each(|a| a.1 = power(a.1) / sum);
    character.alternatives.retain(|a| LEAST_ALTERNATIVE <= a.1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::ScanPoint;

    #[test]
    fn order_and_sum_stay() {
        let mut lines = [vec![CharReading {
            symbol: 'O',
            confidence: 0.3,
            alternatives: vec![('0', 0.6), ('D', 0.09)],
            cell_in_scan: [ScanPoint { x_px: 0.0, y_px: 0.0 }; 4],
        }]];
        calibrate(&mut lines);
        let cell = &lines[0][0];
        let sum = cell.confidence + cell.alternatives.iter().map(|a| a.1).sum::<f32>();
        assert!(cell.is_ranked_by_rules() && 0.95 < sum && sum <= 1.0 + 1e-6, "{sum}");
    }
}
