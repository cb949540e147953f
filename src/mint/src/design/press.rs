//! The press: one plate for each ink of the static print, drawn once and kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use engine::geometry::PageRect;

use crate::design::ModelDesign;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::print::{Layer, Part};
use crate::type_face::TextStyle;

/// Plates in the order they are first used, which is the order they print in.
pub(crate) struct Press {
    page: PageRect,
    px_per_mm: f64,
    plates: Vec<(Ink, Part, Plate)>,
}

impl Press {
    fn new(page: PageRect, px_per_mm: f64) -> Self {
        Self { page, px_per_mm, plates: Vec::new() }
    }

    /// The plate of that ink.
    pub(crate) fn plate(&mut self, ink: Ink, part: Part) -> &mut Plate {
        let found = self.plates.iter().position(|(i, p, _)| *i == ink && *p == part);
        let idx = found.unwrap_or_else(|| {
            self.plates.push((ink, part, Plate::new(self.page, self.px_per_mm)));
            self.plates.len() - 1
        });
        &mut self.plates[idx].2
    }

    /// Sets a caption.
    pub(crate) fn caption(&mut self, ink: Ink, style: TextStyle, text: &str, left_mm: f64, baseline_mm: f64) {
        self.plate(ink, Part::Captions).text(&style, text, left_mm, baseline_mm);
    }

    /// Sets a title in the middle between two edges.
    pub(crate) fn title(&mut self, ink: Ink, style: TextStyle, text: &str, middle_mm: f64, baseline_mm: f64) {
        self.caption(ink, style, text, middle_mm - style.width_mm(text) / 2.0, baseline_mm);
    }
}

type Plates = Mutex<BTreeMap<(String, u64), Arc<OnceLock<Vec<Layer>>>>>;

/// The static layers of a model at that resolution: background, captions, fluorescent motif. Drawn on first use.
pub(crate) fn static_layers(design: &ModelDesign, px_per_mm: f64) -> Vec<Layer> {
    static DRAWN: OnceLock<Plates> = OnceLock::new();
    let key = (design.model.key.to_string(), px_per_mm.to_bits());
    let slot = {
        let drawn = DRAWN.get_or_init(Plates::default);
        let mut drawn = drawn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(drawn.entry(key).or_default())
    };
    slot.get_or_init(|| draw(design, px_per_mm)).clone()
}

fn draw(design: &ModelDesign, px_per_mm: f64) -> Vec<Layer> {
    let page = PageRect::new(0.0, 0.0, design.model.width_mm, design.model.height_mm);
    let mut press = Press::new(page, px_per_mm);
    (design.engrave)(&mut press);
    design.layout.engrave_captions(&mut press);
    press.plates.into_iter().map(|(ink, part, plate)| Layer::new(ink, plate.finish(), part)).collect()
}
