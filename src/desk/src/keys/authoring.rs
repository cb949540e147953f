//! The keys while a model is made.

use egui::{Context, Event, Key, Modifiers};
use engine::scan::Light;

use crate::command::Command;
use crate::command::authoring::{Author, Edit, Grip};
use crate::state::{Sheet, Viewpoint};
use crate::view::View;

/// An arrow key moves by so many millimetres.
const NUDGE_MM: f64 = 0.1;

/// Sends the commands of the keys pressed this frame.
pub(super) fn read_keys(view: &View<'_>, ctx: &Context, is_typing: bool) {
    let pressed: Vec<(Key, Modifiers)> = ctx.input(|input| {
        let key = |event: &Event| match event {
            Event::Key { key, modifiers, pressed: true, .. } => Some((*key, *modifiers)),
            _ => None,
        };
        input.events.iter().filter_map(key).collect()
    });
    for (key, modifiers) in pressed {
        let is_asked = view.state.authoring.as_ref().is_some_and(|authoring| authoring.asked.is_some());
        let is_shortcut = key == Key::Escape || !is_typing && !is_asked;
        if let Some(command) = command(key, modifiers).filter(|_| is_shortcut) {
            view.send(command);
        }
    }
}

fn command(key: Key, modifiers: Modifiers) -> Option<Command> {
    let author = |command| Some(Command::Author(command));
    let edit = |edit| author(Author::Edit(edit));
    if modifiers.command {
        return match key {
            Key::Z if modifiers.shift => author(Author::Redo),
            Key::Y => author(Author::Redo),
            Key::Z => author(Author::Undo),
            Key::O => author(Author::AskForPictures),
            _ => None,
        };
    }
    let grip = if modifiers.shift { Grip::BOTTOM_RIGHT } else { Grip::WHOLE };
    let drag = |x: f64, y: f64| edit(Edit::Drag { grip, by_mm: (x * NUDGE_MM, y * NUDGE_MM) });
    match key {
        Key::Escape => Some(Command::Close),
        Key::ArrowLeft => drag(-1.0, 0.0),
        Key::ArrowRight => drag(1.0, 0.0),
        Key::ArrowUp => drag(0.0, -1.0),
        Key::ArrowDown => drag(0.0, 1.0),
        Key::Delete | Key::Backspace => edit(Edit::Delete),
        Key::N => author(Author::Draw(true)),
        Key::Num1 | Key::V => author(Author::Show(Light::Visible)),
        Key::Num2 | Key::U => author(Author::Show(Light::Ultraviolet)),
        Key::Num3 | Key::I => author(Author::Show(Light::Infrared)),
        Key::F => Some(Command::Look(Viewpoint::Fit)),
        Key::T => Some(Command::SwitchTheme),
        Key::K => Some(Command::OpenSheet(Sheet::Manual)),
        Key::R => Some(Command::Browse),
        Key::Questionmark | Key::F1 => Some(Command::OpenSheet(Sheet::Shortcuts)),
        _ => None,
    }
}
