//! The views: each is given what there is to see, draws it, and sends commands.

mod authoring;
pub(crate) mod browser;
pub(crate) mod canvas;
mod compare;
mod corners;
mod crops;
mod described;
mod empty;
mod evidence;
mod findings;
mod front;
mod guided;
mod header;
mod holder;
mod lights;
mod manual;
mod mrz;
mod picture;
mod sheets;
mod targets;
mod warnings;

use std::cell::RefCell;

use egui::{CentralPanel, Frame, Panel, Ui};
use engine::scan::Light;

use crate::app::Textures;
use crate::command::Command;
use crate::drop::Targets;
use crate::state::{Mode, State};
use crate::theme::{self, Palette};

/// All a view may look at, built once a frame, and the way its commands go.
pub(crate) struct View<'a> {
    /// What the window shows.
    pub state: &'a State,
    /// Pictures on the graphics card.
    pub textures: &'a Textures,
    commands: &'a RefCell<Vec<Command>>,
}

impl<'a> View<'a> {
    /// The view of this frame.
    pub(crate) fn new(state: &'a State, textures: &'a Textures, commands: &'a RefCell<Vec<Command>>) -> Self {
        Self { state, textures, commands }
    }

    /// Asks for a change; it is made before the next frame.
    pub(crate) fn send(&self, command: Command) {
        self.commands.borrow_mut().push(command);
    }
}

/// Draws the whole window; returns where files can be dropped.
pub(crate) fn desk_ui(view: &View<'_>, ui: &mut Ui) -> Targets {
    let palette = Palette::of(ui);
    ui.painter().rect_filled(ui.max_rect(), 0.0, palette.ground);
    let state = view.state;
    let is_empty = Light::ALL.iter().all(|&light| state.scan(light).is_none());
    Panel::top("header").frame(header::frame(view, palette)).show(ui, |ui| header::header_ui(view, ui));
    if let Some(notice) = &state.notice {
        Panel::top("notice").frame(header::notice_frame(palette)).show(ui, |ui| header::notice_ui(view, ui, notice));
    }
    let targets = if let Some(authoring) = &state.authoring {
        authoring::authoring_ui(view, ui, authoring);
        Targets::new()
    } else if is_empty {
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| empty::empty_ui(view, ui)).inner
    } else {
        document_ui(view, ui, palette);
        targets::drag_targets_ui(ui)
    };
    sheets::sheet_ui(view, ui);
    targets
}

fn document_ui(view: &View<'_>, ui: &mut Ui, palette: &Palette) {
    let state = view.state;
    if let (Some(examined), false) = (&state.examined, matches!(state.mode, Mode::Corners(_))) {
        let width = ui.available_width();
        Panel::top("front words").frame(front::frame(palette)).show(ui, |ui| front::front_ui(view, ui, examined));
        Panel::right("findings")
            .frame(Frame::new().fill(palette.panel))
            .default_size((width * 0.33).clamp(380.0, 620.0))
            .size_range(340.0..=(width * 0.5).max(341.0))
            .show(ui, |ui| findings::side_ui(view, ui, examined));
        Panel::bottom("mrz")
            .frame(theme::panel_frame(palette))
            .resizable(false)
            .show(ui, |ui| mrz::document_ui(view, ui, examined));
    }
    Panel::top("lights").frame(lights::frame(palette)).show(ui, |ui| lights::lights_ui(view, ui));
    if let (Some(examined), Mode::Look) = (&state.examined, &state.mode)
        && warnings::is_any(examined)
    {
        let frame = warnings::frame(palette);
        Panel::top("warnings").frame(frame).show(ui, |ui| warnings::warnings_ui(view, ui, examined));
    }
    if let Mode::Corners(_) = state.mode {
        let frame = corners::advice_frame(palette);
        Panel::top("corners").frame(frame).show(ui, |ui| corners::advice_ui(view, ui));
    }
    CentralPanel::default().frame(Frame::new().fill(palette.table)).show(ui, |ui| match &state.mode {
        Mode::Corners(corners) => corners::corners_ui(view, ui, corners),
        _ => canvas::canvas_ui(view, ui),
    });
}
