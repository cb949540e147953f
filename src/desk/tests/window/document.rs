//! A document of State UTO, drawn and judged by hand: what the engine would deliver, without the engine at work.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use desk::{Capture, ModelMaker, Progress, Proposal, Workshop};
use engine::catalog::{Accept, CheckGroup, CheckRoutine, Guided, GuidedCheck, Threshold, Weight};
use engine::check::{Aborted, Detail, Judgement, Outcome, Place};
use engine::date::Date;
use engine::enrol::{Draft, Enrolment};
use engine::examination::{Examination, Finding};
use engine::geometry::{Homography, PageRect, ScanPoint};
use engine::identify::{Identification, IdentifiedBy};
use engine::model::{DocumentModel, ModelKey, Reference, Specimen, SpecimenUnavailable, Zone, ZoneRole};
use engine::page::{LocatedBy, Page, View};
use engine::reading::Readings;
use engine::reading::mrz::{CharReading, MrzFormat, MrzReading};
use engine::scan::{Light, LiveDataSet, Scan};
use image::{Rgb, RgbImage};
use reference::Feature;

/// The zone of the sample in Doc 9303-4, Appendix A.
pub(crate) const NAME_LINE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
/// Its second line.
pub(crate) const RIGHT_LINE: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
/// The same with the number's check digit altered.
pub(crate) const WRONG_LINE: &str = "L898902C35UTO7408122F1204159ZE184226B<<<<<10";

const PX_PER_MM: f64 = 4.0;

/// Decodes any file to a drawn page, but for those called broken; examines to [`examination`].
pub(crate) fn workshop() -> Workshop {
    Workshop {
        decode: Arc::new(decode),
        examine: Arc::new(|live, _, _| Ok(examination(live))),
        describe: Arc::new(|_| None),
        search: Arc::new(|_| Vec::new()),
        reference: Arc::new(OneModel),
        thumbnail: Arc::new(|_| None),
        card: Arc::new(|_| Err("no card of a drawn page".to_owned())),
        maker: Arc::new(DrawnMaker::default()),
    }
}

fn decode(path: &Path, light: Option<Light>) -> Result<Scan, String> {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if file_name.starts_with("broken") {
        return Err(format!("{file_name}: not a picture that can be read; give PNG, JPEG, TIFF, BMP or WebP"));
    }
    let light = light.unwrap_or(Light::Visible);
    Ok(Scan { light, pixels: drawing(light), claimed_ppi: None, sha256: [0; 32], file_name, format: "PNG" })
}

fn drawing(light: Light) -> RgbImage {
    let ground = match light {
        Light::Visible => [230, 226, 216],
        Light::Ultraviolet => [40, 36, 90],
        Light::Infrared => [180, 180, 180],
    };
    RgbImage::from_fn((125.0 * PX_PER_MM) as u32, (88.0 * PX_PER_MM) as u32, |x, y| {
        let is_portrait = (24..160).contains(&x) && (60..230).contains(&y);
        Rgb(if is_portrait { [90, 90, 100] } else { ground })
    })
}

/// A page with a wrong check digit and paper that glows; no infrared picture.
pub(crate) fn examination(live: &LiveDataSet) -> Examination {
    Examination {
        live: live.clone(),
        light_doubts: Vec::new(),
        page: page(live, true),
        readings: Readings { mrz: Some(reading()), ..Readings::default() },
        identification: Identification::Identified {
            model: Arc::new(model()),
            specimen: Arc::new(specimen()),
            by: IdentifiedBy::Choice,
            page_from_specimen: Some(Homography::IDENTITY),
        },
        findings: findings(),
        guided: vec![Guided {
            check: GuidedCheck {
                id: "watermark".to_owned(),
                feature: "Watermark".to_owned(),
                question: "Hold the page against light: does a sun with seven rays show?".to_owned(),
                zone: None,
                light: Light::Visible,
            },
            area: PageRect::new(60.0, 20.0, 30.0, 25.0),
            answer: None,
        }],
        today: Date::new(2011, 8, 11).unwrap_or_else(|| unreachable!("a day of the calendar")),
    }
}

/// The same page, its model unknown.
pub(crate) fn examination_without_model(live: &LiveDataSet) -> Examination {
    let identification = Identification::NotIdentified { nearest: vec![model().key], claim: None };
    Examination { identification, ..examination(live) }
}

/// The same page, its corners in doubt.
pub(crate) fn examination_of_unsure_page(live: &LiveDataSet) -> Examination {
    Examination { page: page(live, false), ..examination(live) }
}

fn page(live: &LiveDataSet, is_sure: bool) -> Page {
    let view = |scan: &Arc<Scan>| View {
        scan: Arc::clone(scan),
        scan_from_page: Homography::scale_shift(PX_PER_MM, PX_PER_MM, 0.0, 0.0),
        is_registered: true,
    };
    Page {
        width_mm: 125.0,
        height_mm: 88.0,
        located_by: LocatedBy::Frame,
        is_sure,
        visible: view(&live.visible),
        ultraviolet: live.ultraviolet.as_ref().map(view),
        infrared: live.infrared.as_ref().map(view),
        residuals: Vec::new(),
    }
}

fn reading() -> MrzReading {
    let cell = [ScanPoint { x_px: 20.0, y_px: 300.0 }; 4];
    let line = |text: &str| {
        text.chars()
            .map(|symbol| CharReading { symbol, confidence: 0.99, alternatives: Vec::new(), cell_in_scan: cell })
            .collect()
    };
    MrzReading { format: Some(MrzFormat::Td3), lines: vec![line(NAME_LINE), line(WRONG_LINE)], light: Light::Visible }
}

fn findings() -> Vec<Finding> {
    let at = |light, left, top, width, height| Place { light, area: PageRect::new(left, top, width, height) };
    let digit = Detail::CheckDigit { field: "document_number", expected: '6', found: '5' };
    let mut brightness = routine("uv_brightness_page", CheckGroup::UvBrightness, Light::Ultraviolet);
    brightness.generic = Some("(UV,BR,FU)".to_owned());
    brightness.threshold = Some(Threshold {
        accept: Accept::AtMost(60.0),
        scale: 50.0,
        band: 0.05,
        source: "drawn for this test".to_owned(),
        n_captures: 3,
    });
    let mut number_digit = routine("mrz_check_digits", CheckGroup::MrzConsistency, Light::Visible);
    number_digit.zone = Some("document_number".to_owned());
    let page = at(Light::Ultraviolet, 0.0, 0.0, 125.0, 88.0);
    let bright = Judgement::of_value(&brightness, 90.0, "mean_level", vec![page]);
    let plain = |outcome, places, detail| Ok(Judgement::plain(outcome, places, detail));
    vec![
        Finding {
            routine: routine("expiry", CheckGroup::DateOfExpiry, Light::Visible),
            result: plain(Outcome::Successful, Vec::new(), Detail::DaysLeft(248)),
        },
        Finding {
            routine: number_digit,
            result: plain(Outcome::Failed, vec![at(Light::Visible, 6.0, 75.0, 24.0, 4.0)], digit),
        },
        Finding {
            routine: routine("mrz_infrared", CheckGroup::MrzInfrared, Light::Infrared),
            result: Err(Aborted::NoScan(Light::Infrared)),
        },
        Finding {
            routine: routine("pattern", CheckGroup::Pattern, Light::Visible),
            result: plain(Outcome::Successful, vec![at(Light::Visible, 50.0, 20.0, 60.0, 30.0)], Detail::None),
        },
        Finding { routine: brightness, result: Ok(bright) },
    ]
}

fn routine(check: &str, group: CheckGroup, light: Light) -> CheckRoutine {
    CheckRoutine {
        uuid: String::new(),
        check: check.to_owned(),
        generic: None,
        group,
        weight: Weight::Optional,
        zone: None,
        fraud: None,
        light,
        min_ppi: 0.0,
        threshold: None,
        params: Default::default(),
    }
}

fn model() -> DocumentModel {
    DocumentModel::bare(ModelKey::new("UTO", "P", 1, Some(2019)), "Utopia passport 2019", 125.0, 88.0)
}

/// The drawn page in every light.
pub(crate) fn specimen() -> Specimen {
    let [visible, ultraviolet, infrared] = Light::ALL.map(|light| Arc::new(drawing(light)));
    Specimen::new(PX_PER_MM, visible, Some(ultraviolet), Some(infrared))
}

struct OneModel;

impl Reference for OneModel {
    fn candidates(&self, _: Option<&str>, _: Option<&str>) -> Vec<Arc<DocumentModel>> {
        vec![Arc::new(model())]
    }

    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>> {
        (*key == model().key).then(|| Arc::new(model()))
    }

    fn specimen(&self, _: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        Ok(Arc::new(specimen()))
    }
}

/// Makes a model of any captures: three zones on the drawn page, and thresholds that a test can name.
#[derive(Default)]
pub(crate) struct DrawnMaker {
    /// Models that were stored.
    pub(crate) stored: Mutex<Vec<DocumentModel>>,
    /// Features that were stored with them.
    pub(crate) told: Mutex<Vec<Feature>>,
}

impl ModelMaker for DrawnMaker {
    fn read(&self, paths: &[PathBuf]) -> Result<Vec<Capture>, String> {
        let capture = |path: &PathBuf| {
            let visible = Arc::new(decode(path, Some(Light::Visible))?);
            let name = visible.file_name.clone();
            Ok(Capture::new(name, LiveDataSet { visible, ultraviolet: None, infrared: None }))
        };
        paths.iter().map(capture).collect()
    }

    fn propose(&self, _: &[LiveDataSet], _: &Progress) -> Result<Proposal, String> {
        let zone =
            |id: &str, role: ZoneRole, area| Zone { id: id.to_owned(), area, is_dynamic: role.is_personal(), role };
        let zones = vec![
            zone("portrait", ZoneRole::Portrait, PageRect::new(6.0, 15.0, 34.0, 42.0)),
            zone("mrz", ZoneRole::Mrz, PageRect::new(3.0, 70.0, 119.0, 15.0)),
            zone("pattern_1", ZoneRole::Pattern, PageRect::new(60.0, 20.0, 40.0, 20.0)),
        ];
        let key = ModelKey::new("UTO", "P", 3, None);
        let name = format!("passport model {key}");
        let model = DocumentModel { zones, ..DocumentModel::bare(key.clone(), &name, 125.0, 88.0) };
        let draft = Draft { model, specimen: specimen(), captures: Vec::new(), left_out: Vec::new() };
        Ok(Proposal { draft: Arc::new(draft), key: Some(key), name, note: None, features: Vec::new() })
    }

    fn enrol(&self, draft: Draft, key: ModelKey, name: String, _: &Progress) -> Result<Enrolment, String> {
        let routines = vec![routine("pattern", CheckGroup::Pattern, Light::Visible)];
        let model = DocumentModel { key, name, routines, ..draft.model };
        let Draft { specimen, left_out, .. } = draft;
        Ok(Enrolment { model, specimen, n_captures: 1, n_copies: 8, left_out, leave_one_out: None })
    }

    fn store(&self, enrolment: &Enrolment, features: Option<&[Feature]>, by: Option<&str>) -> Result<(), String> {
        if by.is_none() {
            return Err("nobody made it".to_owned());
        }
        self.told.lock().map_err(|error| error.to_string())?.extend_from_slice(features.unwrap_or_default());
        self.stored.lock().map_err(|error| error.to_string())?.push(enrolment.model.clone());
        Ok(())
    }
}
