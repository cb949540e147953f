"""Train the line recogniser. `python train_lines.py OUT.pt SECONDS [FROM.pt [SEED]]`; two cores, an hour. Seeded."""

import math

import torch
import torch.nn.functional as F

import lines
from line_net import N_CLASSES, LineNet
from training import Endless, held_out, start, train

BATCH = 32


def loss_of(out, target, phase, offset, weight):
    """Weighted cross entropy, squared error of the phase, smooth L1 of the offset."""
    logits, wave, shift = out[..., :N_CLASSES], out[..., N_CLASSES : N_CLASSES + 2], out[..., N_CLASSES + 2]
    cross = F.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="none", label_smoothing=0.01)
    cross = (cross * weight.flatten()).mean()
    text = (target < N_CLASSES - 1).float()
    truth = torch.stack([torch.cos(2 * math.pi * phase), torch.sin(2 * math.pi * phase)], -1)
    wave = (((wave - truth) ** 2).sum(-1) * text).sum() / (text.sum() + 1)
    shift = (F.smooth_l1_loss(shift, offset / 4.0, reduction="none") * text).sum() / (text.sum() + 1)
    return cross, wave, shift


def accuracy(net, data):
    """Share of frames near cell middles whose character is right."""
    net.eval()
    right = total = 0
    with torch.no_grad():
        for x, t, p, _, _ in data:
            guess = net(x)[..., :N_CLASSES].argmax(-1)
            mid = ((p - 0.5).abs() < 0.25) & (t < N_CLASSES - 1)
            right += ((guess == t) & mid).sum().item()
            total += mid.sum().item()
    net.train()
    return right / total


def main():
    net = LineNet()
    out_path, seconds, seed = start(net)
    unseen = held_out(lines.batch, BATCH)

    def losses(net, batch, _):
        x, *targets = batch
        cross, wave, shift = loss_of(net(x), *targets)
        return cross + 0.3 * wave + 0.3 * shift, (cross, wave, shift)

    train(net, Endless(lines.batch, BATCH, seed), losses, out_path, seconds, 2e-3, lambda net: accuracy(net, unseen))


if __name__ == "__main__":
    main()
