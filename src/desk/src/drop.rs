//! Files dropped on the window: which light they were dropped on.

use std::path::PathBuf;

use egui::{Pos2, Rect};
use engine::scan::Light;

use crate::command::{Command, Given, with_light};

/// Where a file can be dropped for which light; empty while nothing is dragged.
pub(crate) type Targets = Vec<(Light, Rect)>;

/// How long a drop waits for the pointer: most systems say where it is only after the files have come.
const WAIT_SECS: f64 = 0.3;

/// Dropped files that wait to know where the pointer is.
#[derive(Debug, Default)]
pub(crate) struct Drops {
    waiting: Option<(Vec<PathBuf>, f64)>,
    /// The targets when the files came; the window hides them right after.
    targets: Targets,
}

impl Drops {
    /// The commands this frame's drops come to.
    pub(crate) fn read(&mut self, ctx: &egui::Context, targets: &Targets) -> Vec<Command> {
        let (dropped, now, pointer) = ctx.input(|input| {
            let paths: Vec<PathBuf> = input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
            (paths, input.time, input.pointer.latest_pos())
        });
        if !targets.is_empty() {
            self.targets.clone_from(targets);
        }
        if !dropped.is_empty() {
            self.waiting = Some((dropped, now));
        }
        let Some((paths, since)) = &self.waiting else { return Vec::new() };
        if pointer.is_none() && now - since < WAIT_SECS {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(WAIT_SECS));
            return Vec::new();
        }
        let files = given(paths, target_at(&self.targets, pointer));
        self.waiting = None;
        self.targets.clear();
        vec![Command::Open(files)]
    }
}

fn target_at(targets: &Targets, pointer: Option<Pos2>) -> Option<Light> {
    let pointer = pointer?;
    targets.iter().find(|(_, rect)| rect.contains(pointer)).map(|&(light, _)| light)
}

/// One file takes the light it was dropped on; several go by their names.
fn given(paths: &[PathBuf], target: Option<Light>) -> Vec<Given> {
    let light = target.filter(|_| paths.len() == 1);
    paths.iter().map(|path| with_light(Given { light, path: path.clone() })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn one_file_takes_the_light_under_the_pointer() {
        let targets = vec![(Light::Ultraviolet, Rect::from_min_size(pos2(10.0, 10.0), vec2(20.0, 20.0)))];
        let light = target_at(&targets, Some(pos2(15.0, 15.0)));
        assert_eq!(given(&["scan-vi.png".into()], light)[0].light, Some(Light::Ultraviolet));
        assert_eq!(given(&["scan-vi.png".into()], target_at(&targets, None))[0].light, Some(Light::Visible));
        assert_eq!(given(&["scan.png".into()], None)[0].light, None);
    }

    #[test]
    fn several_files_go_by_their_names() {
        let files = given(&["a_UV.jpg".into(), "b-ir.tif".into(), "front.png".into()], Some(Light::Visible));
        let lights: Vec<_> = files.iter().map(|file| file.light).collect();
        assert_eq!(lights, [Some(Light::Ultraviolet), Some(Light::Infrared), None]);
    }
}
