"""The zone finder: per cell of 4 px, whether the middle band of an MRZ line is there, its direction and its pitch."""

import torch
from torch import nn

from line_net import block


class ZoneNet(nn.Module):
    """(N, 1, H, W), H and W multiples of 8, to (N, 6, H / 4, W / 4): logit, cos 2a, sin 2a, log2 of pitch over 8 px, cos a, sin a."""

    def __init__(self):
        super().__init__()
        self.near = nn.Sequential(block(1, 12, (5, 5), 2), block(12, 24, (3, 3), 2))
        self.down = block(24, 32, (3, 3), 2)
        wide = lambda d: nn.Sequential(nn.Conv2d(32, 32, 3, 1, d, d, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True))
        self.far = nn.Sequential(wide(1), wide(2), wide(4), wide(2))
        self.join = nn.Sequential(nn.Conv2d(56, 24, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU(inplace=True), block(24, 24, (3, 3)))
        self.head = nn.Conv2d(24, 6, 1)

    def forward(self, x):
        near = self.near(x)
        far = self.down(near)
        far = far + self.far(far)
        far = nn.functional.interpolate(far, scale_factor=2, mode="nearest")
        return self.head(self.join(torch.cat([near, far], 1)))
