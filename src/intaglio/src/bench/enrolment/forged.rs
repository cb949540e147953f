//! Alterations made on the pictures of a real capture: every light as the forger's material would show in it.

use engine::geometry::{PagePoint, PageRect, ScanPoint};
use engine::page::{Page, locate_page};
use engine::reading::mrz::read_mrz;
use engine::scan::{Light, LiveDataSet};
use image::Rgb;

use super::each_picture;

/// Where things are on the page.
pub(super) struct Places {
    portrait: PageRect,
    entry: PageRect,
    motif: PageRect,
}

impl Places {
    /// From left, top, width, height three times.
    pub(super) fn of(mm: &[f64]) -> Self {
        let rect = |idx: usize| {
            let at = |part: usize| mm.get(4 * idx + part).copied().unwrap_or(0.0);
            PageRect::new(at(0), at(1), at(2), at(3))
        };
        Self { portrait: rect(0), entry: rect(1), motif: rect(2) }
    }
}

/// An alteration.
pub(super) struct Forgery {
    /// What it is.
    pub(super) name: &'static str,
    make: fn(&LiveDataSet, &Page, &Places) -> Option<(LiveDataSet, PageRect)>,
}

/// All of them.
pub(super) const FORGERIES: [Forgery; 4] = [
    Forgery { name: "portrait pasted over", make: paste_portrait },
    Forgery { name: "entry erased and rewritten", make: rewrite_entry },
    Forgery { name: "fluorescent motif blanked", make: blank_motif },
    Forgery { name: "MRZ bleached in infrared", make: bleach_mrz },
];

impl Forgery {
    /// The altered pictures, and where; `None` where the capture lacks what would be altered.
    pub(super) fn of(&self, live: &LiveDataSet, places: &Places) -> Option<(LiveDataSet, PageRect)> {
        let reading = read_mrz(&live.visible).into_iter().next();
        let page = locate_page(live, reading.as_ref(), None).ok()?;
        (self.make)(live, &page, places)
    }
}

/// Paints an area of the page in one light; `paint` gets the place and what is there.
fn painted(
    live: &LiveDataSet,
    page: &Page,
    light: Light,
    area: PageRect,
    paint: impl Fn(PagePoint, Rgb<u8>) -> Rgb<u8>,
) -> Option<LiveDataSet> {
    let page_from_scan = page.view(light)?.scan_from_page.inverse()?;
    Some(each_picture(live, |of, pixels| {
        let mut pixels = pixels.clone();
        if of == light {
            for (x, y, pixel) in pixels.enumerate_pixels_mut() {
                let at = ScanPoint { x_px: f64::from(x) + 0.5, y_px: f64::from(y) + 0.5 };
                let place = page_from_scan.to_page(at);
                if area.contains(place) {
                    *pixel = paint(place, *pixel);
                }
            }
        }
        pixels
    }))
}

/// Every light painted by its own rule, where there is that light.
fn painted_in_all(
    live: &LiveDataSet,
    page: &Page,
    area: PageRect,
    paint: impl Fn(Light, PagePoint, Rgb<u8>) -> Rgb<u8>,
) -> LiveDataSet {
    Light::ALL.iter().fold(live.clone(), |live, &light| {
        painted(&live, page, light, area, |place, was| paint(light, place, was)).unwrap_or(live)
    })
}

/// The colour of bare paper in an area: the middle of its lighter half, channel by channel.
fn paper(page: &Page, light: Light, area: PageRect) -> Rgb<u8> {
    let Some(patch) = page.patch(light, area, 6.0) else { return Rgb([200; 3]) };
    Rgb([0, 1, 2].map(|channel| {
        let mut values: Vec<f32> = patch.channel(channel).to_vec();
        values.sort_by(f32::total_cmp);
        values.get(values.len() * 3 / 4).map_or(200, |value| *value as u8)
    }))
}

/// Another person's photo on plain photo paper: a head and shoulders drawn in tones, dull in ultraviolet, grey in infrared.
fn paste_portrait(live: &LiveDataSet, page: &Page, places: &Places) -> Option<(LiveDataSet, PageRect)> {
    let area = places.portrait;
    let altered = painted_in_all(live, page, area, |light, place, _| {
        let (x, y) = ((place.x_mm - area.left) / area.width, (place.y_mm - area.top) / area.height);
        let is_in = |cx: f64, cy: f64, rx: f64, ry: f64| ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) < 1.0;
        let shade = 1.0 - 0.12 * (x - 0.4).abs() - 0.05 * y;
        let tone = if is_in(0.5, 0.44, 0.2, 0.26) && 0.3 < y {
            [205.0, 164.0, 140.0]
        } else if is_in(0.5, 0.38, 0.26, 0.3) {
            [62.0, 48.0, 42.0]
        } else if is_in(0.5, 1.05, 0.46, 0.36) {
            [52.0, 66.0, 98.0]
        } else {
            [206.0, 212.0, 216.0]
        };
        let rgb = tone.map(|value: f64| value * shade);
        let seen = match light {
            Light::Visible => rgb,
            Light::Ultraviolet => rgb.map(|value| value * 0.3).map(|value| value + 6.0),
            Light::Infrared => [0.5 * (rgb[0] + 140.0); 3],
        };
        Rgb(seen.map(|value| value.round().clamp(0.0, 255.0) as u8))
    });
    Some((altered, area))
}

/// The entry's ground scraped to bare paper and characters of the MRZ set there in its place.
fn rewrite_entry(live: &LiveDataSet, page: &Page, places: &Places) -> Option<(LiveDataSet, PageRect)> {
    let area = places.entry;
    let reading = read_mrz(&live.visible).into_iter().next()?;
    let page_from_scan = page.visible.scan_from_page.inverse()?;
    let source = reading.area(1, 13..19, &page_from_scan)?;
    let ground = Light::ALL.map(|light| paper(page, light, area));
    let text = Light::ALL.map(|light| page.patch(light, source, 16.0));
    let altered = painted_in_all(live, page, area, |light, place, _| {
        let idx = Light::ALL.iter().position(|one| *one == light).unwrap_or(0);
        let (x, y) = ((place.x_mm - area.left) / (0.8 * area.width), (place.y_mm - area.top) / area.height);
        let shown = text[idx].as_ref().filter(|_| x < 1.0).map(|patch| {
            let at = |share: f64, n: u32| ((share * f64::from(n)) as u32).min(n - 1);
            let rgb = patch.rgb.get_pixel(at(x, patch.rgb.width()), at(y, patch.rgb.height())).0;
            rgb[0].max(rgb[1]).max(rgb[2])
        });
        let paper = ground[idx];
        let level = f32::from(paper.0[0].max(paper.0[1]).max(paper.0[2]));
        match shown {
            Some(value) if value < 0.6 * level => Rgb([value as u8; 3]),
            _ => paper,
        }
    });
    Some((altered, area))
}

/// The page's own dull blue where the motif would glow.
fn blank_motif(live: &LiveDataSet, page: &Page, places: &Places) -> Option<(LiveDataSet, PageRect)> {
    let area = places.motif;
    let above = PageRect { top: area.top - 9.0, height: 8.0, ..area };
    let Rgb(dull) = paper(page, Light::Ultraviolet, above);
    let altered = painted(live, page, Light::Ultraviolet, area, |place, _| {
        let grain = ((place.x_mm * 37.0).sin() * (place.y_mm * 41.0).cos() * 5.0) as i16;
        Rgb(dull.map(|value| (i16::from(value) + grain).clamp(0, 255) as u8))
    })?;
    Some((altered, area))
}

/// Infrared shows paper where the MRZ is printed.
fn bleach_mrz(live: &LiveDataSet, page: &Page, _: &Places) -> Option<(LiveDataSet, PageRect)> {
    let reading = read_mrz(&live.visible).into_iter().next()?;
    let page_from_scan = page.visible.scan_from_page.inverse()?;
    let lines = reading.lines.iter().enumerate();
    let area =
        lines.filter_map(|(idx, line)| reading.area(idx, 0..line.len(), &page_from_scan)).reduce(|a, b| a.union(&b))?;
    let Rgb(ground) = paper(page, Light::Infrared, area);
    let altered = painted(live, page, Light::Infrared, area.grown(0.5), |_, was| {
        Rgb([0, 1, 2].map(|channel| (f64::from(ground[channel]) * 0.93 + 0.07 * f64::from(was.0[channel])) as u8))
    })?;
    Some((altered, area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_three_rectangles() {
        let places = Places::of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
        assert_eq!(places.entry, PageRect::new(5.0, 6.0, 7.0, 8.0));
        assert_eq!(places.motif, PageRect::new(9.0, 10.0, 11.0, 12.0));
    }
}
