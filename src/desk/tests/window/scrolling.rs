//! The reference browser's list with very many models.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::model::{DocumentModel, ModelHead, ModelKey, Reference, Specimen, SpecimenUnavailable};

use super::document;

/// So many models of which no more is known than their names.
struct Many(u16);

impl Reference for Many {
    fn candidates(&self, _: Option<&str>, _: Option<&str>) -> Vec<Arc<DocumentModel>> {
        let key = |number| ModelKey::new("UTO", "P", number, None);
        (1..=self.0).map(|number| Arc::new(DocumentModel::bare(key(number), "Utopia drawing", 125.0, 88.0))).collect()
    }

    fn heads(&self) -> Vec<ModelHead> {
        self.candidates(None, None).iter().map(|model| ModelHead::of(model)).collect()
    }

    fn model(&self, _: &ModelKey) -> Option<Arc<DocumentModel>> {
        None
    }

    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        Err(SpecimenUnavailable { key: key.to_string(), cause: "it has none".to_owned() })
    }
}

#[test]
fn a_long_list_is_scrolled_to_its_end_and_asks_for_the_pictures_on_the_way() {
    let asked: Arc<Mutex<BTreeSet<u16>>> = Arc::default();
    let mut workshop = document::workshop();
    workshop.reference = Arc::new(Many(2000));
    workshop.thumbnail = Arc::new({
        let asked = Arc::clone(&asked);
        move |key| {
            asked.lock().expect("nobody died").insert(key.number);
            None
        }
    });
    let scrolled = desk::scroll_browser(workshop, Duration::from_millis(2));
    assert_eq!((scrolled.n_rows, scrolled.n_pictures), (2000, 0));
    assert!(600 < scrolled.frames.len(), "{}", scrolled.frames.len());
    let asked = asked.lock().expect("nobody died");
    let (first, last) = (asked.first().copied().unwrap_or(0), asked.last().copied().unwrap_or(0));
    assert!(first == 1 && 1800 < last, "{first} to {last}");
}
