"""What happens between ink and file: paper, overprints, light, blur, noise, compression."""

import cv2
import numpy as np
from PIL import ImageFont, Image, ImageDraw


def low_noise(rng, h, w, cell):
    """Smooth noise of about unit spread whose bumps are `cell` px wide."""
    grid = rng.standard_normal((max(2, int(h / cell) + 2), max(2, int(w / cell) + 2))).astype(np.float32)
    return cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC)


def paper(rng, h, w, pitch, contrast):
    """Paper with shading and guilloche-like lines, as luminance round 0, dark lines negative."""
    sheet = low_noise(rng, h, w, max(h, w) / 2.0) * rng.uniform(0.0, 0.08)
    if rng.random() < 0.6:
        sheet += low_noise(rng, h, w, pitch * rng.uniform(0.5, 4.0)) * rng.uniform(0.0, 0.15) * contrast
    for _ in range(rng.integers(0, 4) if rng.random() < 0.7 else 0):
        period = pitch * rng.uniform(0.15, 1.6)
        angle = rng.uniform(0.0, np.pi)
        y, x = (np.arange(h, dtype=np.float32)[:, None], np.arange(w, dtype=np.float32)[None])
        c, s = float(np.cos(angle)), float(np.sin(angle))
        bend = np.sin((x * c + y * s) / float(pitch * rng.uniform(0.5, 8.0)) + float(rng.uniform(0, 6)))
        wave = y * c - x * s + float(pitch * rng.uniform(0.0, 2.0)) * bend
        lines = np.cos(wave * float(2 * np.pi / max(period, 2.0)))
        lines = np.clip(lines - rng.uniform(-0.9, 0.8), 0.0, 1.0)
        sheet -= lines * rng.uniform(0.02, 0.55) * contrast * rng.random()
    return sheet


FONTS = ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/opentype/urw-base35/NimbusSans-Bold.otf"]


def overprint(rng, h, w, pitch):
    """Strokes laid over the print: frames, rules, big letters, pen. Strength 0..=1 per pixel."""
    over = np.zeros((h, w), np.uint8)
    kind = rng.random()
    if kind < 0.35:
        size = int(pitch * rng.uniform(2.0, 9.0))
        size = min(max(size, 8), 400)
        image = Image.new("L", (w, h))
        font = ImageFont.truetype(FONTS[rng.integers(0, len(FONTS))], size)
        word = ["SPECIMEN", "MUSTER", "SAMPLE", "VZOR", "SPECIMEN SPECIMEN", "VOID"][rng.integers(0, 6)]
        stroke = int(rng.integers(0, 2))
        ImageDraw.Draw(image).text((rng.uniform(-w / 2, w * 0.8), rng.uniform(-size, h)), word, fill=255, font=font, stroke_width=stroke)
        matrix = cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(-60, 60), 1.0)
        over = cv2.warpAffine(np.asarray(image), matrix, (w, h))
        if rng.random() < 0.4:
            over = cv2.morphologyEx(over, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    elif kind < 0.7:
        for _ in range(rng.integers(1, 4)):
            a = (int(rng.uniform(-w * 0.1, w * 1.1)), int(rng.uniform(0, h)))
            b = (int(rng.uniform(-w * 0.1, w * 1.1)), a[1] + int(rng.normal(0, h * 0.1)))
            if rng.random() < 0.4:
                b = (a[0] + int(rng.normal(0, pitch)), int(rng.uniform(-h, 2 * h)))
            cv2.line(over, a, b, 255, int(max(1, pitch * rng.uniform(0.03, 0.2))), cv2.LINE_AA)
    else:
        points = np.stack([np.cumsum(rng.normal(0.5, 1.0, 12)) * pitch, np.cumsum(rng.normal(0, 0.7, 12)) * pitch], 1)
        points += [rng.uniform(0, w), rng.uniform(0, h)]
        cv2.polylines(over, [points.astype(np.int32)], False, 255, int(max(1, pitch * rng.uniform(0.03, 0.15))), cv2.LINE_AA)
    return over.astype(np.float32) / 255.0


def expose(rng, ink, pitch, base=None):
    """From ink (0..=1 at picture size) to an 8-bit luminance picture as a scanner or a phone gives it.

    `base` is the reflectance of what lies under the ink, 1 for paper.
    """
    h, w = ink.shape
    white = rng.uniform(0.45, 1.0)
    black = white * (rng.uniform(0.02, 0.6) if rng.random() < 0.8 else rng.uniform(0.5, 0.8))
    contrast = white - black
    if rng.random() < 0.12:
        # A drawing: clean paper, clean ink, at most compressed.
        picture = (1.0 if base is None else base) * white * (1 - ink) + ink * black
        return compress(rng, np.clip(picture * 255.0, 0, 255).astype(np.uint8))
    sheet = paper(rng, h, w, pitch, contrast)
    picture = white * (1.0 if base is None else base) + sheet
    if rng.random() < 0.3:
        strength = overprint(rng, h, w, pitch) * rng.uniform(0.15, 0.75)
        if rng.random() < 0.5:
            picture = picture * (1 - strength) + strength * rng.uniform(0.0, 0.6)
            picture = picture * (1 - ink) + ink * black
        else:
            picture = picture * (1 - ink) + ink * black
            picture = picture * (1 - strength) + strength * rng.uniform(0.2, 0.9)
    else:
        picture = picture * (1 - ink) + ink * black
    if rng.random() < 0.06:
        picture = 1.0 - picture
    if rng.random() < 0.3:
        shade = low_noise(rng, h, w, max(h, w) / rng.uniform(1.0, 5.0))
        picture = picture * (1.0 + shade * rng.uniform(0.0, 0.2))
    if rng.random() < 0.12:
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        radius = pitch * rng.uniform(1.0, 6.0)
        spot = np.exp(-(((x - rng.uniform(0, w)) / radius) ** 2 + ((y - rng.uniform(0, h)) / radius / rng.uniform(0.3, 1)) ** 2))
        picture = picture + spot * rng.uniform(0.1, 0.9)
    if rng.random() < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), 0.01 + pitch * rng.uniform(0.0, 0.11))
    if rng.random() < 0.12:
        length = int(max(2, pitch * rng.uniform(0.05, 0.35)))
        kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
        angle = rng.uniform(0, np.pi)
        end = (int(round(length + 0.5 * length * np.cos(angle))), int(round(length + 0.5 * length * np.sin(angle))))
        start = (2 * length - end[0], 2 * length - end[1])
        cv2.line(kernel, start, end, 1.0, 1)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    if rng.random() < 0.25:
        soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 1.6))
        picture = picture + (picture - soft) * rng.uniform(0.3, 1.8)
    picture = picture + rng.standard_normal((h, w)).astype(np.float32) * (rng.uniform(0.0, 0.14) * contrast * rng.random() if rng.random() < 0.6 else 0.0)
    gain = rng.uniform(0.3, 1.0) if rng.random() < 0.2 else 1.0
    picture = np.clip(picture * gain * 255.0, 0, 255).astype(np.uint8)
    return compress(rng, picture)


def compress(rng, picture, worst=15):
    """Often through JPEG, of quality `worst` or better."""
    if rng.random() < 0.4:
        return picture
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(worst, 95))])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
