//! Two models side by side, from the browser and back.

use std::sync::Arc;

use egui::Key;
use egui_kittest::kittest::Queryable;
use engine::geometry::PageRect;
use engine::model::{DocumentModel, ModelKey, Reference, Specimen, SpecimenUnavailable, Zone, ZoneRole};

use super::{assert_shown, document, has, press, wait_for, window};

/// The drawn model and one before it, whose star lies elsewhere.
struct TwoModels;

impl TwoModels {
    fn models() -> [Arc<DocumentModel>; 2] {
        let model = |number, left, name: &str| {
            let area = PageRect::new(left, 20.0, 15.0, 15.0);
            let star = Zone { id: "star".to_owned(), area, role: ZoneRole::Pattern, is_dynamic: false };
            let key = ModelKey::new("UTO", "P", number, Some(2000 + 10 * number));
            DocumentModel { zones: vec![star], ..DocumentModel::bare(key, name, 125.0, 88.0) }
        };
        let before = model(1, 50.0, "Utopia passport 2010");
        let after = DocumentModel {
            predecessor: Some(before.key.clone()),
            differences: vec!["the star is at the right".to_owned()],
            ..model(2, 90.0, "Utopia passport 2020")
        };
        [Arc::new(before), Arc::new(after)]
    }
}

impl Reference for TwoModels {
    fn candidates(&self, _: Option<&str>, _: Option<&str>) -> Vec<Arc<DocumentModel>> {
        Self::models().to_vec()
    }

    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>> {
        Self::models().into_iter().find(|model| model.key == *key)
    }

    fn specimen(&self, _: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        Ok(Arc::new(document::specimen()))
    }
}

#[test]
fn a_model_and_its_predecessor_stand_side_by_side_in_one_light() {
    let mut workshop = document::workshop();
    workshop.reference = Arc::new(TwoModels);
    let mut window = window(workshop, &[]);
    press(&mut window, Key::R);
    wait_for(&mut window, "UTO   Utopia passport 2020  ·  from 2020");
    window.get_by_label("UTO   Utopia passport 2020  ·  from 2020").click();
    wait_for(&mut window, "Specimen of Utopia passport 2020, VI");
    window.get_by_label("Side by side…").click();
    wait_for(&mut window, "Specimen of Utopia passport 2010, VI");
    assert_shown(&window, &["Specimen of Utopia passport 2020, VI", "the star is at the right"]);
    assert_shown(&window, &["Framed: 1 zone that the model on the right has not, 1 that the left one has not"]);
    window.get_by_label("Both in ultraviolet").click();
    window.run_ok();
    assert_shown(&window, &["Specimen of Utopia passport 2010, UV", "Specimen of Utopia passport 2020, UV"]);
    window.get_by_label("Another model…").click();
    window.run_ok();
    assert_shown(&window, &["Compare Utopia passport 2020 with"]);
    window.get_by_label("UTO   Utopia passport 2010  ·  from 2010").click();
    wait_for(&mut window, "Specimen of Utopia passport 2010, UV");
    window.get_by_label("Back to the record").click();
    window.run_ok();
    assert_shown(&window, &["Print quick card…", "Specimen of Utopia passport 2020, VI"]);
    assert!(!has(&window, "Both in ultraviolet"));
}
