"""Training strips for the entry reader: one line of text, about level, on printed ground, with fragments of its neighbours."""

import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.append(str(Path(__file__).parent.parent / "mrz-reader"))

from picture import compress, expose, paper  # noqa: E402
from text import weigh  # noqa: E402
from viz_fonts import CAP, HELD_OUT, TRAINING, faces, glyph, letters_of  # noqa: E402
from viz_text import ALPHABET, random_text, word  # noqa: E402

HEIGHT, WIDTH, STRIDE = 32, 320, 4  # px of a strip, px between frames
CAP_IN_STRIP, BASE_IN_STRIP, WIDEN = 16.0, 24.0, 1.25  # height of a capital, place of the base line, width over height
BLANK = 0
CLASS_OF = {c: i + 1 for i, c in enumerate(ALPHABET)}
FACES = {False: faces(TRAINING), True: faces(HELD_OUT)}


def choose_face(rng, held_out):
    """A face: any family as often as any other."""
    family = FACES[held_out][rng.integers(0, len(FACES[held_out]))]
    return family[rng.integers(0, len(family))]


def set_text(canvas, path, text, x, y, spacing):
    """Draw into `canvas` (uint8 ink) with the pen at x on base line y. Middle and width of each character."""
    places = []
    for symbol in text:
        ink, left, top, advance = glyph(path, symbol)
        x0, y0 = int(round(x + left)), int(round(y + top))
        a, b = max(0, -y0), max(0, -x0)
        here = canvas[max(0, y0) : y0 + ink.shape[0], max(0, x0) : x0 + ink.shape[1]]
        np.maximum(here, ink[a : a + here.shape[0], b : b + here.shape[1]], out=here)
        places.append((x + advance / 2.0, advance))
        x += advance + spacing
    return places


def width_of(path, text, spacing):
    return sum(glyph(path, symbol)[3] + spacing for symbol in text)


def neighbours(rng, canvas, path, base, held_out):
    """A caption above, the next line below, rules and edges of pictures beside."""
    h, w = canvas.shape
    if rng.random() < 0.5:
        small = np.zeros((2 * CAP, 2 * w), np.uint8)
        other = choose_face(rng, held_out)
        text = " ".join(word(rng, marks=0.0).capitalize() for _ in range(rng.integers(1, 7)))
        set_text(small, other if set(text) <= letters_of(other) else path, text, rng.uniform(0, CAP), 1.5 * CAP, 0)
        scale = rng.uniform(0.4, 0.6)
        small = cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:, :w]
        foot = int(base - CAP * rng.uniform(1.3, 1.8))
        y0 = foot - int(1.5 * CAP * scale)
        part = small[max(0, -y0) : max(0, min(small.shape[0], h - y0))]
        here = canvas[max(0, y0) : max(0, y0) + part.shape[0], : part.shape[1]]
        np.maximum(here, part[: here.shape[0]], out=here)
    if rng.random() < 0.35:
        text = word(rng, marks=0.0).upper()
        scale = rng.uniform(1.35, 2.2)
        side = 1 if rng.random() < 0.7 else -1
        set_text(canvas, path, text, rng.uniform(0, 6 * CAP), base + side * CAP * scale, rng.uniform(0, 4))
    if rng.random() < 0.12:
        y = base + CAP * (rng.uniform(0.3, 0.7) if rng.random() < 0.5 else -rng.uniform(1.4, 2.0))
        cv2.line(canvas, (0, int(y)), (w, int(y + rng.normal(0, 3))), 255, int(rng.integers(1, 5)))


def scan(rng, ink, pitch):
    """As a flatbed or a page reader gives it: even light, printed ground, little blur. What `expose` gives is mostly worse."""
    h, w = ink.shape
    white = rng.uniform(0.7, 1.0)
    black = white * rng.uniform(0.03, 0.5)
    ground = white + paper(rng, h, w, pitch, white - black) * rng.uniform(0.2, 1.0)
    picture = ground * (1 - ink) + ink * black
    picture = cv2.GaussianBlur(picture, (0, 0), 0.2 + pitch * rng.uniform(0.0, 0.06))
    picture += rng.standard_normal((h, w)).astype(np.float32) * rng.uniform(0.0, 0.02)
    return compress(rng, np.clip(picture * 255.0, 0, 255).astype(np.uint8), 55)


def strip(rng, held_out=False):
    """A strip, its text as classes, and per frame a class and a weight."""
    path = choose_face(rng, held_out)
    text = random_text(rng)
    for _ in range(20):
        if set(text) <= letters_of(path):
            break
        path = choose_face(rng, held_out)
    text = "".join(c for c in text if c in letters_of(path))
    squeeze = float(np.clip(np.exp(rng.normal(-0.05, 0.13)), 0.62, 1.3))
    spacing = rng.normal(0.5, 1.0) if rng.random() < 0.7 else rng.uniform(0, 12)
    room = (WIDTH - 12) / CAP_IN_STRIP / WIDEN * CAP / squeeze * 0.9
    while 1 < len(text) and room < width_of(path, text, spacing):
        text = (text[:-1] if rng.random() < 0.6 else text[1:]).strip()
    if rng.random() < 0.02:
        text = ""
    pad = 3 * CAP
    w = int(width_of(path, text, spacing)) + 2 * pad + 4 * CAP
    h, base = 5 * CAP, 3.0 * CAP
    canvas = np.zeros((h, w), np.uint8)
    places = set_text(canvas, path, text, pad, base, spacing)
    neighbours(rng, canvas, path, base, held_out)
    ink = weigh(rng, canvas)

    # Into the scan: capitals 9 to 40 px high.
    cap = float(np.exp(rng.uniform(np.log(9.0), np.log(24.0 if rng.random() < 0.6 else 40.0))))
    scale = cap / CAP
    slant = rng.uniform(-0.05, 0.25) if rng.random() < 0.15 else rng.normal(0, 0.01)
    pw, ph = int(w * scale * squeeze) + 2, int(h * scale) + 2
    a = np.array([[scale * squeeze, -scale * slant, 0.0], [0.0, scale, 0.0]])
    a[:, 2] = [pw / 2, ph / 2] - a[:, :2] @ [w / 2, h / 2]
    ink = cv2.GaussianBlur(ink, (0, 0), max(0.3, 0.42 / scale))
    ink = cv2.warpAffine(ink, a.astype(np.float32), (pw, ph), flags=cv2.INTER_LINEAR)
    if rng.random() < 0.3:
        ink *= rng.uniform(0.45, 1.0)
    as_given = scan if rng.random() < 0.5 else expose
    picture = as_given(rng, ink, 0.8 * cap).astype(np.float32)

    # Out of the scan into the strip, the line as well placed as the reader places it.
    s = CAP_IN_STRIP / cap * float(np.exp(rng.normal(0, 0.07)))
    sx = s * WIDEN * float(np.exp(rng.normal(0, 0.03)))
    tilt = rng.normal(0, 0.006)
    b = np.array([[sx, -s * tilt, 0.0], [s * tilt, s, 0.0]])
    text_px = (places[-1][0] + places[-1][1] / 2 - pad) * scale * squeeze * sx if places else 60.0
    left = rng.uniform(0, max(2.0, WIDTH - text_px - 4)) if rng.random() < 0.4 else rng.uniform(1, 14)
    start = a[:, :2] @ [pad, base] + a[:, 2]
    b[:, 2] = [left, BASE_IN_STRIP + float(np.clip(rng.normal(0, 1.2), -3.5, 3.5))] - b[:, :2] @ start
    if s < 1.0:
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.01, 0.42 / s * (1 - s) ** 0.5))
    out = cv2.warpAffine(picture, b.astype(np.float32), (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    end = min(WIDTH, int(left + text_px + rng.uniform(4, 40))) if rng.random() < 0.6 else WIDTH
    out[:, :end] = normalise(out[:, :end])
    out[:, end:] = 0.0
    return out.astype(np.float32), *targets(text, places, base, b, a)


def targets(text, places, base, b, a):
    """The text as classes; per frame the character whose middle is near, and how much that counts."""
    frame_class = np.zeros(WIDTH // STRIDE, np.int64)
    weight = np.ones(WIDTH // STRIDE, np.float32)
    b3, a3 = np.vstack([b, [0, 0, 1]]), np.vstack([a, [0, 0, 1]])
    m = b3 @ a3
    for symbol, (middle, advance) in zip(text, places):
        x = (m @ [middle, base - CAP / 2, 1.0])[0]
        half = abs(m[0, 0]) * advance / 2
        first, last = int((x - half) / STRIDE), int((x + half) / STRIDE)
        weight[max(0, first) : max(0, last + 1)] = 0.1
        near = int(x / STRIDE)
        reach = int(max(0, half * 0.5 / STRIDE))
        frame_class[max(0, near - reach) : max(0, near + reach + 1)] = CLASS_OF[symbol]
        weight[max(0, near - reach) : max(0, near + reach + 1)] = 1.0
    return np.array([CLASS_OF[c] for c in text], np.int64), frame_class, weight


def normalise(strip):
    """Zero mean, unit spread, as the reader does it."""
    return (strip - strip.mean()) / (strip.std() + 4.0)


def batch(rng, n, held_out=False):
    """`n` strips; texts joined with their lengths; frame classes and weights."""
    parts = [strip(rng, held_out) for _ in range(n)]
    x, texts, frames, weights = zip(*parts)
    return np.stack(x)[:, None], np.concatenate(texts), np.array([len(t) for t in texts]), np.stack(frames), np.stack(weights)
