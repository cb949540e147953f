//! How long the window's own thread works on a frame while a person scrolls through the reference browser; measured without a
//! display.

use std::time::{Duration, Instant};

use egui::{Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, pos2, vec2};

use super::App;
use crate::DeskOptions;
use crate::command::Command;
use crate::state::Sheet;
use crate::view::browser::ROW_PITCH;
use crate::work::Workshop;

/// The window's size in points.
const SIZE: egui::Vec2 = vec2(1280.0, 800.0);
/// Where the pointer is: over the list.
const POINTER: Pos2 = pos2(250.0, 400.0);
/// Frames from the first row of the list to the last.
const N_FRAMES: usize = 600;
/// The longest wait for the list, in frames.
const MOST_WAITING: usize = 3000;
/// What is typed after it is scrolled, letter by letter.
const TYPED: &str = "utopia 17";
/// Frames after each letter.
const N_FRAMES_A_LETTER: usize = 6;

/// One way through the list.
#[derive(Debug, Clone, Default)]
pub struct Scrolled {
    /// Rows of the list.
    pub n_rows: usize,
    /// Small pictures on the graphics card when the end was reached.
    pub n_pictures: usize,
    /// Work on each frame: commands, views, and the triangles that a graphics card is given.
    pub frames: Vec<Duration>,
}

/// Opens the browser, scrolls its list from end to end and types into its filter; `pace` from one frame to the next.
pub fn scroll_browser(workshop: Workshop, pace: Duration) -> Scrolled {
    let ctx = Context::default();
    let mut app = App::new(&ctx, DeskOptions { files: Vec::new(), workshop, is_dark: false });
    let mut frames: Vec<Duration> = Vec::new();
    let mut draw = |app: &mut App, events: Vec<Event>| {
        let started = Instant::now();
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, SIZE));
        let time = Some(frames.len() as f64 / 60.0);
        let input = RawInput { screen_rect, time, events, ..RawInput::default() };
        let output = ctx.run_ui(input, |ui| {
            app.follow(ui.ctx());
            app.draw(ui);
        });
        drop(ctx.tessellate(output.shapes, output.pixels_per_point));
        frames.push(started.elapsed());
        std::thread::sleep(pace.saturating_sub(started.elapsed()));
    };
    app.send(Command::Browse);
    draw(&mut app, vec![Event::PointerMoved(POINTER)]);
    for _ in 0..MOST_WAITING {
        if 0 < app.n_rows() {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
        draw(&mut app, Vec::new());
    }
    let n_rows = app.n_rows();
    let by = n_rows as f32 * ROW_PITCH / N_FRAMES as f32;
    for _ in 0..N_FRAMES {
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -by),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        draw(&mut app, vec![wheel]);
    }
    let n_pictures = app.textures.thumbnails.values().flatten().count();
    for end in 1..=TYPED.len() {
        app.send(Command::FilterRecords(TYPED[..end].to_owned()));
        (0..N_FRAMES_A_LETTER).for_each(|_| draw(&mut app, Vec::new()));
    }
    Scrolled { n_rows, n_pictures, frames }
}

impl App {
    fn n_rows(&self) -> usize {
        match &self.state.sheet {
            Some(Sheet::Browser(browsing)) => browsing.models.as_ref().map_or(0, |listed| listed.n_rows()),
            _ => 0,
        }
    }
}
