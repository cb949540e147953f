"""Train the zone finder. `python train_zones.py OUT.pt SECONDS [FROM.pt]`; two cores, an hour. Seeded."""

import math
import sys
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import zones
from zone_net import ZoneNet

BATCH = 12


class Pictures(IterableDataset):
    """Endless batches, a seed for each worker."""

    def __init__(self, seed):
        self.seed = seed

    def __iter__(self):
        cv2.setNumThreads(0)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield tuple(torch.from_numpy(part) for part in zones.batch(rng, BATCH))


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
    out_path, seconds = sys.argv[1], float(sys.argv[2])
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = ZoneNet()
    if 3 < len(sys.argv):
        found = {k: v for k, v in torch.load(sys.argv[3]).items() if v.shape == net.state_dict()[k].shape}
        net.load_state_dict(found, strict=False)
    seed = 2001 if 3 < len(sys.argv) else 2
    print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    peak = 3e-3 if len(sys.argv) <= 3 else 1.5e-3
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=1e-3)
    start, step, mean = time.time(), 0, None
    for x, m, d in DataLoader(Pictures(seed), batch_size=None, num_workers=1, prefetch_factor=4):
        done = (time.time() - start) / seconds
        if 1.0 <= done:
            break
        for group in optimiser.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 50) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        parts = loss_of(net(x), m, d)
        optimiser.zero_grad()
        (parts[0] + 0.5 * parts[1] + 0.4 * parts[2] + 0.3 * parts[3] + 0.1 * parts[4]).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        now = np.array([part.item() for part in parts])
        mean = now if mean is None else 0.98 * mean + 0.02 * now
        step += 1
        if step % 100 == 0:
            torch.save(net.state_dict(), out_path)
            print(step, int(time.time() - start), mean.round(4), flush=True)
    torch.save(net.state_dict(), out_path)


if __name__ == "__main__":
    main()
