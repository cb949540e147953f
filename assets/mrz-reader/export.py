"""Write trained weights as ONNX. `python export.py line|zone FROM.pt TO.onnx`; batch norms are folded."""

import sys

import torch

from line_net import LineNet
from zone_net import ZoneNet


def write(net, source, target, shape, axes):
    """The network with the weights of `source`, its sides named in `axes` left free."""
    net.load_state_dict(torch.load(source))
    net.eval()
    torch.onnx.export(net, torch.zeros(shape), target, input_names=["x"], output_names=["y"], dynamic_axes={"x": axes}, opset_version=17, dynamo=False)


def main():
    kind, source, target = sys.argv[1:4]
    if kind == "line":
        write(LineNet(), source, target, (1, 1, 32, 320), {0: "n", 3: "w"})
    else:
        write(ZoneNet(), source, target, (1, 1, 320, 320), {0: "n", 2: "h", 3: "w"})


if __name__ == "__main__":
    main()
