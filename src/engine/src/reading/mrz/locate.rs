//! Where zones and their lines lie: a first look at the whole scan, a second at each zone, turned upright and enlarged.

use super::curve::Curve;
use super::nets::{ZONE_CELL, ZoneMap, run_zone_finder};
use super::plane::Plane;
use super::trace::{LEAST_LENGTH, PxLine, SECOND_LOOK_PITCH_PX, runs, tilt, trace};
use crate::reading::network::normalise;

/// A cell with at least this probability belongs to a line.
const BAND_FROM: f32 = 0.4;
/// From here on the finder's reading direction is believed. Below, which on captures is nearly always, the zone is taken to
/// run rightward: documents are laid down upright.
const SENSE_FROM: f64 = 0.3;
/// Cells seen round a zone in the second look.
const MARGIN_ALONG: f64 = 4.0;
/// Lines are 1.67 cells apart, so two more lines above and below.
const MARGIN_ACROSS: f64 = 3.8;
/// Times the second look is taken at most.
const MOST_LOOKS: usize = 3;

/// A turned and scaled frame over a scan: `u` along the line, `v` downward, in character cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct ZoneFrame {
    origin: (f64, f64),
    along: (f64, f64),
    /// Width of a character cell in scan px.
    pub(super) pitch_px: f64,
}

impl ZoneFrame {
    /// A place of the frame in the scan, px.
    pub(super) fn to_scan(self, u: f64, v: f64) -> (f64, f64) {
        let (c, s) = self.along;
        (self.origin.0 + self.pitch_px * (u * c - v * s), self.origin.1 + self.pitch_px * (u * s + v * c))
    }

    /// The same frame upside down.
    pub(super) fn turned(self) -> Self {
        Self { along: (-self.along.0, -self.along.1), ..self }
    }
}

/// A line of a zone: its middle over `u`, and where it seems to begin and end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// `v` of the line's middle over `u`.
    pub(super) middle: Curve,
    /// First and last `u` seen.
    pub(super) span: (f64, f64),
}

/// A zone as the finder sees it.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    /// Its frame.
    pub(super) frame: ZoneFrame,
    /// Its lines, top to bottom.
    pub(super) lines: Vec<Line>,
    /// How much of the first look it filled: sum of the probabilities of its cells.
    pub(super) weight: f64,
}

impl Zone {
    /// The same zone read the other way round.
    pub(super) fn turned(&self) -> Self {
        let lines = self.lines.iter().rev().map(|line| {
            let (a, b) = line.span;
            let points: Vec<_> =
                (0..=8).map(|i| a + (b - a) * f64::from(i) / 8.0).map(|u| (-u, -line.middle.at(u), 1.0)).collect();
            let middle = Curve::fit(&points, 2).unwrap_or(line.middle);
            Line { middle, span: (-b, -a) }
        });
        Self { frame: self.frame.turned(), lines: lines.collect(), weight: self.weight }
    }
}

/// Zones of a scan, the likelier first, by a first look at it made `look_px` long. Each is looked at again only when it is
/// asked for.
pub(super) fn locate_zones(plane: &Plane, look_px: f64) -> impl Iterator<Item = Zone> + '_ {
    let rough = locate_rough(plane, look_px).into_iter().take(4);
    rough.filter_map(|zone| locate_lines(plane, &zone))
}

/// A zone of the first look: a frame at its middle, and how far it reaches.
#[derive(Debug, Clone, Copy)]
struct RoughZone {
    frame: ZoneFrame,
    u: (f64, f64),
    v: (f64, f64),
    weight: f64,
}

/// One cell that belongs to a line, in scan px.
#[derive(Debug, Clone, Copy)]
struct Spot {
    at: (f64, f64),
    along: (f64, f64),
    sense: (f64, f64),
    pitch: f64,
    weight: f64,
}

fn locate_rough(plane: &Plane, look_px: f64) -> Vec<RoughZone> {
    let (width, height) = plane.size();
    let step = width.max(height) / look_px;
    let (w, h) = (to_multiple_of_8(width / step), to_multiple_of_8(height / step));
    if step <= 0.0 || w == 0 || h == 0 {
        return Vec::new();
    }
    let (step_x, step_y) = (width / w as f64, height / h as f64);
    let map = look(plane, w, h, step, |x, y| (x * step_x, y * step_y));
    let spots = spots(&map, step_x, step_y);
    let mut zones: Vec<RoughZone> = groups(&map, &spots).iter().filter_map(|group| rough_zone(group)).collect();
    zones.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    zones
}

fn to_multiple_of_8(px: f64) -> usize {
    ((px / 8.0).round() as usize).max(1) * 8
}

/// Sample a picture of `w × h` px through `to_scan` and run the zone finder on it.
fn look(plane: &Plane, w: usize, h: usize, step: f64, to_scan: impl Fn(f64, f64) -> (f64, f64)) -> ZoneMap {
    let sample = plane.sampler(step);
    let mut pixels = Vec::with_capacity(w * h);
    for y in 0..h {
        for x in 0..w {
            let (sx, sy) = to_scan(x as f64 + 0.5, y as f64 + 0.5);
            pixels.push(sample(sx, sy));
        }
    }
    normalise(&mut pixels, 8.0);
    run_zone_finder(pixels, w, h)
}

/// Per cell of the map the spot it is, if it belongs to a line.
fn spots(map: &ZoneMap, step_x: f64, step_y: f64) -> Vec<Option<Spot>> {
    let spot = |(i, cell): (usize, &super::nets::ZoneCell)| {
        if cell.band < BAND_FROM {
            return None;
        }
        let x = ((i % map.width) as f64 + 0.5) * ZONE_CELL as f64 * step_x;
        let y = ((i / map.width) as f64 + 0.5) * ZONE_CELL as f64 * step_y;
        let angle = 0.5 * f64::from(cell.axis.1).atan2(f64::from(cell.axis.0));
        let along = (angle.cos(), angle.sin());
        let sense = (f64::from(cell.sense.0), f64::from(cell.sense.1));
        let pitch = f64::from(cell.pitch_px) * (step_x * step_y).sqrt();
        Some(Spot { at: (x, y), along, sense, pitch, weight: f64::from(cell.band) })
    };
    map.cells.iter().enumerate().map(spot).collect()
}

/// Spots that lie near one another, point one way and are of one size.
fn groups(map: &ZoneMap, spots: &[Option<Spot>]) -> Vec<Vec<Spot>> {
    let mut seen = vec![false; spots.len()];
    let mut groups = Vec::new();
    for start in 0..spots.len() {
        if seen[start] || spots[start].is_none() {
            continue;
        }
        seen[start] = true;
        let (mut queue, mut group) = (vec![start], Vec::new());
        while let Some(here) = queue.pop() {
            let Some(spot) = spots[here] else { continue };
            group.push(spot);
            for next in neighbours(map, here) {
                let Some(other) = spots[next].filter(|_| !seen[next]) else { continue };
                if is_neighbour(&spot, &other) {
                    seen[next] = true;
                    queue.push(next);
                }
            }
        }
        groups.push(group);
    }
    groups
}

/// Indices within 12 cells.
fn neighbours(map: &ZoneMap, here: usize) -> impl Iterator<Item = usize> + use<> {
    const REACH: usize = 12;
    let (x, y, width) = (here % map.width, here / map.width, map.width);
    let columns = x.saturating_sub(REACH)..(x + REACH + 1).min(map.width);
    let rows = y.saturating_sub(REACH)..(y + REACH + 1).min(map.height);
    rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
}

fn is_neighbour(a: &Spot, b: &Spot) -> bool {
    let (dx, dy) = (b.at.0 - a.at.0, b.at.1 - a.at.1);
    let along = (dx * a.along.0 + dy * a.along.1).abs() / a.pitch;
    let across = (dy * a.along.0 - dx * a.along.1).abs() / a.pitch;
    let turn = a.along.0 * b.along.0 + a.along.1 * b.along.1;
    let ratio = a.pitch / b.pitch;
    along < 4.0 && across < 2.5 && 0.85 < turn.abs() && (0.6..1.7).contains(&ratio)
}

fn rough_zone(group: &[Spot]) -> Option<RoughZone> {
    let weight: f64 = group.iter().map(|s| s.weight).sum();
    let mean = |value: &dyn Fn(&Spot) -> f64| group.iter().map(|s| s.weight * value(s)).sum::<f64>() / weight;
    let pitch_px = mean(&|s| s.pitch.ln()).exp();
    let origin = (mean(&|s| s.at.0), mean(&|s| s.at.1));
    let axis = axis_of(group, origin, pitch_px);
    let sense = mean(&|s| s.sense.0 * axis.0 + s.sense.1 * axis.1);
    let along = if sense < -SENSE_FROM { (-axis.0, -axis.1) } else { axis };
    let frame = ZoneFrame { origin, along, pitch_px };
    let (mut u, mut v) = ((f64::MAX, f64::MIN), (f64::MAX, f64::MIN));
    for spot in group {
        let (dx, dy) = ((spot.at.0 - origin.0) / pitch_px, (spot.at.1 - origin.1) / pitch_px);
        let (su, sv) = (dx * along.0 + dy * along.1, dy * along.0 - dx * along.1);
        u = (u.0.min(su), u.1.max(su));
        v = (v.0.min(sv), v.1.max(sv));
    }
    (LEAST_LENGTH <= u.1 - u.0).then_some(RoughZone { frame, u, v, weight })
}

/// The axis of a group: its own longer axis where it is much longer than high, else the mean of its spots' axes.
fn axis_of(group: &[Spot], origin: (f64, f64), pitch_px: f64) -> (f64, f64) {
    let (mut xx, mut xy, mut yy, mut double_c, mut double_s, mut total) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for spot in group {
        let (dx, dy) = ((spot.at.0 - origin.0) / pitch_px, (spot.at.1 - origin.1) / pitch_px);
        xx += spot.weight * dx * dx;
        xy += spot.weight * dx * dy;
        yy += spot.weight * dy * dy;
        double_c += spot.weight * (spot.along.0.powi(2) - spot.along.1.powi(2));
        double_s += spot.weight * 2.0 * spot.along.0 * spot.along.1;
        total += spot.weight;
    }
    let spread = (xx - yy).hypot(2.0 * xy);
    let (long, short) = ((xx + yy + spread) / total, (xx + yy - spread) / total);
    let is_long = 16.0 * short < long && 100.0 < long;
    let angle = if is_long { (2.0 * xy).atan2(xx - yy) } else { double_s.atan2(double_c) } / 2.0;
    (angle.cos(), angle.sin())
}

/// Second look: the zone upright at a fixed size, its lines traced; again where size, turn or reach were far off.
fn locate_lines(plane: &Plane, rough: &RoughZone) -> Option<Zone> {
    let mut view = *rough;
    let (mut map, mut corner) = second_look(plane, &view);
    for _ in 1..MOST_LOOKS {
        let Some(better) = look_again(plane, &view, &map, corner) else { break };
        view = better;
        (map, corner) = second_look(plane, &view);
    }
    let runs = runs(&map);
    let unit = SECOND_LOOK_PITCH_PX;
    let to_frame = |line: PxLine| {
        let points: Vec<_> = (0..=8)
            .map(|i| line.span.0 + (line.span.1 - line.span.0) * f64::from(i) / 8.0)
            .map(|x| (corner.0 + x / unit, corner.1 + line.middle.at(x) / unit, 1.0))
            .collect();
        let middle = Curve::fit(&points, 2)?;
        Some(Line { middle, span: (corner.0 + line.span.0 / unit, corner.0 + line.span.1 / unit) })
    };
    let lines: Vec<Line> = trace(&runs, tilt(&runs)?).into_iter().filter_map(to_frame).collect();
    (!lines.is_empty()).then_some(Zone { frame: view.frame, lines, weight: view.weight })
}

/// The zone finder's answer to a view with its margins, and the frame place of its corner.
fn second_look(plane: &Plane, view: &RoughZone) -> (ZoneMap, (f64, f64)) {
    let corner = (view.u.0 - MARGIN_ALONG, view.v.0 - MARGIN_ACROSS);
    let unit = SECOND_LOOK_PITCH_PX;
    let w = to_multiple_of_8((view.u.1 + MARGIN_ALONG - corner.0) * unit).min(1600);
    let h = to_multiple_of_8((view.v.1 + MARGIN_ACROSS - corner.1) * unit).min(800);
    let to_scan = |x: f64, y: f64| view.frame.to_scan(corner.0 + x / unit, corner.1 + y / unit);
    (look(plane, w, h, view.frame.pitch_px / unit, to_scan), corner)
}

/// A better view, where the lines are of another size, turned, or go on beyond the margin; `None` where the view is good.
fn look_again(plane: &Plane, view: &RoughZone, map: &ZoneMap, corner: (f64, f64)) -> Option<RoughZone> {
    let unit = SECOND_LOOK_PITCH_PX;
    let runs = runs(map);
    let slope = tilt(&runs)?;
    let seen: Vec<_> = map.cells.iter().filter(|cell| BAND_FROM <= cell.band).collect();
    let mean_log = seen.iter().map(|c| f64::from(c.pitch_px).ln()).sum::<f64>() / seen.len().max(1) as f64;
    let growth = (mean_log.exp() / unit).clamp(0.5, 2.0);
    let (left, right) = runs.iter().fold((f64::MAX, f64::MIN), |(a, b), r| (a.min(r.x), b.max(r.x)));
    let (top, bottom) = runs.iter().fold((f64::MAX, f64::MIN), |(a, b), r| (a.min(r.y), b.max(r.y)));
    let u = (corner.0 + left / unit, corner.0 + right / unit);
    let v = (corner.1 + top / unit, corner.1 + bottom / unit);
    // Room left between the lines' ends and the view's edge, in cells.
    let width = map.width as f64 * ZONE_CELL as f64;
    let reaches =
        |at: f64, room_px: f64| room_px < 2.0 * unit && is_inside(plane, view.frame.to_scan(at, (v.0 + v.1) / 2.0));
    let (grow_left, grow_right) = (reaches(u.0 - 3.0, left), reaches(u.1 + 3.0, width - right));
    let is_good = (0.87..1.15).contains(&growth) && slope.abs() < 0.09 && !grow_left && !grow_right;
    if is_good {
        return None;
    }
    let turn = slope.atan();
    let (c, s) = view.frame.along;
    let along = (c * turn.cos() - s * turn.sin(), s * turn.cos() + c * turn.sin());
    let middle = ((u.0 + u.1) / 2.0, (v.0 + v.1) / 2.0);
    let frame =
        ZoneFrame { origin: view.frame.to_scan(middle.0, middle.1), along, pitch_px: view.frame.pitch_px * growth };
    let more = |grows: bool| if grows { 14.0 } else { 0.0 };
    let half = (u.1 - u.0) / 2.0 / growth;
    // The turned lines are less high than their box.
    let high = ((v.1 - v.0 - slope.abs() * (u.1 - u.0)) / 2.0).max(0.5) / growth;
    Some(RoughZone {
        frame,
        u: (-half - more(grow_left), half + more(grow_right)),
        v: (-high, high),
        weight: view.weight,
    })
}

fn is_inside(plane: &Plane, (x, y): (f64, f64)) -> bool {
    let (width, height) = plane.size();
    0.0 < x && x < width && 0.0 < y && y < height
}
