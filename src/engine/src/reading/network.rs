//! A network from its weights to its answer, run in pure Rust.

use std::sync::OnceLock;

use rten::Model;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// Runs a network on pixels of that shape (pictures, channels, height, width); `None` where it cannot run. The weights are
/// taken apart once.
pub(super) fn run(
    model: &OnceLock<Option<Model>>,
    weights: &'static [u8],
    pixels: Vec<f32>,
    shape: [usize; 4],
) -> Option<Vec<f32>> {
    // Loading waits for a thread pool; waiting for that inside the cell would keep everyone else out for good.
    let loaded = if model.get().is_none() { Model::load_static_slice(weights).ok() } else { None };
    let model = model.get_or_init(|| loaded).as_ref()?;
    if pixels.len() != shape.iter().product::<usize>() || pixels.is_empty() {
        return None;
    }
    let input = NdTensor::from_data(shape, pixels);
    let output = model.run_one(input.view().into(), None).ok()?;
    let output: rten_tensor::Tensor<f32> = output.try_into().ok()?;
    Some(output.to_vec())
}

/// Zero mean and unit spread, as in training; `floor` keeps a flat picture flat.
pub(super) fn normalise(values: &mut [f32], floor: f32) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
    let variance = values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n;
    let scale = 1.0 / (variance.sqrt() + f64::from(floor));
    for v in values {
        *v = ((f64::from(*v) - mean) * scale) as f32;
    }
}
