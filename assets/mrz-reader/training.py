"""What the trainings of all our networks share: endless seeded batches, the schedule, saving, and saying how far it is.

SECONDS are of the training's own processor time, so that a busy machine makes no worse weights.
"""

import math
import sys
import time

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info


class Endless(IterableDataset):
    """Batches of `size` from `draw(rng, size)` without end, a seed for each worker."""

    def __init__(self, draw, size, seed):
        self.draw, self.size, self.seed = draw, size, seed

    def __iter__(self):
        cv2.setNumThreads(0)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield tensors(self.draw(rng, self.size))


def tensors(parts):
    return tuple(torch.from_numpy(part) for part in parts)


def held_out(draw, size, batches=8):
    """Batches that no training sees."""
    rng = np.random.default_rng(99)
    return [tensors(draw(rng, size)) for _ in range(batches)]


def start(net):
    """OUT.pt, SECONDS and the seed from the command line; `net` gets the weights of FROM.pt where it has the same shapes.

    The seed is 1, or SEED where training goes on: from the same seed it would see the same pictures again.
    """
    torch.manual_seed(1)
    torch.set_num_threads(1)
    print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    if len(sys.argv) <= 3:
        return sys.argv[1], float(sys.argv[2]), 1
    known = net.state_dict()
    net.load_state_dict({k: v for k, v in torch.load(sys.argv[3]).items() if v.shape == known[k].shape}, strict=False)
    return sys.argv[1], float(sys.argv[2]), int(sys.argv[4]) if 4 < len(sys.argv) else 1001


def train(net, data, loss_of, out_path, seconds, peak, share_right=None, every=250):
    """Train until `seconds` are over: AdamW, warmed up over 100 steps, then down by a cosine to a fiftieth of `peak`.

    `loss_of(net, batch, done)` gives the loss and the parts of it to print; `done` runs from 0 to 1.
    """
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=1e-3)
    begun, step, mean = time.process_time(), 0, None
    for batch in DataLoader(data, batch_size=None, num_workers=1, prefetch_factor=4):
        done = (time.process_time() - begun) / seconds
        if 1.0 <= done:
            break
        for group in optimiser.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        loss, parts = loss_of(net, batch, done)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        now = np.array([part.item() for part in parts])
        mean = now if mean is None else 0.98 * mean + 0.02 * now
        step += 1
        if step % every == 0:
            torch.save(net.state_dict(), out_path)
            right = [round(share_right(net), 4)] if share_right else []
            print(step, int(time.process_time() - begun), mean.round(4), *right, flush=True)
    torch.save(net.state_dict(), out_path)
