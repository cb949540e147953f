"""Train the entry reader. `python train_viz.py OUT.pt SECONDS [FROM.pt [SEED]]`; two cores, an hour. Seeded."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F

import viz_lines
from viz_net import VizNet

sys.path.append(str(Path(__file__).parent.parent / "mrz-reader"))

from training import Endless, held_out, start, train  # noqa: E402

BATCH = 32


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
    net = VizNet()
    out_path, seconds, seed = start(net)
    is_going_on = seed != 1
    unseen = held_out(lambda rng, n: viz_lines.batch(rng, n, held_out=True), BATCH)

    def losses(net, batch, done):
        x, *targets = batch
        # Half the digits, twice the steps: bfloat16 costs the weights nothing that is seen in the entries read.
        with torch.autocast("cpu", torch.bfloat16):
            out = net(x)
        cross, whole = loss_of(out.float(), *targets)
        share = 0.2 if is_going_on else max(0.2, 1.0 - 2.5 * done)
        return share * cross + (1.0 - share) * whole, (cross, whole)

    train(net, Endless(viz_lines.batch, BATCH, seed), losses, out_path, seconds, 2e-3, lambda net: accuracy(net, unseen))


if __name__ == "__main__":
    main()
