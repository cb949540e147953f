"""The entry reader: per frame of 4 px, none or one of the characters, for connectionist temporal classification."""

import sys
from pathlib import Path

from torch import nn

sys.path.append(str(Path(__file__).parent.parent / "mrz-reader"))

from line_net import block  # noqa: E402
from viz_text import ALPHABET  # noqa: E402

N_OUT = len(ALPHABET) + 1  # none first


class Wider(nn.Module):
    """What stands left and right, added to what is here."""

    def __init__(self, width, step):
        super().__init__()
        self.see = nn.Conv2d(width, width, (1, 3), padding=(0, step), dilation=(1, step), bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.bend = nn.ReLU(inplace=True)

    def forward(self, x):
        return x + self.bend(self.norm(self.see(x)))


class VizNet(nn.Module):
    """(N, 1, 32, W) to (N, W / 4, N_OUT)."""

    def __init__(self):
        super().__init__()
        a, b, c, d, e = 24, 32, 56, 96, 160
        self.body = nn.Sequential(
            block(1, a, (5, 5), 2),
            block(a, b, (3, 3)),
            block(b, c, (3, 3), (2, 1)),
            block(c, d, (3, 3), (2, 2)),
            block(d, e, (4, 3), 1, (0, 1)),
            Wider(e, 1),
            Wider(e, 3),
            nn.Dropout(0.1),
        )
        self.head = nn.Conv2d(e, N_OUT, 1)

    def forward(self, x):
        return self.head(self.body(x)).squeeze(2).transpose(1, 2)
