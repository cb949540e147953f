//! From a scan to its machine readable zones.

use image::{Rgb, RgbImage, imageops};

use super::calibrate::calibrate;
use super::decode::{decode, format_of, mean_confidence};
use super::locate::{Zone, locate_zones};
use super::plane::Plane;
use super::rank::rank_by_layout;
use super::rank_digits::rank_by_check_digits;
use super::recognise::read_zone;
use super::{CharReading, MrzReading};
use crate::geometry::ScanPoint;
use crate::scan::{Light, Scan};

/// Longer side of the first look at a scan, px; the next where nothing was read: small zones, then large ones.
const LOOKS_PX: [f64; 3] = [640.0, 1216.0, 400.0];
/// A zone read less surely than this on the mean is tried upside down, and smaller ones beside it are looked at.
const TURN_BELOW: f32 = 0.9;
/// A zone read less surely than this on the mean is no zone.
const ZONE_FROM: f32 = 0.75;
/// A line read less surely than this on the mean is no line.
const LINE_FROM: f32 = 0.7;
/// A line of its own is a zone only from this mean on.
const SINGLE_LINE_FROM: f32 = 0.9;
/// Beside a zone that was read surely, one with less than this share of its weight is none.
const LEAST_BESIDE: f64 = 0.5;
/// Fewest characters of a line: the shortest layout has 30, and lines may be printed too short.
const FEWEST_CHARACTERS: usize = 24;
/// A picture so many times as long as high may be a zone alone.
const STRIP_FROM: u32 = 3;
/// A longer picture is none: at 600 ppi the zone of a passport has 2,800 px.
const LONGEST_STRIP_PX: u32 = 6000;
/// The margins it is given, as shares of its shorter side.
const GROUND_SHARES: [f64; 2] = [0.33, 0.75];

/// All machine readable zones of a scan, the surest first; none where there is none.
///
/// The scan may show them at any turn, in perspective, dark on light or light on dark. Lines are given as printed,
/// whatever their length. Where the layout or the check digits changed the order of characters that the picture leaves
/// open, these say so.
pub fn read_mrz(scan: &Scan) -> Vec<MrzReading> {
    read_mrz_in(&scan.pixels, scan.light)
}

/// The same for a picture that is no scan, as a specimen's: taken in that light, cells in its own pixels.
pub fn read_mrz_in(pixels: &RgbImage, light: Light) -> Vec<MrzReading> {
    let mut readings = look_either_way(pixels, light);
    if readings.is_empty() && is_strip(pixels) {
        readings = look_with_ground(pixels, light);
    }
    readings.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let mut kept: Vec<MrzReading> = Vec::new();
    for reading in readings {
        if !kept.iter().any(|other| overlap(other, &reading)) {
            kept.push(reading);
        }
    }
    kept.iter_mut().for_each(|reading| calibrate(&mut reading.lines));
    kept
}

/// The zones of a picture, turned by a quarter where it shows none as it lies: the finder is not equally good at all turns.
fn look_either_way(pixels: &RgbImage, light: Light) -> Vec<MrzReading> {
    let mut looks = [0, 1].into_iter().map(|quarters| look_turned(pixels, quarters, light));
    looks.find(|readings| !readings.is_empty()).unwrap_or_default()
}

/// The zones of a picture looked at turned clockwise by so many quarters, with their places in the picture as it is.
fn look_turned(pixels: &RgbImage, quarters: u8, light: Light) -> Vec<MrzReading> {
    let mut readings = match quarters {
        0 => look(pixels, light),
        1 => look(&imageops::rotate90(pixels), light),
        2 => look(&imageops::rotate180(pixels), light),
        _ => look(&imageops::rotate270(pixels), light),
    };
    // The height of the picture before each quarter, the last first.
    for quarter in (0..quarters).rev() {
        let height = if quarter % 2 == 0 { pixels.height() } else { pixels.width() };
        readings.iter_mut().for_each(|reading| turn_back(reading, f64::from(height)));
    }
    readings
}

/// The zones of the first look at a picture that finds any.
fn look(pixels: &RgbImage, light: Light) -> Vec<MrzReading> {
    let plane = Plane::of(pixels, light);
    let mut looks = LOOKS_PX.into_iter().map(|look_px| read_zones(&plane, look_px, light));
    looks.find(|readings| !readings.is_empty()).unwrap_or_default()
}

/// The zones of a known layout in a picture that is perhaps one cut out close, which leaves the finder no ground to tell it
/// from: it gets a margin.
fn look_with_ground(pixels: &RgbImage, light: Light) -> Vec<MrzReading> {
    let short = f64::from(pixels.width().min(pixels.height()));
    let mut looks = GROUND_SHARES.into_iter().flat_map(|share| {
        let margin = (share * short) as u32;
        let wide = with_ground(pixels, margin);
        (0..4).map(move |quarters| {
            let mut readings = look_turned(&wide, quarters, light);
            readings.retain(|reading| reading.format.is_some());
            readings.iter_mut().for_each(|reading| reading.move_by(-f64::from(margin), -f64::from(margin)));
            readings
        })
    });
    looks.find(|readings| !readings.is_empty()).unwrap_or_default()
}

/// Whether a picture is so long that it can be a zone cut out by itself.
fn is_strip(pixels: &RgbImage) -> bool {
    let (width, height) = pixels.dimensions();
    let (long, short) = (width.max(height), width.min(height));
    STRIP_FROM * short <= long && long <= LONGEST_STRIP_PX
}

/// The picture with so many pixels more on each side, of the colour that is commonest along its edges by each channel.
fn with_ground(pixels: &RgbImage, margin: u32) -> RgbImage {
    let (width, height) = pixels.dimensions();
    let edge =
        (0..width).flat_map(|x| [(x, 0), (x, height - 1)]).chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
    let mut counts = [[0_u32; 256]; 3];
    for (x, y) in edge {
        for (counts, value) in counts.iter_mut().zip(pixels.get_pixel(x, y).0) {
            counts[usize::from(value)] += 1;
        }
    }
    let commonest =
        counts.map(|counts| (0..=255_u8).max_by_key(|value| counts[usize::from(*value)]).unwrap_or_default());
    let mut larger = RgbImage::from_pixel(width + 2 * margin, height + 2 * margin, Rgb(commonest));
    imageops::replace(&mut larger, pixels, i64::from(margin), i64::from(margin));
    larger
}

/// Places in a picture turned clockwise by a quarter as places in the picture, which was so many pixels high.
fn turn_back(reading: &mut MrzReading, height: f64) {
    for corner in reading.lines.iter_mut().flatten().flat_map(|character| &mut character.cell_in_scan) {
        *corner = ScanPoint { x_px: corner.y_px, y_px: height - corner.x_px };
    }
}

/// The zones of one look at the scan. Beside one that was read surely, much smaller ones are not looked at: they are other
/// print that looked a little like a zone.
fn read_zones(plane: &Plane, look_px: f64, light: Light) -> Vec<MrzReading> {
    let mut readings = Vec::new();
    let mut least_weight = 0.0;
    for zone in locate_zones(plane, look_px) {
        if zone.weight < least_weight {
            break;
        }
        let Some(reading) = read_either_way(plane, &zone, light) else { continue };
        if reading.format.is_some() && TURN_BELOW <= mean_confidence(&reading.lines) {
            least_weight = LEAST_BESIDE * zone.weight;
        }
        readings.push(reading);
    }
    readings
}

/// Read a zone as it was found, and upside down if that is not sure.
fn read_either_way(plane: &Plane, zone: &Zone, light: Light) -> Option<MrzReading> {
    let mut best = read_one_way(plane, zone);
    if best.as_ref().is_none_or(|lines| mean_confidence(lines) < TURN_BELOW) {
        let turned = read_one_way(plane, &zone.turned());
        let confidence = |lines: &Option<Vec<Vec<CharReading>>>| lines.as_ref().map_or(0.0, |l| mean_confidence(l));
        if confidence(&best) < confidence(&turned) {
            best = turned;
        }
    }
    let mut lines = best.filter(|lines| is_zone(lines))?;
    rank_by_layout(&mut lines);
    rank_by_check_digits(&mut lines);
    Some(MrzReading { format: format_of(&lines), lines, light })
}

fn read_one_way(plane: &Plane, zone: &Zone) -> Option<Vec<Vec<CharReading>>> {
    let (grid, lines) = read_zone(plane, zone)?;
    let mut lines = decode(&grid, &lines);
    lines.retain(|line| FEWEST_CHARACTERS <= line.len() && LINE_FROM <= mean_confidence(std::slice::from_ref(line)));
    Some(lines)
}

fn is_zone(lines: &[Vec<CharReading>]) -> bool {
    let least = if lines.len() == 1 { SINGLE_LINE_FROM } else { ZONE_FROM };
    !lines.is_empty() && least <= mean_confidence(lines)
}

/// What zones are ranked by: mean confidence, those of a known layout before others.
fn worth(reading: &MrzReading) -> f32 {
    mean_confidence(&reading.lines) + if reading.format.is_some() { 1.0 } else { 0.0 }
}

/// Whether the middle of one zone's line lies in the other zone.
fn overlap(a: &MrzReading, b: &MrzReading) -> bool {
    let middle = |reading: &MrzReading| {
        let corners: Vec<_> = reading.lines.iter().flatten().map(|c| (c.cell_in_scan[0], c.cell_in_scan[2])).collect();
        let n = corners.len().max(1) as f64;
        let sum = corners.iter().fold((0.0, 0.0), |s, (p, q)| (s.0 + p.x_px + q.x_px, s.1 + p.y_px + q.y_px));
        let spread = corners.iter().map(|(p, q)| (p.x_px - q.x_px).hypot(p.y_px - q.y_px)).sum::<f64>() / n;
        (sum.0 / n / 2.0, sum.1 / n / 2.0, spread)
    };
    let ((ax, ay, size), (bx, by, _)) = (middle(a), middle(b));
    (ax - bx).hypot(ay - by) < 4.0 * size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::mrz::MrzFormat;

    const TD1: &[u8] = include_bytes!("../../../../../tests/documents/mrz-td1.png");
    const TD2: &[u8] = include_bytes!("../../../../../tests/documents/mrz-td2.png");
    const TD3: &[u8] = include_bytes!("../../../../../tests/documents/mrz-td3.png");
    const TD3_LINES: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    fn picture(png: &[u8]) -> RgbImage {
        image::load_from_memory(png).expect("fixture decodes").to_rgb8()
    }

    fn read(pixels: RgbImage) -> Vec<MrzReading> {
        read_mrz(&Scan {
            light: Light::Visible,
            pixels,
            claimed_ppi: None,
            sha256: [0; 32],
            file_name: String::new(),
            format: "PNG",
        })
    }

    fn check(pixels: RgbImage, format: MrzFormat, lines: &[&str]) {
        let readings = read(pixels);
        assert_eq!(readings.len(), 1);
        let reading = &readings[0];
        assert_eq!(reading.text(), lines);
        assert_eq!(reading.format, Some(format));
        assert!(reading.is_sure(), "least confidence {}", reading.confidence());
    }

    #[test]
    fn reads_the_examples_of_doc_9303() {
        check(picture(TD3), MrzFormat::Td3, &TD3_LINES);
        check(
            picture(TD2),
            MrzFormat::Td2,
            &["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"],
        );
        let td1 =
            ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];
        check(picture(TD1), MrzFormat::Td1, &td1);
    }

    #[test]
    fn tells_a_passport_and_a_card_in_one_picture_apart() {
        let (passport, card) = (picture(TD3), picture(TD1));
        let mut both = RgbImage::from_pixel(
            passport.width().max(card.width()) + 40,
            passport.height() + card.height() + 60,
            Rgb([90, 92, 95]),
        );
        imageops::replace(&mut both, &passport, 20, 20);
        imageops::replace(&mut both, &card, 20, i64::from(passport.height()) + 40);
        let mut formats: Vec<_> = read(both).iter().map(|reading| (reading.format, reading.is_sure())).collect();
        formats.sort_by_key(|(format, _)| format.map(MrzFormat::shape));
        assert_eq!(formats, [(Some(MrzFormat::Td3), true), (Some(MrzFormat::Td1), true)]);
    }

    #[test]
    fn reads_at_any_quarter_turn_and_enlarged() {
        check(imageops::rotate90(&picture(TD3)), MrzFormat::Td3, &TD3_LINES);
        check(imageops::rotate180(&picture(TD3)), MrzFormat::Td3, &TD3_LINES);
        check(imageops::rotate270(&picture(TD3)), MrzFormat::Td3, &TD3_LINES);
        let large = imageops::resize(&picture(TD3), 1500, 807, imageops::FilterType::CatmullRom);
        check(large, MrzFormat::Td3, &TD3_LINES);
    }

    #[test]
    fn an_overprint_that_glows_across_the_zone_hides_nothing() {
        let print = picture(TD3);
        let glows = |y: u32| (246..252).contains(&y) || (266..272).contains(&y);
        let pixels = RgbImage::from_fn(print.width(), print.height(), |x, y| {
            let ink = f64::from(255 - print.get_pixel(x, y).0[1]) / 255.0;
            let paper = if glows(y) { [90.0, 240.0, 105.0] } else { [25.0, 45.0, 100.0] };
            Rgb(paper.map(|value: f64| (value * (1.0 - 0.9 * ink)) as u8))
        });
        let zones = |light| look_either_way(&pixels, light).iter().map(MrzReading::text).collect::<Vec<_>>();
        assert_eq!(zones(Light::Ultraviolet), [TD3_LINES]);
        assert_ne!(zones(Light::Visible), [TD3_LINES]);
    }

    #[test]
    fn places_in_a_picture_with_ground_round_it_are_places_in_the_picture() {
        let pixels = picture(TD3);
        let strip = imageops::crop_imm(&pixels, 0, 232, pixels.width(), 56).to_image();
        assert!(is_strip(&strip) && !is_strip(&pixels));
        let wide = with_ground(&strip, 28);
        assert_eq!(wide.dimensions(), (strip.width() + 56, strip.height() + 56));
        assert_eq!(wide.get_pixel(1, 1), pixels.get_pixel(1, 240));
        let mut reading = look_either_way(&wide, Light::Visible).remove(0);
        reading.move_by(-28.0, -28.0);
        assert_eq!(reading.text(), TD3_LINES);
        let (x, y) = centre(&reading.lines[0][0].cell_in_scan);
        assert!((x - 30.0).hypot(y - 18.0) < 1.5, "{x}, {y}");
    }

    #[test]
    fn what_is_read_in_a_turned_picture_lies_where_it_is() {
        let pixels = picture(TD3);
        let upright = look(&pixels, Light::Visible).remove(0);
        for quarters in 1..4 {
            let turned = look_turned(&pixels, quarters, Light::Visible).remove(0);
            assert_eq!(turned.text(), upright.text());
            for (a, b) in turned.lines.iter().flatten().zip(upright.lines.iter().flatten()) {
                for (a, b) in a.cell_in_scan.iter().zip(&b.cell_in_scan) {
                    assert!((a.x_px - b.x_px).hypot(a.y_px - b.y_px) < 3.0, "{quarters}: {a:?} for {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_line_printed_short_stays_short() {
        // Columns 40..44 are painted over: four cells of 12 px from 24 + 40 · 12.
        let mut pixels = picture(TD3);
        for y in 0..pixels.height() {
            for x in 24 + 40 * 12..pixels.width() {
                pixels.put_pixel(x, y, Rgb([224; 3]));
            }
        }
        let readings = read(pixels);
        assert_eq!(readings[0].text(), TD3_LINES.map(|line| &line[..40]));
        assert_eq!(readings[0].format, None);
    }

    #[test]
    fn cells_lie_on_the_print() {
        // The drawing's own grid: 12 px cells from 24 px, middles of the lines at 250 and 270 px.
        let readings = read(imageops::rotate180(&picture(TD3)));
        let (width, height) = picture(TD3).dimensions();
        for (line_idx, line) in readings[0].lines.iter().enumerate() {
            for (column, character) in line.iter().enumerate() {
                let (x, y) = centre(&character.cell_in_scan);
                let (x, y) = (f64::from(width) - x, f64::from(height) - y);
                let (wanted_x, wanted_y) = (24.0 + 12.0 * (column as f64 + 0.5), 250.0 + 20.0 * line_idx as f64);
                assert!((x - wanted_x).hypot(y - wanted_y) < 1.5, "line {line_idx}, column {column}: {x}, {y}");
            }
        }
    }

    fn centre(cell: &[ScanPoint; 4]) -> (f64, f64) {
        let sum = cell.iter().fold((0.0, 0.0), |s, p| (s.0 + p.x_px, s.1 + p.y_px));
        (sum.0 / 4.0, sum.1 / 4.0)
    }

    #[test]
    fn nothing_is_read_where_nothing_is_printed() {
        assert!(read(RgbImage::new(1, 1)).is_empty());
        assert!(read(RgbImage::new(700, 500)).is_empty());
        assert!(
            read(RgbImage::from_fn(640, 480, |x, y| Rgb([(x * 37 % 251) as u8, (y * 91 % 241) as u8, 128]))).is_empty()
        );
        assert!(read(RgbImage::new(9000, 1)).is_empty());
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let (one, many) = (alone.install(|| read(picture(TD1))), read(picture(TD1)));
        assert!(one[0].lines == many[0].lines);
    }
}
