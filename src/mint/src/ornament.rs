//! Security print as curves: guilloche, rosette, line screen, microprint, relief, emblem. All lengths in mm.

use std::f64::consts::TAU;

use engine::geometry::PageRect;

use crate::mask::Plate;
use crate::type_face::{Face, TextStyle};

/// A band of interlaced waves along x.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Band {
    /// The band; waves reach its upper and lower edge.
    pub(crate) area: PageRect,
    /// Number of lines.
    pub(crate) n_lines: usize,
    /// Waves along the band.
    pub(crate) waves: f64,
    /// Waves of the envelope along the band.
    pub(crate) beats: f64,
    /// Share of the second harmonic, 0..1.
    pub(crate) harmonic: f64,
    /// Line width.
    pub(crate) width: f64,
}

impl Band {
    /// Draws it.
    pub(crate) fn draw(&self, plate: &mut Plate) {
        let area = self.area;
        for line in 0..self.n_lines {
            let phase = TAU * line as f64 / self.n_lines as f64;
            let points = steps(600).map(|t| {
                let envelope = 0.62 + 0.38 * (TAU * self.beats * t).cos();
                let main = (TAU * self.waves * t + phase).sin();
                let second = (TAU * 2.0 * self.waves * t + 2.0 * phase + 0.7).sin();
                let wave = (1.0 - self.harmonic) * main + self.harmonic * second;
                (area.left + t * area.width, area.centre().y_mm + 0.5 * area.height * envelope * wave)
            });
            plate.stroke(points, self.width);
        }
    }
}

/// A rosette: rings of waves round a centre.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rosette {
    /// Centre, x and y.
    pub(crate) centre: (f64, f64),
    /// Inner and outer radius.
    pub(crate) radii: (f64, f64),
    /// Height against width.
    pub(crate) squash: f64,
    /// Petals round the centre.
    pub(crate) petals: u32,
    /// Finer waves on every petal.
    pub(crate) ripples: u32,
    /// Number of lines.
    pub(crate) n_lines: usize,
    /// Line width.
    pub(crate) width: f64,
}

impl Rosette {
    /// Draws it.
    pub(crate) fn draw(&self, plate: &mut Plate) {
        let (inner, outer) = self.radii;
        for line in 0..self.n_lines {
            let phase = TAU * line as f64 / self.n_lines as f64;
            let points = steps(240 + 24 * (self.petals * (1 + self.ripples)) as usize).map(|t| {
                let angle = TAU * t;
                let petal = (f64::from(self.petals) * angle + phase).sin();
                let ripple = (f64::from(self.petals * self.ripples) * angle - 2.0 * phase).sin();
                let radius = (inner + outer) / 2.0 + (outer - inner) / 2.0 * (0.78 * petal + 0.22 * ripple);
                self.place(radius, angle)
            });
            plate.stroke_closed(points, self.width);
        }
    }

    /// Draws a hypotrochoid of the same size: `n_lines` turns of a wheel inside a ring.
    pub(crate) fn draw_trochoid(&self, plate: &mut Plate) {
        let (inner, outer) = self.radii;
        let (pen, arm) = ((outer - inner) / 2.0, (outer + inner) / 2.0);
        let turns = self.n_lines as f64;
        let spin = (f64::from(self.petals) * turns + 1.0) / turns;
        let points = steps(120 * self.n_lines * self.petals as usize / 4 + 200).map(|t| {
            let angle = TAU * turns * t;
            let (x, y) =
                (arm * angle.cos() + pen * (spin * angle).cos(), arm * angle.sin() - pen * (spin * angle).sin());
            (self.centre.0 + x, self.centre.1 + y * self.squash)
        });
        plate.stroke_closed(points, self.width);
    }

    fn place(&self, radius: f64, angle: f64) -> (f64, f64) {
        (self.centre.0 + radius * angle.cos(), self.centre.1 + radius * angle.sin() * self.squash)
    }
}

/// Parallel lines, gently waved, at a fixed number a mm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineScreen {
    /// Where; lines are cut off at its edges.
    pub(crate) area: PageRect,
    /// Line pairs a mm.
    pub(crate) per_mm: f64,
    /// Direction of the lines against x, rad.
    pub(crate) angle: f64,
    /// Height of the wave.
    pub(crate) sway: f64,
    /// Length of the wave.
    pub(crate) sway_length: f64,
    /// Line width.
    pub(crate) width: f64,
}

impl LineScreen {
    /// Draws it.
    pub(crate) fn draw(&self, plate: &mut Plate) {
        self.draw_displaced(plate, |_, _| 0.0);
    }

    /// Draws it with every line moved sideways by a height field: the eye sees relief.
    pub(crate) fn draw_displaced(&self, plate: &mut Plate, height: impl Fn(f64, f64) -> f64) {
        let centre = self.area.centre();
        let (sin, cos) = self.angle.sin_cos();
        let reach = 0.5 * (self.area.width * cos.abs() + self.area.height * sin.abs());
        let across = 0.5 * (self.area.width * sin.abs() + self.area.height * cos.abs()) + self.sway;
        let n = (across * self.per_mm) as i64;
        for line in -n..=n {
            let offset = line as f64 / self.per_mm;
            let n_steps = ((2.0 * reach / 0.35) as usize).max(2);
            let points: Vec<(f64, f64)> = steps(n_steps)
                .map(|t| {
                    let along = (2.0 * t - 1.0) * reach;
                    let side = offset + self.sway * (TAU * along / self.sway_length).sin();
                    let (x, y) = (centre.x_mm + along * cos - side * sin, centre.y_mm + along * sin + side * cos);
                    let lift = height(x, y);
                    (x - lift * sin, y + lift * cos)
                })
                .collect();
            for piece in points.split(|&(x, y)| !within(&self.area, x, y)) {
                if 1 < piece.len() {
                    plate.stroke(piece.iter().copied(), self.width);
                }
            }
        }
    }
}

fn within(area: &PageRect, x: f64, y: f64) -> bool {
    area.contains(engine::geometry::PagePoint { x_mm: x, y_mm: y })
}

/// A line of letters 0.25 mm high, repeated over a length.
pub(crate) fn microprint(plate: &mut Plate, text: &str, left: f64, baseline: f64, length: f64) {
    let style = TextStyle::new(Face::SansBold, 0.25);
    let width = style.width_mm(text);
    let n = (length / width) as usize;
    for i in 0..n {
        plate.text(&style, text, left + i as f64 * width, baseline);
    }
}

/// The emblem of a State: a star on waves, a tower, a wheel, a tree or a ship's sail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emblem {
    /// Star with so many points over two waves.
    Star(u32),
    /// Crenellated tower.
    Tower,
    /// Wheel with so many spokes.
    Wheel(u32),
    /// Three mountains under a sun.
    Mountains,
    /// Sail on waves.
    Sail,
}

impl Emblem {
    /// Fills the emblem round a centre, `radius` high and wide.
    pub(crate) fn fill(self, plate: &mut Plate, (cx, cy): (f64, f64), radius: f64) {
        for shape in self.shapes() {
            plate.fill(shape.into_iter().map(|(x, y)| (cx + radius * x, cy + radius * y)));
        }
    }

    /// Draws its outlines.
    pub(crate) fn outline(self, plate: &mut Plate, (cx, cy): (f64, f64), radius: f64, width: f64) {
        for shape in self.shapes() {
            plate.stroke_closed(shape.into_iter().map(|(x, y)| (cx + radius * x, cy + radius * y)), width);
        }
    }

    /// How deep a place lies inside, 0 outside, about 1 well inside: the height field of a relief print.
    pub(crate) fn height(self, (cx, cy): (f64, f64), radius: f64, x: f64, y: f64) -> f64 {
        let (u, v) = ((x - cx) / radius, (y - cy) / radius);
        let is_inside = self.shapes().iter().any(|shape| contains(shape, u, v));
        if is_inside { 1.0 } else { 0.0 }
    }

    /// Closed shapes in a square of -1..=1.
    fn shapes(self) -> Vec<Vec<(f64, f64)>> {
        match self {
            Self::Star(points) => vec![star(points, 0.0, -0.2, 0.78), wave(0.62, 0.10), wave(0.86, 0.10)],
            Self::Tower => vec![
                vec![
                    (-0.45, 0.9),
                    (-0.38, -0.35),
                    (-0.55, -0.35),
                    (-0.55, -0.8),
                    (-0.32, -0.8),
                    (-0.32, -0.6),
                    (-0.12, -0.6),
                    (-0.12, -0.8),
                    (0.12, -0.8),
                    (0.12, -0.6),
                    (0.32, -0.6),
                    (0.32, -0.8),
                    (0.55, -0.8),
                    (0.55, -0.35),
                    (0.38, -0.35),
                    (0.45, 0.9),
                    (0.15, 0.9),
                    (0.15, 0.35),
                    (0.0, 0.2),
                    (-0.15, 0.35),
                    (-0.15, 0.9),
                ],
                star(6, -0.78, -0.1, 0.2),
                star(6, 0.78, -0.1, 0.2),
            ],
            Self::Wheel(spokes) => wheel(spokes),
            Self::Mountains => vec![
                vec![(-1.0, 0.8), (-0.5, -0.05), (-0.28, 0.3), (0.1, -0.35), (0.45, 0.25), (0.62, 0.0), (1.0, 0.8)],
                star(16, -0.35, -0.55, 0.36),
            ],
            Self::Sail => vec![
                vec![(-0.05, 0.35), (-0.05, -0.95), (0.45, -0.4), (0.7, 0.35)],
                vec![(-0.15, 0.35), (-0.15, -0.7), (-0.7, 0.35)],
                vec![(-0.8, 0.45), (0.85, 0.45), (0.6, 0.75), (-0.55, 0.75)],
                wave(0.92, 0.07),
            ],
        }
    }
}

fn star(points: u32, cx: f64, cy: f64, radius: f64) -> Vec<(f64, f64)> {
    (0..2 * points)
        .map(|i| {
            let r = if i % 2 == 0 { radius } else { radius * 0.45 };
            let angle = TAU * f64::from(i) / f64::from(2 * points) - TAU / 4.0;
            (cx + r * angle.cos(), cy + r * angle.sin())
        })
        .collect()
}

fn wave(y: f64, thick: f64) -> Vec<(f64, f64)> {
    let upper = steps(24).map(|t| (1.8 * t - 0.9, y + 0.07 * (TAU * 2.0 * t).sin()));
    let lower = steps(24).map(|t| (0.9 - 1.8 * t, y + thick - 0.07 * (TAU * 2.0 * t).sin()));
    upper.chain(lower).collect()
}

fn wheel(spokes: u32) -> Vec<Vec<(f64, f64)>> {
    let tooth = TAU / f64::from(spokes);
    (0..spokes)
        .map(|i| {
            let a = tooth * f64::from(i);
            let at = |r: f64, turn: f64| (r * (a + turn * tooth).cos(), r * (a + turn * tooth).sin());
            vec![
                at(0.30, -0.25),
                at(0.62, -0.12),
                at(0.62, -0.42),
                at(0.85, -0.42),
                at(0.95, 0.0),
                at(0.85, 0.42),
                at(0.62, 0.42),
                at(0.62, 0.12),
                at(0.30, 0.25),
            ]
        })
        .collect()
}

/// Even-odd rule.
fn contains(shape: &[(f64, f64)], x: f64, y: f64) -> bool {
    let next = shape.iter().cycle().skip(1);
    shape
        .iter()
        .zip(next)
        .filter(|&(&(x0, y0), &(x1, y1))| (y0 <= y) != (y1 <= y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
        .count()
        % 2
        == 1
}

/// `n` steps from 0 to 1, both included.
pub(crate) fn steps(n: usize) -> impl Iterator<Item = f64> {
    (0..=n).map(move |i| i as f64 / n as f64)
}
