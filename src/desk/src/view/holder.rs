//! What the MRZ says of the document and its holder. Doc 9303-2 C.30.

use egui::{Label, RichText, Ui, vec2};

use crate::state::Examined;
use crate::theme::{self, Palette};

/// Widths of the columns: names and numbers need more.
const SHARES: [f32; 4] = [0.275, 0.265, 0.22, 0.24];

/// Draws the entries in columns of two, name above value.
pub(super) fn holder_ui(ui: &mut Ui, examined: &Examined) {
    let palette = Palette::of(ui);
    let entries = &examined.personal.entries;
    if entries.is_empty() {
        ui.label(RichText::new("No personal data was read").color(palette.weak));
        return;
    }
    let n_columns = entries.len().div_ceil(2);
    let room = ui.available_width();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 8.0);
        for (idx, column) in entries.chunks(2).enumerate() {
            let width = room * if n_columns == SHARES.len() { SHARES[idx] } else { 1.0 / n_columns as f32 };
            ui.vertical(|ui| {
                ui.set_width(width);
                for entry in column {
                    entry_ui(ui, entry, width - 4.0);
                }
            });
        }
    });
}

fn entry_ui(ui: &mut Ui, entry: &crate::state::Entry, width: f32) {
    let palette = Palette::of(ui);
    ui.vertical(|ui| {
        ui.set_max_width(width);
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add(Label::new(RichText::new(entry.name).font(theme::small_font()).color(palette.weak)).truncate());
        let colour = if entry.is_irregular { palette.failed } else { palette.text };
        let value = Label::new(RichText::new(&entry.value).font(theme::tile_font()).color(colour)).truncate();
        ui.add(value.selectable(true));
        let beside = entry.beside.as_deref().unwrap_or("");
        let colour = if entry.is_irregular && entry.beside.is_some() { palette.failed } else { palette.weak };
        if !beside.is_empty() {
            ui.add(Label::new(RichText::new(beside).font(theme::small_font()).color(colour)).truncate());
        }
    });
}
