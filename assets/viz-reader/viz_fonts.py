"""The faces that training lines are set in, and their glyphs. Debian packages; no file of them is shipped for this."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

# Package (all free: see README.md), folder, patterns of file names.
TRAINING = [
    ("fonts-dejavu", "/usr/share/fonts/truetype/dejavu", ["DejaVuSans*.ttf", "DejaVuSerif*.ttf"]),
    ("fonts-liberation", "/usr/share/fonts/truetype/liberation", ["*.ttf"]),
    ("fonts-urw-base35", "/usr/share/fonts/opentype/urw-base35", ["Nimbus*.otf", "C059*.otf", "P052*.otf", "URW*.otf"]),
    ("fonts-texgyre", "/usr/share/texmf/fonts/opentype/public/tex-gyre", ["texgyreheros*.otf", "texgyreadventor*.otf", "texgyrecursor*.otf"]),
    ("fonts-freefont-ttf", "/usr/share/fonts/truetype/freefont", ["*.ttf"]),
    ("fonts-inter", "/usr/share/fonts/opentype/inter", ["Inter-*.otf"]),
    ("fonts-open-sans", "/usr/share/fonts/truetype/open-sans", ["*.ttf"]),
    ("fonts-noto-core", "/usr/share/fonts/truetype/noto", ["NotoSans-*.ttf", "NotoSansMono-*.ttf"]),
    ("fonts-ocr-b", "/usr/share/fonts/opentype/ocr-b", ["OCRB.otf", "OCRBS.otf"]),
]
HELD_OUT = [
    ("fonts-lato", "/usr/share/fonts/truetype/lato", ["Lato-Regular.ttf", "Lato-Bold.ttf", "Lato-Medium.ttf"]),
    ("fonts-roboto-unhinted", "/usr/share/fonts/truetype/roboto/unhinted", ["RobotoTTF/Roboto-Regular.ttf", "RobotoTTF/Roboto-Bold.ttf", "RobotoCondensed-Bold.ttf"]),
    ("fonts-noto-core", "/usr/share/fonts/truetype/noto", ["NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf"]),
]
TOO_THIN = ("Thin", "Hairline", "ExtraLight", "Black")
CAP = 40  # px of a capital in the ink canvas


def faces(packages):
    """Files by family, families sorted, so that one with many cuts is seen no more often than others."""
    families = {}
    for package, folder, patterns in packages:
        for pattern in patterns:
            for path in sorted(Path(folder).glob(pattern)):
                if not any(cut in path.name for cut in TOO_THIN):
                    families.setdefault(path.name.split("-")[0].split(".")[0], []).append(str(path))
    return [families[family] for family in sorted(families)]


@lru_cache(maxsize=None)
def letters_of(path):
    """Characters that the face has."""
    return frozenset(map(chr, TTFont(path, lazy=True).getBestCmap()))


@lru_cache(maxsize=None)
def face(path):
    """The face with capitals CAP px high."""
    box = ImageFont.truetype(path, 1000).getbbox("H", anchor="ls")
    return ImageFont.truetype(path, max(8, round(1000 * CAP / (box[3] - box[1]))))


@lru_cache(maxsize=40000)
def glyph(path, symbol):
    """Ink of one character, its left end and top against the pen on the base line, and its advance, in px."""
    font = face(path)
    left, top, right, bottom = font.getbbox(symbol, anchor="ls")
    cell = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(cell).text((-left, -top), symbol, fill=255, font=font, anchor="ls")
    return np.asarray(cell), left, top, font.getlength(symbol)
