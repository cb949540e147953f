//! What a person has chosen to look at: a finding of the machine, or a question to the examiner.

use engine::check::Place;

use super::{Examined, State, Viewpoint, place_of};

impl State {
    pub(super) fn choose(&mut self, idx: usize) {
        let Some(examined) = self.examined.clone() else { return };
        if idx < examined.findings().len() {
            (self.chosen, self.chosen_guided) = (Some(idx), None);
            match place_of(&examined, idx) {
                Some(place) => self.look_at(&examined, place),
                None => self.viewpoint = Viewpoint::Fit,
            }
        }
    }

    pub(super) fn choose_guided(&mut self, idx: usize) {
        let Some(examined) = self.examined.clone() else { return };
        if let Some(guided) = examined.examination.guided.get(idx) {
            (self.chosen, self.chosen_guided) = (None, Some(idx));
            self.look_at(&examined, Place { light: guided.check.light, area: guided.area });
        }
    }

    fn look_at(&mut self, examined: &Examined, place: Place) {
        let is_whole = examined.examination.page.area().area() * 0.6 < place.area.area();
        self.viewpoint = if is_whole { Viewpoint::Fit } else { Viewpoint::Area(place.area) };
        self.light = if self.scan(place.light).is_some() { place.light } else { self.light };
    }

    pub(super) fn choose_relative(&mut self, by: isize) {
        let Some(examined) = &self.examined else { return };
        let row = self.chosen.and_then(|idx| examined.rows.iter().position(|&row| row == idx));
        let row = match row {
            Some(row) => row.saturating_add_signed(by).min(examined.rows.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(&idx) = examined.rows.get(row) {
            self.choose(idx);
        }
    }
}
