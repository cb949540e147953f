//! The keys: what each does, in one table that is also the list a person sees.

mod authoring;

use egui::{Context, Key, Modifiers};
use engine::scan::Light;

use crate::command::Command;
use crate::state::{Mode, Sheet, State, Viewpoint};
use crate::view::View;

/// A key with its words.
pub(crate) struct Shortcut {
    /// As a person reads it.
    pub keys: &'static str,
    /// What it does.
    pub words: &'static str,
}

/// Every shortcut, in the order a person learns them.
pub(crate) const SHORTCUTS: [Shortcut; 18] = [
    Shortcut { keys: "Ctrl+O", words: "Open scans" },
    Shortcut { keys: "1  2  3", words: "White light, ultraviolet, infrared (or V, U, I)" },
    Shortcut { keys: "↑  ↓", words: "Finding above, finding below" },
    Shortcut { keys: "S held", words: "The specimen in place of the page" },
    Shortcut { keys: "F", words: "Whole page" },
    Shortcut { keys: "+  −", words: "Larger, smaller" },
    Shortcut { keys: "M", words: "Correct the MRZ" },
    Shortcut { keys: "D", words: "Choose the document model" },
    Shortcut { keys: "R", words: "Reference: the record of the model" },
    Shortcut { keys: "K", words: "What the checks see, and what they do not" },
    Shortcut { keys: "C", words: "Set the corners of the page" },
    Shortcut { keys: "Ctrl+R", words: "Examine again" },
    Shortcut { keys: "T", words: "Light or dark window" },
    Shortcut { keys: "Tab", words: "Next control; Enter uses it" },
    Shortcut { keys: "Esc", words: "Close, leave, or stop what runs" },
    Shortcut { keys: "N  Del  Ctrl+Z", words: "Making a model: new zone, delete the zone, undo" },
    Shortcut { keys: "← ↑ → ↓", words: "Making a model: move the zone by 0.1 mm, with Shift its corner" },
    Shortcut { keys: "?", words: "This list" },
];

/// Sends the commands of the keys pressed this frame. Letters typed into a field are no shortcuts.
pub(crate) fn read_keys(view: &View<'_>, ctx: &Context) {
    let state = view.state;
    let is_typing = ctx.text_edit_focused();
    if state.authoring.is_some() && state.sheet.is_none() {
        return authoring::read_keys(view, ctx, is_typing);
    }
    for (modifiers, key, command) in with_control() {
        if ctx.input_mut(|input| input.consume_key(modifiers, key)) {
            view.send(command);
        }
    }
    if ctx.input(|input| input.key_pressed(Key::Escape)) {
        view.send(Command::Close);
    }
    if is_typing || ctx.input(|input| input.modifiers.command || input.modifiers.alt) {
        return;
    }
    for key in ctx.input(pressed) {
        if let Some(command) = plain(state, key) {
            view.send(command);
        }
    }
    if state.sheet.is_none() && ctx.input(|input| input.key_pressed(Key::S)) {
        view.send(Command::ShowSpecimen(true));
    }
    if ctx.input(|input| input.key_released(Key::S)) {
        view.send(Command::ShowSpecimen(false));
    }
}

fn with_control() -> [(Modifiers, Key, Command); 3] {
    [
        (Modifiers::COMMAND, Key::O, Command::AskForFiles(None)),
        (Modifiers::COMMAND, Key::R, Command::Examine),
        (Modifiers::NONE, Key::F5, Command::Examine),
    ]
}

fn pressed(input: &egui::InputState) -> Vec<Key> {
    let keys = input.events.iter().filter_map(|event| match event {
        egui::Event::Key { key, pressed: true, .. } => Some(*key),
        _ => None,
    });
    keys.collect()
}

fn plain(state: &State, key: Key) -> Option<Command> {
    if state.sheet.is_some() {
        return None;
    }
    let command = match key {
        Key::Num1 | Key::V => Command::Show(Light::Visible),
        Key::Num2 | Key::U => Command::Show(Light::Ultraviolet),
        Key::Num3 | Key::I => Command::Show(Light::Infrared),
        Key::F => Command::Look(Viewpoint::Fit),
        Key::Questionmark | Key::F1 => Command::OpenSheet(Sheet::Shortcuts),
        Key::K => Command::OpenSheet(Sheet::Manual),
        Key::T => Command::SwitchTheme,
        Key::ArrowDown if state.mode == Mode::Look => Command::ChooseRelative(1),
        Key::ArrowUp if state.mode == Mode::Look => Command::ChooseRelative(-1),
        Key::R => Command::Browse,
        Key::M if state.examined.is_some() => Command::BeginMrz,
        Key::C if state.scan(Light::Visible).is_some() => Command::BeginCorners,
        Key::D if state.scan(Light::Visible).is_some() => Command::BeginModel,
        _ => return None,
    };
    Some(command)
}
