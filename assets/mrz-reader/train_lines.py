"""Train the line recogniser. `python train_lines.py OUT.pt SECONDS [FROM.pt]`; two cores, an hour. Seeded."""

import math
import sys
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import lines
from line_net import N_CLASSES, LineNet

BATCH = 32


class Strips(IterableDataset):
    """Endless batches, a seed for each worker."""

    def __init__(self, seed):
        self.seed = seed

    def __iter__(self):
        cv2.setNumThreads(0)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield tuple(torch.from_numpy(part) for part in lines.batch(rng, BATCH))


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
    out_path, seconds = sys.argv[1], float(sys.argv[2])
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = LineNet()
    if 3 < len(sys.argv):
        net.load_state_dict(torch.load(sys.argv[3]))
    seed = 1001 if 3 < len(sys.argv) else 1
    print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    peak = 2e-3
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=1e-3)
    rng = np.random.default_rng(99)
    held_out = [tuple(torch.from_numpy(part) for part in lines.batch(rng, BATCH)) for _ in range(8)]
    start, step, mean = time.time(), 0, None
    for x, t, p, d, w in DataLoader(Strips(seed), batch_size=None, num_workers=1, prefetch_factor=4):
        done = (time.time() - start) / seconds
        if 1.0 <= done:
            break
        for group in optimiser.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        cross, wave, shift = loss_of(net(x), t, p, d, w)
        optimiser.zero_grad()
        (cross + 0.3 * wave + 0.3 * shift).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        now = np.array([cross.item(), wave.item(), shift.item()])
        mean = now if mean is None else 0.98 * mean + 0.02 * now
        step += 1
        if step % 250 == 0:
            torch.save(net.state_dict(), out_path)
            print(step, int(time.time() - start), mean.round(4), round(accuracy(net, held_out), 4), flush=True)
    torch.save(net.state_dict(), out_path)


if __name__ == "__main__":
    main()
