"""Write trained weights as ONNX. `python export.py line|zone FROM.pt TO.onnx`; batch norms are folded."""

import sys

import torch

from line_net import LineNet
from zone_net import ZoneNet


def main():
    kind, source, target = sys.argv[1:4]
    net, shape = (LineNet(), (1, 1, 32, 320)) if kind == "line" else (ZoneNet(), (1, 1, 320, 320))
    net.load_state_dict(torch.load(source))
    net.eval()
    axes = {0: "n", 3: "w"} if kind == "line" else {0: "n", 2: "h", 3: "w"}
    torch.onnx.export(net, torch.zeros(shape), target, input_names=["x"], output_names=["y"], dynamic_axes={"x": axes}, opset_version=17, dynamo=False)


if __name__ == "__main__":
    main()
