"""Training strips for the line recogniser: one line of text, about straightened, with its neighbours peeping in."""

import cv2
import numpy as np

from picture import expose
from text import ALPHABET, LINE_STEP, PITCH, draw_line, pick_font, random_line, weigh

HEIGHT, CELL, STRIDE = 32, 16, 4  # px of a strip, px of a cell in it, px between frames
BLANK = len(ALPHABET)


def strip(rng, n_columns=18):
    """A strip and its targets per frame: class, phase in the cell, offset of the line's middle, weight."""
    n = int(rng.integers(n_columns // 3, n_columns + 6))
    whole = rng.random() < 0.5
    font = pick_font(rng)
    pad = 4
    w, h = (n + 2 * pad) * PITCH, 7 * PITCH
    canvas = np.zeros((h, w), np.uint8)
    middle = h / 2.0
    text = random_line(rng, n)
    empty = rng.random() < 0.03
    if not empty:
        draw_line(rng, canvas, text, pad * PITCH, middle, font)
    above, below = rng.random(2)
    step = LINE_STEP * PITCH * rng.uniform(0.86, 1.15)
    for side, dice in ((-1, above), (1, below)):
        if dice < 0.6:
            shift = int(rng.integers(-2, 3)) if rng.random() < 0.1 else 0
            near = random_line(rng, n - max(0, shift))
            draw_line(rng, canvas, near, (pad + shift) * PITCH if shift > 0 else pad * PITCH, middle + side * step, font)
        elif dice < 0.75:
            cv2.line(canvas, (0, int(middle + side * step * rng.uniform(0.5, 1.0))), (w, int(middle + side * step * rng.uniform(0.5, 1.0))), 255, int(rng.integers(1, 8)))
    for end in (0, 1):
        if rng.random() < 0.12:
            x = rng.uniform(0, pad - 1.5) * PITCH
            x = x if end == 0 else w - x
            cv2.line(canvas, (int(x), 0), (int(x + rng.normal(0, 8)), h), 255, int(rng.integers(2, 30)))
    ink = weigh(rng, canvas)

    # Picture resolution: pitch in px of the scan.
    pitch = float(np.exp(rng.uniform(np.log(5.5), np.log(13.0 if rng.random() < 0.5 else 26.0))))
    scale = pitch / PITCH
    stretch = float(np.exp(rng.normal(0, 0.07)))  # height over width
    shear = rng.normal(0, 0.03) if rng.random() < 0.8 else rng.normal(0, 0.12)
    tilt = rng.normal(0, 0.012)
    pw, ph = int(w * scale) + 2, int(h * scale * stretch) + 2
    a = np.array([[scale, -scale * shear, 0.0], [0.0, scale * stretch, 0.0]])
    a[:, 2] = [pw / 2, ph / 2] - a[:, :2] @ [w / 2, h / 2]
    ink = cv2.GaussianBlur(ink, (0, 0), max(0.3, 0.42 / scale))
    ink = cv2.warpAffine(ink, a.astype(np.float32), (pw, ph), flags=cv2.INTER_LINEAR)
    picture = expose(rng, ink, pitch).astype(np.float32)

    # Strip: cell of about CELL px with residual errors of the rectification.
    s = CELL / pitch * float(np.exp(rng.normal(0, 0.06)))
    sy = s / stretch * float(np.exp(rng.normal(0, 0.06)))
    sw = n_columns * CELL
    c, si = np.cos(tilt), np.sin(tilt)
    b = np.array([[s * c, -s * si, 0.0], [sy * si, sy * c, 0.0]])
    # The window: whole line with margins, or anywhere in it.
    first = -rng.uniform(0.0, 2.5) if whole else rng.uniform(-3.0, max(1.0, n - n_columns + 3.0))
    dy = float(np.clip(rng.normal(0, 1.5), -4, 4))
    anchor_canvas = np.array([(pad + first + n_columns / 2) * PITCH, middle])
    anchor_picture = a[:, :2] @ anchor_canvas + a[:, 2]
    b[:, 2] = [sw / 2, HEIGHT / 2 + dy] - b[:, :2] @ anchor_picture
    if s < 1.0:
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.01, 0.42 / s * (1 - s) ** 0.5))
    out = cv2.warpAffine(picture, b.astype(np.float32), (sw, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    out = normalise(out)

    # Frame targets, through the inverse maps.
    b3, a3 = np.vstack([b, [0, 0, 1]]), np.vstack([a, [0, 0, 1]])
    canvas_from_strip = np.linalg.inv(b3 @ a3)
    frames = np.arange(sw // STRIDE) * STRIDE + (STRIDE - 1) / 2.0
    ones = np.ones_like(frames)
    # Where the line's middle crosses each frame's column: two steps of a fixed point.
    y = np.full_like(frames, HEIGHT / 2)
    for _ in range(3):
        p = canvas_from_strip @ np.stack([frames, y, ones])
        y = y - (p[1] - middle) / canvas_from_strip[1, 1]
    p = canvas_from_strip @ np.stack([frames, y, ones])
    u = (p[0] + 0.5) / PITCH - pad
    column = np.floor(u).astype(int)
    inside = (0 <= column) & (column < n) & (not empty)
    classes = np.array([ALPHABET.index(ch) for ch in text])
    target = np.where(inside, classes[np.clip(column, 0, n - 1)], BLANK)
    phase = u - column
    weight = np.where(np.abs(phase - 0.5) < 0.32, 1.0, 0.3)
    return out, target.astype(np.int64), phase.astype(np.float32), (y - HEIGHT / 2).astype(np.float32), weight.astype(np.float32)


def normalise(strip):
    """Zero mean, unit spread, as the reader does it."""
    strip = strip.astype(np.float32)
    return (strip - strip.mean()) / (strip.std() + 4.0)


def batch(rng, n):
    """`n` strips with targets, stacked."""
    parts = [strip(rng) for _ in range(n)]
    x, t, p, d, w = (np.stack(part) for part in zip(*parts))
    return x[:, None], t, p, d, w
