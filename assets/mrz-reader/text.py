"""MRZ-like text and ink: strings that look like lines of a machine readable zone, and their glyphs on a true pitch."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
PITCH = 32  # px of one cell in the ink canvas; all other sizes follow from it
LINE_STEP = 4.23 / 2.54  # distance of base lines over pitch, Doc 9303: 6 lines an inch against 10 characters an inch

OCR_B = ["/usr/share/fonts/opentype/ocr-b/OCRB.otf", "/usr/share/fonts/opentype/ocr-b/OCRBS.otf"]
OTHERS = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Regular.otf",
    "/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Bold.otf",
    "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoMono-Regular.ttf",
]
OTHERS = [font for font in OTHERS if Path(font).exists()]


def random_line(rng, n):
    """A line of `n` characters: a name line, a data line, or noise."""
    kind = rng.random()
    letters, digits = ALPHABET[10:36], ALPHABET[:10]
    pick = lambda pool, k: "".join(pool[i] for i in rng.integers(0, len(pool), k))
    if kind < 0.25:
        return pick(ALPHABET, n)
    if kind < 0.55:
        text = pick("PIVAC", 1) + (pick(letters, 1) if rng.random() < 0.3 else "<") + pick(letters, 3)
        for separator in ["<<" if rng.random() < 0.9 else "<", "<", "<", "<<"]:
            text += pick(letters, rng.integers(1, 11)) + separator
            if rng.random() < 0.35:
                break
        return place(rng, text.ljust(n, "<"), n)
    text = ""
    while len(text) < n:
        part = rng.random()
        if part < 0.45:
            text += pick(digits, rng.integers(1, 10))
        elif part < 0.65:
            text += pick(letters, rng.integers(1, 6))
        elif part < 0.8:
            text += pick(digits + letters, rng.integers(1, 9))
        else:
            text += "<" * rng.integers(1, 15)
    return place(rng, text, n)


def place(rng, text, n):
    """A window of `n` characters out of `text`, often its start or its end."""
    text = text.ljust(n, "<")
    start = rng.choice([0, len(text) - n, rng.integers(0, len(text) - n + 1)])
    return text[start : start + n]


@lru_cache(maxsize=64)
def glyphs(font_path, width_scale):
    """Ink of each character in cells of 2 × PITCH square, capital letters centred, cell width true to pitch."""
    probe = ImageFont.truetype(font_path, 1000)
    advance = probe.getlength("H")
    em = 1000.0 * PITCH / advance * width_scale
    font = ImageFont.truetype(font_path, max(8, round(em)))
    cap = font.getbbox("H", anchor="ls")
    middle = (cap[1] + cap[3]) / 2.0
    cells = {}
    for symbol in ALPHABET:
        cell = Image.new("L", (2 * PITCH, 2 * PITCH))
        x = PITCH - font.getlength(symbol) / 2.0
        ImageDraw.Draw(cell).text((x, PITCH - middle), symbol, fill=255, font=font, anchor="ls")
        cells[symbol] = np.asarray(cell)
    return cells


def pick_font(rng):
    """A font and its width over its own advance: OCR-B's cells are 9 % wider than real print."""
    if rng.random() < 0.8 or not OTHERS:
        return OCR_B[rng.integers(0, len(OCR_B))], 1.09 * rng.choice([0.92, 0.96, 1.0, 1.0, 1.04])
    return OTHERS[rng.integers(0, len(OTHERS))], rng.choice([0.95, 1.0, 1.1])


def draw_line(rng, canvas, text, x, y, font):
    """Draw `text` into `canvas` (uint8 ink), cell of the first character beginning at x, capitals centred at y."""
    cells = glyphs(*font)
    shift = 0.03 * PITCH * rng.random() if rng.random() < 0.5 else 0.0
    wobble = rng.random() < 0.2
    for i, symbol in enumerate(text):
        left = int(round(x + (i - 0.5) * PITCH))
        top = int(round(y - PITCH - (shift if symbol == "<" else 0.0)))
        if wobble:
            left += int(rng.integers(-1, 2))
            top += int(rng.integers(-1, 2))
        here = canvas[top : top + 2 * PITCH, left : left + 2 * PITCH]
        np.maximum(here, cells[symbol][: here.shape[0], : here.shape[1]], out=here)


def weigh(rng, ink):
    """Strokes made thicker or thinner, edges ragged or dropped: ink in 0..=1."""
    ink = ink.astype(np.float32) / 255.0
    sigma = rng.uniform(0.5, 2.1)
    soft = cv2.GaussianBlur(ink, (0, 0), sigma)
    if rng.random() < 0.35:
        grain = rng.standard_normal((ink.shape[0] // 2 + 1, ink.shape[1] // 2 + 1)).astype(np.float32)
        grain = cv2.resize(grain, (ink.shape[1], ink.shape[0]))
        soft = soft + grain * rng.uniform(0.02, 0.22)
    threshold = rng.uniform(0.22, 0.62)
    slope = rng.uniform(2.0, 8.0)
    ink = np.clip((soft - threshold) * slope + 0.5, 0.0, 1.0)
    if rng.random() < 0.15:
        holes = rng.standard_normal((ink.shape[0] // 8 + 1, ink.shape[1] // 8 + 1)).astype(np.float32)
        holes = cv2.resize(holes, (ink.shape[1], ink.shape[0]))
        ink = ink * np.clip(1.6 - np.abs(holes) * rng.uniform(0.2, 0.8), 0.25, 1.0)
    return ink
