//! What is done to a document after the issuer let it go: by forgers, by copiers, by use.

use engine::geometry::PageRect;
use engine::scan::Light;

use crate::design::ModelDesign;
use crate::dice::Dice;
use crate::document::AlteredArea;
use crate::holder::Holder;
use crate::ink::{Ink, Paper};
use crate::personal::Entries;
use crate::print::{Part, Print, Rasters};

/// One way a page can differ from what its issuer made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alteration {
    /// The MRZ is printed in an ink that infrared does not see.
    MrzIrTransparent,
    /// The substrate is brightened paper.
    UvBrightPaper,
    /// No fluorescent motif.
    UvMotifMissing,
}

/// A page on the bench, with what its layers are made from.
pub(crate) struct Work<'a> {
    pub(crate) design: &'a ModelDesign,
    pub(crate) holder: Holder,
    pub(crate) entries: Entries,
    pub(crate) dice: Dice,
    pub(crate) px_per_mm: f64,
    pub(crate) altered: Vec<AlteredArea>,
}

impl Work<'_> {
    pub(crate) fn mark(&mut self, lights: &[Light], area: PageRect) {
        self.altered.push(AlteredArea { lights: lights.to_vec(), area });
    }

    pub(crate) fn page(&self) -> PageRect {
        PageRect::new(0.0, 0.0, self.design.model.width_mm, self.design.model.height_mm)
    }
}

impl Alteration {
    /// All of them, forgeries first.
    pub const ALL: [Self; 3] = [Self::MrzIrTransparent, Self::UvBrightPaper, Self::UvMotifMissing];

    /// Name in commands and ground truth.
    pub fn name(self) -> &'static str {
        match self {
            Self::MrzIrTransparent => "mrz_ir_transparent",
            Self::UvBrightPaper => "uv_bright_paper",
            Self::UvMotifMissing => "uv_motif_missing",
        }
    }

    /// The alteration of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alteration| alteration.name() == name)
    }

    /// Whether it is mere use: such a page must not fail.
    pub fn is_benign(self) -> bool {
        false
    }

    pub(crate) fn rewrite_entries(self, _: &mut Work<'_>) {}

    pub(crate) fn change_print(self, print: &mut Print, work: &mut Work<'_>) {
        match self {
            Self::MrzIrTransparent => {
                for layer in print.layers.iter_mut().filter(|l| l.part == Part::Mrz) {
                    layer.ink = Ink::dye_black("dye black");
                }
                work.mark(&[Light::Infrared], crate::design::Layout::mrz_area());
            }
            Self::UvBrightPaper => {
                print.paper = Paper::BRIGHTENED;
                work.mark(&[Light::Ultraviolet], work.page());
            }
            Self::UvMotifMissing => {
                print.layers.retain(|layer| layer.part != Part::UvMotif);
                for (_, area) in work.design.layout.uv_motifs.clone() {
                    work.mark(&[Light::Ultraviolet], area);
                }
            }
        }
    }

    pub(crate) fn change_page(self, _: &mut Rasters, _: &mut Work<'_>) {}
}
