"""Writes expected.safetensors beside this file: PEFT's LoRA on the tiny HuBERT of tests/golden/encoders/hubert_group_postln.

`a.MODULE` [rank, I] and `b.MODULE` [O, rank] of each adapted layer, random both; `input` [T], a clip, not yet normalized;
`last` [F, W], what the adapted model gives for it; `merged` [F, W], what it gives with its weights merged; `gradient.a.MODULE`, `gradient.b.MODULE` of
the sum of `last` times cos(f + 0.37 w) at frame f and feature w. rank 4, alpha 10, queries and values.
pip install numpy torch safetensors transformers peft; python make_golden.py
"""
import pathlib

import peft
import torch
import transformers
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).parent
MODEL = HERE.parent / "encoders" / "hubert_group_postln"

torch.manual_seed(3)
model = transformers.HubertModel.from_pretrained(MODEL).eval()
inputs = load_file(MODEL / "expected.safetensors")
clip = max((value for name, value in inputs.items() if name.startswith("input.")), key=len)[:6000].contiguous()
normalized = (clip - clip.mean()) / torch.sqrt(clip.var(unbiased=False) + 1e-7)  # as the model's preprocessor does
adapted = peft.get_peft_model(
    model, peft.LoraConfig(r=4, lora_alpha=10, target_modules=["q_proj", "v_proj"], lora_dropout=0.0)).eval()
out = {"input": clip}
trained = {}
for name, value in adapted.named_parameters():
    if "lora_" not in name:
        assert not value.requires_grad
        continue
    with torch.no_grad():
        value.copy_(torch.randn(value.shape) * 0.5)
    module = name.removeprefix("base_model.model.").split(".lora_")[0]
    short = ("a." if "lora_A" in name else "b.") + module
    trained[short] = value
    out[short] = value.detach().clone()
last = adapted(normalized[None]).last_hidden_state[0]
frames, width = last.shape
weights = torch.cos(torch.arange(frames)[:, None] + 0.37 * torch.arange(width))
(last * weights).sum().backward()
out["last"] = last.detach()
for short, value in trained.items():
    out["gradient." + short] = value.grad.clone()
merged = adapted.merge_and_unload()
with torch.no_grad():
    out["merged"] = merged(normalized[None]).last_hidden_state[0]
save_file({name: value.contiguous() for name, value in out.items()}, HERE / "expected.safetensors")
print({name: tuple(value.shape) for name, value in out.items()})
