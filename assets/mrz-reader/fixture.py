"""Draw the test pages of `tests/documents/mrz-*`: Doc 9303's own example of State UTO, on the true pitch, clean."""

import sys

import cv2
import numpy as np

from text import LINE_STEP, PITCH, OCR_B, draw_line

PAGES = {
    "td3": ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
    "td2": ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"],
    "td1": ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"],
}


def main():
    folder = sys.argv[1]
    for name, lines in PAGES.items():
        # 12 px a cell; first cell's left edge at 24 px, first line's middle at 250 px, lines 20 px apart.
        scale, left, top = 12 / PITCH, 24, 250
        canvas = np.zeros((14 * PITCH, (len(lines[0]) + 4) * PITCH), np.uint8)
        for i, line in enumerate(lines):
            draw_line(np.random.default_rng(1), canvas, line, 2 * PITCH, int((2 + i * 20 / 12) * PITCH), (OCR_B[0], 1.09))
        small = cv2.resize(canvas, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        page = np.zeros((top + 20 * len(lines) + 20, small.shape[1]), np.uint8)
        page[top - 24 : top - 24 + small.shape[0]] = small[: page.shape[0] - (top - 24)]
        picture = 226 - (page.astype(np.int32) * 190 // 255)
        cv2.imwrite(f"{folder}/mrz-{name}.png", (picture // 8 * 8).astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()
