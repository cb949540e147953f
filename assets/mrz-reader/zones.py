"""Training pictures for the zone finder: pieces of pages at any turn, with zones, other text, portraits, bars, tables."""

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from picture import expose, low_noise
from text import LINE_STEP, PITCH, draw_line, pick_font, random_line, weigh

SIZE, STRIDE = 320, 4
TEXT_FONTS = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf",
    "/usr/share/fonts/opentype/urw-base35/NimbusSans-Bold.otf",
    "/usr/share/fonts/opentype/urw-base35/NimbusRoman-Regular.otf",
    "/usr/share/fonts/opentype/urw-base35/NimbusSansNarrow-Regular.otf",
    "/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Bold.otf",
    "/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf",
    "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf",
    "/usr/share/fonts/opentype/ocr-b/OCRB.otf",
]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789.,-/:()'éüöäß"
TEXT_PX = 28  # size of type in the pool of other text
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-/"


@lru_cache(maxsize=256)
def font_of(path, size):
    """A loaded font."""
    return ImageFont.truetype(path, size)


def words(rng, n):
    """About `n` characters of words that mean nothing."""
    pool = CAPITALS if rng.random() < 0.5 else LETTERS
    out = ""
    while len(out) < n:
        out += "".join(pool[i] for i in rng.integers(0, len(pool), rng.integers(1, 11))) + " "
    return out[:n]


def page_map(rng, pitch):
    """A map from page units (1 = one MRZ pitch) to the picture: any turn, some perspective; the angle with it."""
    angle = rng.choice([0, 90, 180, 270]) if rng.random() < 0.6 else rng.uniform(0, 360)
    angle = np.deg2rad(angle + rng.normal(0, 3.0))
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[pitch * c, -pitch * s, 0], [pitch * s, pitch * c, 0], [0, 0, 1.0]])
    squash = np.diag([1.0, float(np.exp(rng.normal(0, 0.08))), 1.0])
    squash[0, 1] = rng.normal(0, 0.04)
    bend = np.eye(3)
    if rng.random() < 0.4:
        bend[2, :2] = rng.normal(0, 0.5 / SIZE, 2)
    middle = np.array([[1, 0, SIZE / 2], [0, 1, SIZE / 2], [0, 0, 1.0]])
    return middle @ bend @ turn @ squash


def apply(h, points):
    """Points through a projective map."""
    p = np.concatenate([points, np.ones((len(points), 1))], 1) @ h.T
    return p[:, :2] / p[:, 2:]


def add_zone(rng, ink, band, direction, size, page, origin, pitch):
    """Draw one zone with its first character's corner at `origin` (page units), and its targets."""
    n_lines, n = [(2, 44), (2, 44), (2, 36), (3, 30)][rng.integers(0, 4)]
    if rng.random() < 0.06:
        n_lines, n = int(rng.integers(1, 4)), int(rng.integers(28, 47))
    font = pick_font(rng)
    step = LINE_STEP * float(np.exp(rng.normal(0, 0.05)))
    pad = 1
    h = int((pad * 2 + step * (n_lines - 1) + 1) * PITCH)
    canvas = np.zeros((h, (n + 2 * pad) * PITCH), np.uint8)
    for line in range(n_lines):
        draw_line(rng, canvas, random_line(rng, n), pad * PITCH, (pad + 0.5 + line * step) * PITCH, font)
    drawn = weigh(rng, canvas)
    drawn = cv2.GaussianBlur(drawn, (0, 0), max(0.3, 0.42 * PITCH / pitch))
    unit = np.array([[1 / PITCH, 0, origin[0] - pad], [0, 1 / PITCH, origin[1] - pad - 0.5], [0, 0, 1.0]])
    placed = cv2.warpPerspective(drawn, page @ unit, (SIZE, SIZE), flags=cv2.INTER_LINEAR)
    np.maximum(ink, placed, out=ink)
    for line in range(n_lines):
        y = origin[1] + line * step
        across = np.linspace(0, n, 23)
        ends = apply(page, np.stack([origin[0] + across, np.full(23, y)], 1))
        up = apply(page, np.stack([origin[0] + across, np.full(23, y - 0.36)], 1))
        down = apply(page, np.stack([origin[0] + across, np.full(23, y + 0.36)], 1))
        polygon = np.concatenate([up, down[::-1]]) * 16 - 8
        cv2.fillPoly(band, [np.clip(polygon, -30000, 30000).astype(np.int32)], 255, cv2.LINE_8, 4)
        for k in range(22):
            along = ends[k + 1] - ends[k]
            length = float(np.hypot(*along))
            local = length / (n / 22.0)
            colour = (float(along[0] / length), float(along[1] / length), float(np.log2(local / 8.0)))
            reach = np.stack([ends[k], ends[k + 1]]) * 16
            if np.abs(reach).max() < 30000:
                a, b = reach.astype(np.int32)
                cv2.line(direction, tuple(map(int, a)), tuple(map(int, b)), colour, max(1, int(local * 1.2)), cv2.LINE_8, 4)
    return n, n_lines * step


POOL = {}


def text_image(rng):
    """A picture of some words, out of a pool that is drawn once."""
    idx = int(rng.integers(0, 600))
    if idx not in POOL:
        font = font_of(TEXT_FONTS[rng.integers(0, len(TEXT_FONTS))], TEXT_PX)
        text = "\n".join(words(rng, int(rng.integers(2, 40))) for _ in range(rng.integers(1, 5)))
        box = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox((0, 0), text, font=font)
        image = Image.new("L", (int(box[2]) + 4, int(box[3]) + 4))
        ImageDraw.Draw(image).multiline_text((2, 2), text, fill=255, font=font, spacing=rng.integers(2, 20))
        POOL[idx] = np.asarray(image)
    return POOL[idx]


def add_text(rng, ink, page, pitch, low, high):
    """Words in other faces, about aligned to the page."""
    size = float(np.exp(rng.uniform(np.log(0.35), np.log(2.6)))) if rng.random() < 0.85 else rng.uniform(2.0, 6.0)
    scale = size / TEXT_PX * 1.4
    x, y = rng.uniform(low[0], high[0]), rng.uniform(low[1], high[1])
    unit = np.array([[scale, 0, x], [0, scale, y], [0, 0, 1.0]])
    if rng.random() < 0.12:
        unit = unit @ np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]])
    data = cv2.GaussianBlur(text_image(rng), (0, 0), float(np.clip(0.42 / (scale * pitch), 0.3, 4.0)))
    placed = cv2.warpPerspective(data, page @ unit, (SIZE, SIZE), flags=cv2.INTER_LINEAR).astype(np.float32)
    np.maximum(ink, placed * float(rng.uniform(0.4, 1.0) / 255.0), out=ink)


def quad(rng, page, low, high, w, h):
    """A rectangle somewhere on the page, as a polygon in the picture."""
    x, y = rng.uniform(low[0], high[0]), rng.uniform(low[1], high[1])
    return np.clip(apply(page, np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])), -3000, 3000).astype(np.int32)


def add_furniture(rng, ink, base, page, low, high, pitch):
    """Portraits, bar codes, magnetic stripes, rules, tables, page edges."""
    for _ in range(rng.integers(0, 3)):
        kind = rng.random()
        if kind < 0.35:
            area = np.zeros((SIZE, SIZE), np.uint8)
            cv2.fillPoly(area, [quad(rng, page, low, high, rng.uniform(6, 16), rng.uniform(8, 20))], 255)
            face = 0.6 + 0.25 * low_noise(rng, SIZE, SIZE, pitch * rng.uniform(1, 4)) + 0.1 * low_noise(rng, SIZE, SIZE, pitch * 0.4)
            np.copyto(base, np.clip(face, 0.02, 1.0), where=area > 0)
        elif kind < 0.5:
            bars = (rng.random((1, int(rng.integers(20, 90)))) < 0.5) if rng.random() < 0.5 else rng.random((int(rng.integers(8, 30)), 60)) < 0.5
            bars = bars.astype(np.float32)
            w, h = rng.uniform(8, 36), rng.uniform(1.5, 8)
            x, y = rng.uniform(low[0], high[0]), rng.uniform(low[1], high[1])
            unit = np.array([[w / bars.shape[1], 0, x], [0, h / bars.shape[0], y], [0, 0, 1.0]])
            np.maximum(ink, cv2.warpPerspective(bars, page @ unit, (SIZE, SIZE), flags=cv2.INTER_AREA), out=ink)
        elif kind < 0.7:
            shape = quad(rng, page, low, high, rng.uniform(10, 60), rng.uniform(1, 8))
            cv2.fillPoly(base, [shape], float(rng.uniform(0.05, 0.9)))
        else:
            shape = quad(rng, page, low, high, rng.uniform(5, 60), rng.uniform(1, 30))
            cv2.polylines(ink, [shape], True, float(rng.uniform(0.3, 1.0)), int(rng.integers(1, 4)))


def picture(rng):
    """A square picture and its targets at stride 4: band, direction (cos, sin), log2 of pitch over 8 px."""
    pitch = float(np.exp(rng.uniform(np.log(4.2), np.log(20.0))))
    page = page_map(rng, pitch)
    back = np.linalg.inv(page)
    view = apply(back, np.array([[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE]], float))
    low, high = view.min(0), view.max(0)
    reach = SIZE / pitch
    low, high = np.maximum(low, -reach), np.minimum(high, reach)
    ink = np.zeros((SIZE, SIZE), np.float32)
    band = np.zeros((SIZE, SIZE), np.uint8)
    direction = np.zeros((SIZE, SIZE, 3), np.float32)
    base = np.ones((SIZE, SIZE), np.float32)
    has_zone = rng.random() < 0.8
    # The page ends somewhere: left, right and below a zone, more or less near.
    x0 = rng.uniform(low[0] - 20, high[0] - 8)
    y0 = rng.uniform(low[1] + 2, high[1] - 1)
    if has_zone and rng.random() < 0.5:
        x0, y0 = rng.uniform(-40, 4), rng.uniform(-8, 8)
    if rng.random() < 0.75:
        outside = np.full((SIZE, SIZE), rng.uniform(0.0, 1.1), np.float32)
        if rng.random() < 0.5:
            outside += low_noise(rng, SIZE, SIZE, rng.uniform(2, 60)) * rng.uniform(0, 0.2)
        w = rng.uniform(32, 56)
        edge = apply(page, np.array([[x0 - rng.uniform(0.6, 6), y0 - rng.uniform(6, 40)], [x0 + w, y0 - 40], [x0 + w, y0 + rng.uniform(3, 9)], [x0 - 3, y0 + rng.uniform(3, 9)]]))
        area = np.zeros((SIZE, SIZE), np.uint8)
        cv2.fillPoly(area, [np.clip(edge, -5000, 5000).astype(np.int32)], 255, cv2.LINE_AA)
        keep = area.astype(np.float32) / 255.0
        base = keep + (1 - keep) * np.clip(outside, 0, 1.2)
    add_furniture(rng, ink, base, page, low, high, pitch)
    for _ in range(rng.integers(0, 9)):
        add_text(rng, ink, page, pitch, low, high)
    if has_zone:
        # Nothing but overprints lies on a zone.
        n, height = 46, 6
        clear = apply(page, np.array([[x0 - 1, y0 - 1.2], [x0 + n, y0 - 1.2], [x0 + n, y0 + height], [x0 - 1, y0 + height]]))
        cv2.fillPoly(ink, [np.clip(clear, -5000, 5000).astype(np.int32)], 0.0)
        add_zone(rng, ink, band, direction, SIZE, page, (x0, y0), pitch)
        if rng.random() < 0.15:
            add_text(rng, ink, page, pitch, low, high)
    image = expose(rng, ink, pitch, base)
    cells = SIZE // STRIDE
    mask = cv2.resize(band, (cells, cells), interpolation=cv2.INTER_AREA).astype(np.float32) / 255.0
    at = direction[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
    return normalise(image), mask, at.transpose(2, 0, 1).copy()


def normalise(image):
    """Zero mean, unit spread, as the reader does it."""
    image = image.astype(np.float32)
    return (image - image.mean()) / (image.std() + 8.0)


def batch(rng, n):
    """`n` pictures with targets, stacked."""
    x, m, d = (np.stack(part) for part in zip(*[picture(rng) for _ in range(n)]))
    return x[:, None], m, d
