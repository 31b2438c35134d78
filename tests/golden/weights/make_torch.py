"""Writes the .pt files of torch/ and what each holds, in safetensors: pip install torch safetensors omegaconf; python make_torch.py

Each file is a few kilobytes: one thing that released checkpoints do a file.
"""
import argparse
import collections
import enum
import pathlib
import zipfile

import torch
from omegaconf import OmegaConf
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parent / "torch"
folder.mkdir(exist_ok=True)

DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8]


def numbers(*shape, start=0):
    count = torch.Size(shape).numel()
    return (torch.arange(start, start + count, dtype=torch.float32) / 4).reshape(shape)


# Every type of element, views, shared storages, parameters, and a state dict with its _metadata.
state = collections.OrderedDict()
for dtype in DTYPES:
    state[str(dtype).removeprefix("torch.")] = (numbers(2, 3) * 4 - (0 if dtype == torch.uint8 else 2)).to(dtype)
state["bool"] = torch.tensor([True, False, True])
state["scalar"] = torch.tensor(2.5)
state["empty"] = torch.zeros(0, 4)
base = numbers(4, 6)
state["shared.whole"] = base
state["shared.row"] = base[2]
state["shared.column"] = base[:, 1]
state["shared.transposed"] = base.t()
state["parameter"] = torch.nn.Parameter(numbers(3, start=7))
state._metadata = collections.OrderedDict({"": {"version": 1}})
values = {name: tensor.detach().clone().contiguous() for name, tensor in state.items()}

save_file(values, folder / "state.safetensors")
torch.save(state, folder / "state_zip.pt")
torch.save(state, folder / "state_legacy.pt", _use_new_zipfile_serialization=False)
torch.save(state, folder / "state_protocol5.pt", pickle_protocol=5)


class Norm(enum.Enum):
    layer = "layer_norm"


model = {"encoder.weight": numbers(2, 2), "encoder.bias": numbers(2, start=5), "_ema": {"encoder.weight": numbers(2, 2, start=9)}}
plain = {"normalize": True, "encoder_layers": 2, "conv_feature_layers": "[(4,10,5)] + [(4,3,2)] * 2", "dropout": 0.1, "layers": [1, None]}

# fairseq before and after its move to omegaconf, and what surrounds the weights.
torch.save(
    {
        "args": argparse.Namespace(**plain),
        "cfg": None,
        "model": model,
        "optimizer_history": [{"criterion_name": "x", "num_updates": 3}],
        "extra_state": {"epoch": 1, "seen": {1, 2}, "name": b"bytes", "loss": 0.5},
        "last_optimizer_state": {"state": {0: {"step": 1, "exp_avg": numbers(2)}}, "param_groups": [{"lr": 0.1}]},
    },
    folder / "fairseq_args.pt",
    _use_new_zipfile_serialization=False,
)
cfg = OmegaConf.create({"model": {**plain, "width": "${task.width}"}, "task": {"normalize": True, "width": 3}})
torch.save({"args": None, "cfg": cfg, "model": model}, folder / "fairseq_omegaconf.pt")
torch.save({"cfg": {**plain, "extractor_mode": Norm.layer}, "model": {f"module.{k}": v for k, v in model.items() if k != "_ema"}}, folder / "data_parallel.pt")
torch.save(torch.nn.Linear(2, 2), folder / "whole_module.pt")

# Refused by name: elements and layouts that the library does not have.
torch.save({"weight": torch.zeros(2, dtype=torch.complex64)}, folder / "complex.pt")
torch.save({"weight": torch.eye(2).to_sparse()}, folder / "sparse.pt")
torch.save({"weight": torch.zeros(1).expand(1000, 1000)}, folder / "expanded.pt")
with zipfile.ZipFile(folder / "script.pt", "w") as script:  # as torch.jit.save lays it out, without the names of source files
    script.writestr("script/data.pkl", b"\x80\x02N.")
    script.writestr("script/code/__torch__.py", "def forward(self): pass\n")


def linear(name, outputs, inputs):
    return {f"{name}.weight": numbers(outputs, inputs), f"{name}.bias": numbers(outputs)}


# A HuBERT of fairseq with every kind of name that one has, too small to compute with.
tiny = {"mask_emb": numbers(4), "label_embs_concat": numbers(3, 2), **linear("layer_norm", 4, 1), **linear("post_extract_proj", 4, 4), **linear("final_proj", 2, 4)}
tiny["feature_extractor.conv_layers.0.0.weight"] = numbers(4, 1, 3)
tiny |= linear("feature_extractor.conv_layers.0.2", 4, 1)
tiny |= {"encoder.pos_conv.0.bias": numbers(4), "encoder.pos_conv.0.weight_g": numbers(1, 1, 3), "encoder.pos_conv.0.weight_v": numbers(4, 2, 3)}
for i in range(2):
    for part in ("self_attn.k_proj", "self_attn.v_proj", "self_attn.q_proj", "self_attn.out_proj", "fc1", "fc2"):
        tiny |= linear(f"encoder.layers.{i}.{part}", 4, 4)
    tiny |= linear(f"encoder.layers.{i}.self_attn_layer_norm", 4, 1) | linear(f"encoder.layers.{i}.final_layer_norm", 4, 1)
tiny |= linear("encoder.layer_norm", 4, 1)
tiny_cfg = {
    "model": {"_name": "hubert", "encoder_layers": 2, "encoder_embed_dim": 4, "extractor_mode": "default", "conv_feature_layers": "[(4,3,2)]"},
    "task": {"normalize": True},
}
torch.save({"args": None, "cfg": tiny_cfg, "model": tiny}, folder / "tiny_hubert.pt", _use_new_zipfile_serialization=False)
