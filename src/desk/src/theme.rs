//! Every colour, font and distance of the window, light and dark; no other file names one.

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Theme,
    Vec2, vec2,
};
use engine::check::Outcome;
use engine::examination::State as CheckState;
use engine::scan::Light;

/// Distance between things that belong together.
pub(crate) const GAP: f32 = 8.0;
/// Distance from a panel's edge to what is in it.
pub(crate) const EDGE: i8 = 14;
/// Height of a row in the list of findings.
pub(crate) const ROW_HEIGHT: f32 = 43.0;
/// Frames on pictures of pages, which are light in either theme.
pub(crate) const FRAME: Color32 = Color32::from_rgb(0x1F, 0x5F, 0xC4);
/// Height of a row of one line.
pub(crate) const LINE_HEIGHT: f32 = 26.0;
/// Radius of a result's symbol in a list.
pub(crate) const SYMBOL_RADIUS: f32 = 8.5;
/// Radius of the overall result's symbol.
pub(crate) const OVERALL_RADIUS: f32 = 24.0;
/// Width of a character in the font of the machine readable zone.
pub(crate) const MRZ_ADVANCE: f32 = 8.2;
/// Corners of cards and buttons.
pub(crate) const CORNER: CornerRadius = CornerRadius::same(6);

/// The colours of one theme.
pub(crate) struct Palette {
    /// Behind everything.
    pub ground: Color32,
    /// Panels.
    pub panel: Color32,
    /// Buttons and cards on a panel.
    pub raised: Color32,
    /// What the pointer is on.
    pub hovered: Color32,
    /// Round the page.
    pub table: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text of lesser weight; still 4.5 : 1 against the panel.
    pub weak: Color32,
    /// What is chosen or focused; not the colour of any result.
    pub accent: Color32,
    /// Behind what is chosen.
    pub chosen: Color32,
    /// What a person did, not the machine.
    pub by_person: Color32,
    /// BSI TR-03135-1 Table 5.1: green.
    pub successful: Color32,
    /// Table 5.1: red.
    pub failed: Color32,
    /// Table 5.1: yellow.
    pub undetermined: Color32,
    /// Table 5.1: grey.
    pub not_supported: Color32,
    /// Grey in Table 5.1, black in Doc 9303-2 Table C-2: as near to black as the theme lets it be read.
    pub aborted: Color32,
    /// Behind an irregular result.
    pub failed_tint: Color32,
    /// Behind an undetermined one.
    pub undetermined_tint: Color32,
    /// Text on a red or green ground.
    pub on_strong: Color32,
    /// Text on a yellow ground.
    pub on_yellow: Color32,
}

const LIGHT: Palette = Palette {
    ground: Color32::from_rgb(0xF3, 0xF4, 0xF6),
    panel: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    raised: Color32::from_rgb(0xF1, 0xF3, 0xF6),
    hovered: Color32::from_rgb(0xE6, 0xEA, 0xEF),
    table: Color32::from_rgb(0xDD, 0xE0, 0xE5),
    line: Color32::from_rgb(0xD9, 0xDD, 0xE3),
    text: Color32::from_rgb(0x17, 0x1B, 0x21),
    weak: Color32::from_rgb(0x59, 0x62, 0x6E),
    accent: Color32::from_rgb(0x1F, 0x5F, 0xC4),
    chosen: Color32::from_rgb(0xE4, 0xED, 0xFA),
    by_person: Color32::from_rgb(0x7A, 0x3F, 0xA8),
    successful: Color32::from_rgb(0x1B, 0x83, 0x4A),
    failed: Color32::from_rgb(0xC2, 0x22, 0x22),
    undetermined: Color32::from_rgb(0xF2, 0xBB, 0x05),
    not_supported: Color32::from_rgb(0x8A, 0x92, 0x9C),
    aborted: Color32::from_rgb(0x2B, 0x31, 0x39),
    failed_tint: Color32::from_rgb(0xFD, 0xEC, 0xEA),
    undetermined_tint: Color32::from_rgb(0xFE, 0xF6, 0xDB),
    on_strong: Color32::WHITE,
    on_yellow: Color32::from_rgb(0x2E, 0x24, 0x00),
};

const DARK: Palette = Palette {
    ground: Color32::from_rgb(0x12, 0x14, 0x17),
    panel: Color32::from_rgb(0x1A, 0x1D, 0x21),
    raised: Color32::from_rgb(0x25, 0x29, 0x2F),
    hovered: Color32::from_rgb(0x31, 0x36, 0x3E),
    table: Color32::from_rgb(0x0D, 0x0F, 0x11),
    line: Color32::from_rgb(0x31, 0x36, 0x3D),
    text: Color32::from_rgb(0xE8, 0xEA, 0xED),
    weak: Color32::from_rgb(0x9D, 0xA5, 0xB0),
    accent: Color32::from_rgb(0x7F, 0xB0, 0xFF),
    chosen: Color32::from_rgb(0x22, 0x33, 0x4D),
    by_person: Color32::from_rgb(0xCC, 0xA0, 0xF0),
    successful: Color32::from_rgb(0x38, 0xB8, 0x73),
    failed: Color32::from_rgb(0xFF, 0x5C, 0x55),
    undetermined: Color32::from_rgb(0xF5, 0xC4, 0x2B),
    not_supported: Color32::from_rgb(0x7E, 0x87, 0x92),
    aborted: Color32::from_rgb(0xB4, 0xBB, 0xC4),
    failed_tint: Color32::from_rgb(0x3B, 0x1C, 0x1D),
    undetermined_tint: Color32::from_rgb(0x35, 0x2D, 0x14),
    on_strong: Color32::from_rgb(0x10, 0x12, 0x14),
    on_yellow: Color32::from_rgb(0x2E, 0x24, 0x00),
};

impl Palette {
    /// The colours of the theme this part of the window is drawn in.
    pub(crate) fn of(ui: &egui::Ui) -> &'static Self {
        Self::of_theme(if ui.visuals().dark_mode { Theme::Dark } else { Theme::Light })
    }

    fn of_theme(theme: Theme) -> &'static Self {
        match theme {
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
        }
    }

    /// The colour of a result. BSI TR-03135-1 Table 5.1. Never shown without its symbol and word.
    pub(crate) fn of_state(&self, state: CheckState) -> Color32 {
        match state {
            CheckState::Terminated(Outcome::Successful) => self.successful,
            CheckState::Terminated(Outcome::Failed) => self.failed,
            CheckState::Terminated(Outcome::Undetermined) => self.undetermined,
            CheckState::Terminated(Outcome::NotSupported) => self.not_supported,
            CheckState::Aborted => self.aborted,
        }
    }

    /// The ground behind a result: tinted where a person has to look, plain elsewhere. Doc 9303-2 C.41.
    pub(crate) fn tint_of(&self, state: CheckState) -> Color32 {
        match state {
            CheckState::Terminated(Outcome::Failed) => self.failed_tint,
            CheckState::Terminated(Outcome::Undetermined) => self.undetermined_tint,
            _ => self.panel,
        }
    }

    /// Text in the colour of a result, where that colour can be read; plain elsewhere.
    pub(crate) fn word_of(&self, state: CheckState) -> Color32 {
        match state {
            CheckState::Terminated(Outcome::Failed) => self.failed,
            CheckState::Terminated(Outcome::Successful) => self.weak,
            CheckState::Terminated(Outcome::Undetermined) => self.text,
            _ => self.weak,
        }
    }
}

/// What paper and print look like in that light: ground, then ink.
pub(crate) fn light_swatch(light: Light) -> (Color32, Color32) {
    match light {
        Light::Visible => (Color32::from_rgb(0xF4, 0xEF, 0xE2), Color32::from_rgb(0x5B, 0x7A, 0x9A)),
        Light::Ultraviolet => (Color32::from_rgb(0x1B, 0x14, 0x4A), Color32::from_rgb(0x7C, 0xE0, 0xB8)),
        Light::Infrared => (Color32::from_rgb(0xB9, 0xB9, 0xB9), Color32::from_rgb(0x2A, 0x2A, 0x2A)),
    }
}

/// A zone on the page: one colour for what differs from book to book, another for what does not; neither is a result's.
pub(crate) fn zone_colour(palette: &Palette, is_dynamic: bool) -> Color32 {
    if is_dynamic { palette.by_person } else { palette.accent }
}

/// The largest words: the overall result.
pub(crate) fn overall_font() -> FontId {
    FontId::new(25.0, strong_family())
}

/// Titles of panels and what a row is about.
pub(crate) fn strong_font() -> FontId {
    FontId::new(14.0, strong_family())
}

/// The six words of the front screen, and what the MRZ says.
pub(crate) fn tile_font() -> FontId {
    FontId::new(13.0, strong_family())
}

/// Small words in front of a value.
pub(crate) fn small_strong_font() -> FontId {
    FontId::new(12.0, strong_family())
}

/// Text.
pub(crate) fn body_font() -> FontId {
    FontId::new(14.0, FontFamily::Proportional)
}

/// What is said beside.
pub(crate) fn small_font() -> FontId {
    FontId::new(12.0, FontFamily::Proportional)
}

/// The machine readable zone.
pub(crate) fn mrz_font() -> FontId {
    FontId::new(13.5, FontFamily::Monospace)
}

fn strong_family() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// A panel's frame in these colours.
pub(crate) fn panel_frame(palette: &Palette) -> egui::Frame {
    egui::Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(EDGE, 10))
}

/// Gives the window its fonts, colours and distances, for both themes.
pub(crate) fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| set_style(style, Palette::of_theme(theme)));
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let regular = FontData::from_static(include_bytes!("../../../assets/fonts/Inter-Regular.otf"));
    let strong = FontData::from_static(include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"));
    fonts.font_data.insert("inter".to_owned(), regular.into());
    fonts.font_data.insert("inter-strong".to_owned(), strong.into());
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, first) in [(FontFamily::Proportional, "inter"), (strong_family(), "inter-strong")] {
        let chain = std::iter::once(first.to_owned()).chain(fallbacks.iter().cloned()).collect();
        fonts.families.insert(family, chain);
    }
    fonts
}

fn set_style(style: &mut egui::Style, palette: &Palette) {
    style.text_styles = [
        (TextStyle::Heading, FontId::new(18.0, strong_family())),
        (TextStyle::Body, body_font()),
        (TextStyle::Button, FontId::new(13.5, FontFamily::Proportional)),
        (TextStyle::Small, small_font()),
        (TextStyle::Monospace, FontId::new(13.0, FontFamily::Monospace)),
    ]
    .into();
    style.spacing.item_spacing = Vec2::splat(GAP);
    style.spacing.button_padding = vec2(11.0, 6.0);
    style.spacing.interact_size.y = 30.0;
    style.spacing.window_margin = Margin::same(20);
    style.animation_time = 0.08;
    style.interaction.selectable_labels = false;
    let visuals = &mut style.visuals;
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 28, spread: 0, color: Color32::from_black_alpha(70) };
    visuals.popup_shadow = Shadow { offset: [0, 3], blur: 10, spread: 0, color: Color32::from_black_alpha(50) };
    visuals.menu_corner_radius = CORNER;
    visuals.extreme_bg_color = palette.ground;
    visuals.faint_bg_color = palette.raised;
    visuals.weak_text_color = Some(palette.weak);
    visuals.hyperlink_color = palette.accent;
    visuals.selection.bg_fill = palette.chosen;
    visuals.selection.stroke = Stroke::new(1.5, palette.accent);
    visuals.warn_fg_color = palette.undetermined;
    visuals.error_fg_color = palette.failed;
    set_widgets(&mut visuals.widgets, palette);
}

fn set_widgets(widgets: &mut egui::style::Widgets, palette: &Palette) {
    let states = [
        (&mut widgets.noninteractive, palette.panel, palette.line),
        (&mut widgets.inactive, palette.raised, Color32::TRANSPARENT),
        (&mut widgets.hovered, palette.hovered, Color32::TRANSPARENT),
        (&mut widgets.active, palette.hovered, palette.accent),
        (&mut widgets.open, palette.hovered, Color32::TRANSPARENT),
    ];
    for (widget, fill, stroke) in states {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.0, palette.text);
        widget.corner_radius = CORNER;
        widget.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance after WCAG 2.1.
    fn luminance(colour: Color32) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_word_can_be_read_on_its_ground() {
        for palette in [&LIGHT, &DARK] {
            let pairs = [
                (palette.text, palette.panel),
                (palette.text, palette.raised),
                (palette.weak, palette.panel),
                (palette.weak, palette.raised),
                (palette.weak, palette.chosen),
                (palette.accent, palette.panel),
                (palette.failed, palette.panel),
                (palette.failed, palette.failed_tint),
                (palette.weak, palette.failed_tint),
                (palette.text, palette.undetermined_tint),
                (palette.weak, palette.undetermined_tint),
                (palette.by_person, palette.panel),
                (palette.on_strong, palette.failed),
                (palette.on_strong, palette.successful),
                (palette.on_yellow, palette.undetermined),
            ];
            for (idx, (ink, ground)) in pairs.into_iter().enumerate() {
                let found = contrast(ink, ground);
                assert!(4.5 <= found, "pair {idx}: {found:.2}");
            }
        }
    }
}
