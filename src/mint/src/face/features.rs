//! Skin, eyes, brows, nose, mouth, neck and clothes.

use crate::dice::noise_at;
use crate::face::hair::{back_hair, beard_share, front_hair};
use crate::face::{Colour, Traits, blend, lit, ramp};

/// The colour at a place: x from the middle of the face, y from the top, both in heights of the picture.
pub(crate) fn colour_at(t: &Traits, x: f64, y: f64) -> Colour {
    let mut colour = lit(t.wall, 1.02 - 0.08 * y - 0.10 * x);
    if let Some((hair, share)) = back_hair(t, x, y) {
        colour = blend(colour, hair, share);
    }
    colour = neck_and_clothes(t, x, y, colour);
    colour = ears(t, x, y, colour);
    let inside = head_share(t, x, y);
    if 0.0 < inside {
        colour = blend(colour, skin_at(t, x, y), inside);
    }
    if let Some((hair, share)) = front_hair(t, x, y) {
        colour = blend(colour, hair, share);
    }
    colour
}

/// How far a place is inside the head's outline: under 1 inside, 1 on it.
pub(crate) fn head_radius(t: &Traits, x: f64, y: f64) -> f64 {
    let (u, v) = (x / t.head_width, (y - t.centre_y) / t.head_height);
    // The lower half is squarer the larger `jaw`, and narrows towards the chin.
    let u = if 0.0 < v { u * (1.0 + 0.20 * v * v) } else { u };
    let power = if 0.0 < v { t.jaw } else { 2.0 };
    (u.abs().powf(power) + v.abs().powf(power)).powf(1.0 / power)
}

fn head_share(t: &Traits, x: f64, y: f64) -> f64 {
    ramp(1.012, 0.988, head_radius(t, x, y))
}

fn skin_at(t: &Traits, x: f64, y: f64) -> Colour {
    let (u, v) = (x / t.head_width, (y - t.centre_y) / t.head_height);
    let depth = (1.0 - (u * u + v * v).min(1.0)).sqrt();
    let light = 0.76 + 0.34 * (0.72 * depth - 0.30 * u - 0.28 * v);
    let mut colour = lit(t.skin, light);
    let cheek = gauss(u.abs() - 0.52, 0.20) * gauss(v - 0.22, 0.20);
    colour = blend(colour, [colour[0], colour[1] * 0.86, colour[2] * 0.85], 0.6 * cheek);
    let blotch = f64::from(noise_at(t.texture ^ 5, ((x + 1.0) * 90.0) as u32, (y * 90.0) as u32));
    colour = lit(colour, 1.0 + 0.012 * blotch);
    colour = wrinkles(t, x, y, colour);
    colour = nose(t, x, y, colour);
    colour = mouth(t, x, y, colour);
    let beard = beard_share(t, x, y);
    colour = blend(colour, lit(t.hair_colour, 0.85 + 0.25 * depth), beard);
    for side in [-1.0, 1.0] {
        colour = eye(t, side, x, y, colour);
    }
    if t.glasses { glasses(t, x, y, colour) } else { colour }
}

fn eye_line(t: &Traits) -> f64 {
    t.centre_y - 0.018
}

fn eye(t: &Traits, side: f64, x: f64, y: f64, under: Colour) -> Colour {
    let (dx, dy) = (side * x - t.eye_gap, y - eye_line(t));
    let (w, h) = (t.eye_size, t.eye_size * 0.43);
    let mut colour = under;
    // Socket.
    colour = lit(colour, 1.0 - 0.22 * gauss(dx, w * 1.15) * gauss(dy + 0.3 * h, h * 1.9));
    let lid = (dx / w).powi(2) + (dy / h).powi(2);
    let open = ramp(1.08, 0.90, lid);
    let white = lit([0.93, 0.92, 0.90], 0.97 - 0.20 * (dy < -0.3 * h) as u8 as f64);
    colour = blend(colour, white, open);
    let iris_radius = dx.hypot(dy) / (h * 0.98);
    colour = blend(colour, t.eye_colour, open * ramp(1.04, 0.94, iris_radius));
    colour = blend(colour, [0.03, 0.03, 0.04], open * ramp(0.50, 0.40, iris_radius));
    let spark = (dx * side + 0.35 * h).hypot(dy + 0.35 * h) / (h * 0.22);
    colour = blend(colour, [0.98, 0.98, 0.98], open * ramp(1.0, 0.6, spark));
    // Upper lid and lashes.
    let lid_y = -h * (1.0 - (dx / (1.12 * w)).powi(2)).max(0.0).sqrt();
    let lash = gauss(dy - lid_y, 0.0028) * ramp(1.15, 1.0, (dx / w).abs());
    colour = blend(colour, [0.10, 0.07, 0.06], 0.8 * lash);
    // Brow: a bow whose outer end lies lower.
    let arch = -2.25 * h - 0.012 + t.brow_tilt * dx * 0.6 + 6.0 * (dx - 0.2 * w).powi(2);
    let thick = t.brow * (1.0 - 0.45 * (dx / (1.3 * w)).clamp(0.0, 1.0));
    let brow = ramp(thick, 0.55 * thick, (dy - arch).abs()) * ramp(1.42, 1.25, (dx / w).abs());
    blend(colour, lit(t.hair_colour, 0.82), 0.85 * brow)
}

fn nose(t: &Traits, x: f64, y: f64, under: Colour) -> Colour {
    let top = eye_line(t);
    let tip = top + t.nose_length;
    let down = ((y - top) / t.nose_length).clamp(0.0, 1.2);
    let half = 0.012 + (t.nose_width - 0.014) * down * down;
    let along = ramp(0.05, 0.30, down) * ramp(1.12, 0.95, down);
    let shade = gauss(x - half * 0.85, 0.010) - 0.55 * gauss(x + half * 0.2, 0.011);
    let mut colour = lit(under, 1.0 - 0.13 * along * shade);
    let wing = gauss(x.abs() - t.nose_width * 0.92, 0.006) * gauss(y - tip + 0.006, 0.014);
    colour = lit(colour, 1.0 - 0.22 * wing);
    let nostril = gauss(x.abs() - t.nose_width * 0.48, 0.0085) * gauss(y - tip - 0.004, 0.0048);
    colour = blend(colour, lit(t.skin, 0.28), 0.85 * nostril);
    lit(colour, 1.0 - 0.22 * gauss(x, t.nose_width) * gauss(y - tip - 0.016, 0.009))
}

fn mouth(t: &Traits, x: f64, y: f64, under: Colour) -> Colour {
    let line = t.centre_y + t.mouth_drop - 0.025 + t.smile * x * x;
    let reach = (1.0 - (x / t.mouth_width).powi(2)).max(0.0).sqrt();
    let bow = t.lip * reach * (1.0 - 0.35 * gauss(x, 0.010));
    let upper = ramp(0.0, 0.004, y - line + bow) * ramp(0.002, -0.001, y - line);
    let lower = ramp(-0.001, 0.002, y - line) * ramp(0.004, 0.0, y - line - 1.35 * t.lip * reach);
    let on = if 0.0 < reach { 1.0 } else { 0.0 };
    let mut colour = blend(under, lit(t.lip_colour, 0.86), 0.9 * on * upper);
    colour = blend(colour, lit(t.lip_colour, 1.03), 0.9 * on * lower);
    colour = blend(
        colour,
        lit(t.lip_colour, 0.42),
        0.75 * gauss(y - line, 0.0030) * ramp(1.04, 0.9, (x / t.mouth_width).abs()),
    );
    lit(colour, 1.0 - 0.16 * gauss(x, t.mouth_width * 0.6) * gauss(y - line - 2.3 * t.lip, 0.010))
}

fn wrinkles(t: &Traits, x: f64, y: f64, under: Colour) -> Colour {
    let strength = ramp(0.35, 1.0, t.age);
    let fold_x = t.nose_width + 0.012 + 0.35 * (y - t.centre_y - 0.07);
    let fold = gauss(x.abs() - fold_x, 0.005) * ramp(0.06, 0.09, y - t.centre_y) * ramp(0.17, 0.14, y - t.centre_y);
    let brow = (0..3).map(|i| gauss(y - t.centre_y + 0.135 + 0.022 * f64::from(i) - 0.3 * x * x, 0.003)).sum::<f64>();
    lit(under, 1.0 - strength * (0.20 * fold + 0.08 * brow * ramp(0.13, 0.08, x.abs())))
}

fn glasses(t: &Traits, x: f64, y: f64, under: Colour) -> Colour {
    let (dx, dy) = (x.abs() - t.eye_gap, y - eye_line(t) - 0.008);
    let ring = ((dx / 0.062).abs().powi(4) + (dy / 0.044).abs().powi(4)).powf(0.25);
    let frame = gauss((ring - 1.0) * 0.05, 0.0032);
    let bridge = gauss(dy + 0.012, 0.003) * ramp(0.020, 0.014, x.abs());
    let arm = gauss(dy + 0.014, 0.003) * ramp(0.055, 0.062, dx);
    blend(under, [0.10, 0.09, 0.10], 0.9 * frame.max(bridge).max(arm))
}

fn ears(t: &Traits, x: f64, y: f64, under: Colour) -> Colour {
    let (dx, dy) = (x.abs() - t.head_width * 1.0, y - t.centre_y - 0.008);
    let ear = (dx / 0.026).hypot(dy / 0.060);
    let colour = lit(t.skin, 0.86 - 0.3 * gauss(ear - 0.45, 0.22) - 0.16 * x.signum());
    blend(under, colour, ramp(1.03, 0.95, ear))
}

fn neck_and_clothes(t: &Traits, x: f64, y: f64, under: Colour) -> Colour {
    let chin = t.centre_y + t.head_height;
    let half = t.head_width * 0.62 + 0.5 * (y - chin - 0.02).max(0.0).powi(2) * 6.0;
    let neck = ramp(half + 0.004, half - 0.004, x.abs()) * ramp(chin - 0.14, chin - 0.10, y);
    let throat = lit(t.skin, 0.84 - 0.24 * ramp(chin + 0.07, chin - 0.02, y) - 0.45 * x.max(0.0));
    let mut colour = blend(under, throat, neck);
    let slope = (x.abs() / t.shoulder).min(1.5);
    let neckline = chin + 0.048 + 0.05 * t.collar - 0.5 * ramp(0.02, 0.10, x.abs()) * (0.02 + 0.07 * t.collar);
    let top = neckline.max(chin + 0.015) + 0.16 * slope * slope - 0.02 * ramp(0.10, 0.16, x.abs());
    let cloth = lit(
        t.clothes,
        1.08 - 0.35 * x - 0.25 * (y - top) + 0.05 * (90.0 * x + 35.0 * y).sin() * ramp(0.05, 0.3, x.abs()),
    );
    colour = blend(colour, cloth, ramp(top - 0.003, top + 0.003, y));
    if 0.55 < t.collar {
        let rim = gauss(y - top - 0.010, 0.006) * ramp(0.19, 0.16, x.abs());
        colour = blend(colour, lit(t.clothes, 1.7), 0.8 * rim);
    }
    colour
}

fn gauss(distance: f64, width: f64) -> f64 {
    (-0.5 * (distance / width).powi(2)).exp()
}
