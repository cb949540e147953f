//! What the tests share: the documented example as a folder, and small pictures.

mod damage;
mod described;
mod killed;
mod opening;
mod own;
mod packs;
mod records;
mod review;
mod tiers;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use engine::model::DocumentModel;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{Rgb, RgbImage};

use crate::folder::{ModelFolder, ModelFolders, Origin};

/// The documented example.
pub(crate) const MODEL: &str = include_str!("../example/model.toml");
/// What it says for people.
pub(crate) const DESCRIPTION: &str = include_str!("../example/description.toml");
/// Its catalogue.
pub(crate) const CATALOG: &str = include_str!("../example/catalog.toml");
/// Its key.
pub(crate) const KEY: &str = "UTO-P-2-2019";

/// The model of the example.
pub(crate) fn model() -> DocumentModel {
    toml::from_str(MODEL).unwrap()
}

/// A picture with some detail, different for every seed.
pub(crate) fn jpeg(width: u32, height: u32, ppi: u16, seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ seed.wrapping_mul(97_531)) >> 7;
        Rgb([noise as u8, (noise >> 8) as u8, (x + y) as u8])
    });
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_pixel_density(PixelDensity::dpi(ppi));
    encoder.encode_image(&picture).unwrap();
    bytes
}

/// A folder with the example's text and pictures in the lights of those names.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> ModelFolder {
    let files = files.iter().map(|&(name, bytes)| (name.to_owned(), Cow::Owned(bytes.to_vec()))).collect();
    ModelFolder { origin: Origin::DataFolder, shown_as: KEY.to_owned(), files }
}

/// `count` models of State UTO, each with pictures of its own in two lights.
pub(crate) fn folders(count: u32) -> ModelFolders {
    (1..=count)
        .map(|number| {
            let text = MODEL.replace("number = 2  ", &format!("number = {number}  "));
            let (visible, infrared) = (jpeg(246, 173, 50, number), jpeg(246, 173, 50, number + 1000));
            let files: [(&str, &[u8]); 3] =
                [("model.toml", text.as_bytes()), ("visible.jpg", &visible), ("infrared.jpg", &infrared)];
            (format!("UTO-P-{number}-2019"), folder(&files))
        })
        .collect::<BTreeMap<_, _>>()
}

/// Writes them where a user puts models.
pub(crate) fn write_user_models(data_dir: &Path, folders: &ModelFolders) {
    for (name, folder) in folders {
        let path = data_dir.join("reference-specimens").join(name);
        fs::create_dir_all(&path).unwrap();
        for (file, bytes) in &folder.files {
            fs::write(path.join(file), bytes).unwrap();
        }
    }
}
