"""Train the zone finder. `python train_zones.py OUT.pt SECONDS [FROM.pt [SEED]]`; two cores, an hour. Seeded."""

import torch
import torch.nn.functional as F

import zones
from training import Endless, start, train
from zone_net import ZoneNet

BATCH = 12


def loss_of(out, mask, direction):
    """Cross entropy and Dice of the band, squared error of axis and sense, smooth L1 of the pitch."""
    logit = out[:, 0]
    cross = F.binary_cross_entropy_with_logits(logit, mask, pos_weight=torch.tensor(2.0))
    p = torch.sigmoid(logit)
    dice = 1 - (2 * (p * mask).sum() + 10) / ((p * p).sum() + (mask * mask).sum() + 10)
    text = ((0.4 < mask) & (direction[:, :2].abs().sum(1) > 0.5)).float()
    n = text.sum() + 1
    c, s = direction[:, 0], direction[:, 1]
    axis = (((out[:, 1] - (c * c - s * s)) ** 2 + (out[:, 2] - 2 * c * s) ** 2) * text).sum() / n
    sense = (((out[:, 4:6] - direction[:, :2]) ** 2).sum(1) * text).sum() / n
    pitch = (F.smooth_l1_loss(out[:, 3], direction[:, 2], reduction="none") * text).sum() / n
    return cross, dice, axis, pitch, sense


def main():
    net = ZoneNet()
    out_path, seconds, seed = start(net)

    def losses(net, batch, _):
        x, mask, direction = batch
        parts = loss_of(net(x), mask, direction)
        return parts[0] + 0.5 * parts[1] + 0.4 * parts[2] + 0.3 * parts[3] + 0.1 * parts[4], parts

    peak = 3e-3 if seed == 1 else 1.5e-3
    train(net, Endless(zones.batch, BATCH, seed + 1), losses, out_path, seconds, peak, every=100)


if __name__ == "__main__":
    main()
