"""Writes weights.safetensors and golden.safetensors: VGGish at 1/64 width with random weights, in PyTorch's Python.

The layers are made as torchvggish (github.com/harritaylor/torchvggish) makes them, so that the names of the weights and the
order in which the last feature map is flattened are its own; the log-mel patches come from the numpy code in ../front_end.
pip install numpy torch safetensors; python make_golden.py
"""
import pathlib
import runpy

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).parent
front_end = runpy.run_path(str(HERE.parent / "front_end/make_golden.py"))
chirp, log_mel = front_end["chirp"], front_end["log_mel"]


class Vggish(nn.Module):
    def __init__(self, channels=8, hidden=64):
        super().__init__()
        layers, inputs = [], 1
        for step in [1, "pool", 1, "pool", 1, 1, "pool", 1, 1, "pool"]:
            if step == "pool":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(inputs, channels, 3, padding=1), nn.ReLU()]
                inputs = channels
        self.features = nn.Sequential(*layers)
        self.embeddings = nn.Sequential(
            nn.Linear(channels * 6 * 4, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 128), nn.ReLU()
        )

    def forward(self, patches):
        x = self.features(patches)
        x = x.transpose(1, 3).transpose(1, 2)  # channels last: (time, frequency, channel)
        return self.embeddings[:-1](x.reshape(len(x), -1))


if __name__ == "__main__":
    torch.manual_seed(1)
    model = Vggish().eval()
    pcm = chirp(31200)
    mel = log_mel(pcm / 32768, 64, 125, 7500, False, 0.01)
    patches = np.stack([mel[i : i + 96] for i in range(0, len(mel) - 95, 96)]).astype(np.float32)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2)  # PyTorch's small initial weights would leave little of the input in the output
        output = model(torch.from_numpy(patches)[:, None])
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    weights["pproc.pca_means"] = torch.zeros(128, 1)  # in the released file; not used
    save_file(weights, HERE / "weights.safetensors")
    save_file({"pcm": torch.from_numpy(pcm), "patches": torch.from_numpy(patches), "output": output.contiguous()},
              HERE / "golden.safetensors", metadata={"torch": torch.__version__})
