"""The line recogniser: per frame of 4 px, 37 characters or none, the phase in the cell, the offset of the line's middle."""

import torch
from torch import nn

from text import ALPHABET

N_CLASSES = len(ALPHABET) + 1
N_OUT = N_CLASSES + 3  # logits, cos and sin of the phase, offset over 4 px


def block(i, o, kernel, stride=1, padding=None):
    """Convolution, batch norm, ReLU."""
    padding = tuple(k // 2 for k in kernel) if padding is None else padding
    return nn.Sequential(nn.Conv2d(i, o, kernel, stride, padding, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class LineNet(nn.Module):
    """(N, 1, 32, W) to (N, W / 4, N_OUT)."""

    def __init__(self, width=1.0):
        super().__init__()
        a, b, c, d, e = (int(x * width) for x in (24, 32, 48, 64, 128))
        self.body = nn.Sequential(
            block(1, a, (5, 5), 2),
            block(a, b, (3, 3)),
            block(b, c, (3, 3), (2, 1)),
            block(c, d, (3, 3), (2, 2)),
            block(d, e, (4, 3), 1, (0, 1)),
            block(e, e, (1, 3)),
            nn.Dropout(0.1),
        )
        self.head = nn.Conv2d(e, N_OUT, 1)

    def forward(self, x):
        return self.head(self.body(x)).squeeze(2).transpose(1, 2)
