"""Train the entry reader. `python train_viz.py OUT.pt SECONDS [FROM.pt]`; two cores, an hour. Seeded.

SECONDS are of its own processor time, so that a busy machine makes no worse weights.
"""

import math
import sys
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import viz_lines
from viz_net import VizNet

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
            yield tuple(torch.from_numpy(part) for part in viz_lines.batch(rng, BATCH))


def loss_of(out, texts, lengths, frames, weights):
    """Cross entropy where the drawing says which character stands, and the loss over all readings of the text."""
    cross = F.cross_entropy(out.flatten(0, 1), frames.flatten(), reduction="none", label_smoothing=0.01)
    cross = (cross * weights.flatten()).mean()
    logs = out.log_softmax(-1).transpose(0, 1)
    n_frames = torch.full((out.shape[0],), out.shape[1])
    whole = F.ctc_loss(logs, texts, n_frames, lengths, reduction="none", zero_infinity=True)
    return cross, (whole / (lengths + 1)).mean()


def best_path(out):
    """The classes read from one line's scores."""
    guess = out.argmax(-1).tolist()
    return [c for i, c in enumerate(guess) if c and (i == 0 or guess[i - 1] != c)]


def accuracy(net, data):
    """Share of whole lines read right."""
    net.eval()
    right = total = 0
    with torch.no_grad():
        for x, texts, lengths, _, _ in data:
            for out, text in zip(net(x), texts.split(lengths.tolist())):
                right += best_path(out) == text.tolist()
                total += 1
    net.train()
    return right / total


def main():
    out_path, seconds = sys.argv[1], float(sys.argv[2])
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = VizNet()
    is_going_on = 3 < len(sys.argv)
    if is_going_on:
        net.load_state_dict(torch.load(sys.argv[3]))
    seed = 1001 if is_going_on else 1
    print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    peak = 2e-3
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=1e-3)
    rng = np.random.default_rng(99)
    held_out = [tuple(torch.from_numpy(part) for part in viz_lines.batch(rng, BATCH, held_out=True)) for _ in range(8)]
    start, step, mean = time.process_time(), 0, None
    for x, texts, lengths, frames, weights in DataLoader(Strips(seed), batch_size=None, num_workers=1, prefetch_factor=4):
        done = (time.process_time() - start) / seconds
        if 1.0 <= done:
            break
        for group in optimiser.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        cross, whole = loss_of(net(x), texts, lengths, frames, weights)
        share = 0.2 if is_going_on else max(0.2, 1.0 - 2.5 * done)
        optimiser.zero_grad()
        (share * cross + (1.0 - share) * whole).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        now = np.array([cross.item(), whole.item()])
        mean = now if mean is None else 0.98 * mean + 0.02 * now
        step += 1
        if step % 100 == 0:
            torch.save(net.state_dict(), out_path)
            print(step, int(time.process_time() - start), mean.round(4), round(accuracy(net, held_out), 4), flush=True)
    torch.save(net.state_dict(), out_path)


if __name__ == "__main__":
    main()
