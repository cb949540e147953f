"""Write trained weights as ONNX. `python export_viz.py FROM.pt TO.onnx`; batch norms are folded."""

import sys
from pathlib import Path

from viz_net import VizNet

sys.path.append(str(Path(__file__).parent.parent / "mrz-reader"))

from export import write  # noqa: E402

if __name__ == "__main__":
    write(VizNet(), sys.argv[1], sys.argv[2], (1, 1, 32, 320), {0: "n", 3: "w"})
