"""A step of fine-tuning wav2vec 2.0 of base size, by serhost and by Transformers: the same weights, the same clips, one run.

A batch of 8 clips of mixed length; the convolutions over the waveform frozen, as is usual; mean over frames, a linear layer,
cross-entropy, AdamW; two threads; nothing random. The peers are what most people write, the batch padded to its longest clip
(the base models know no mask: what they compute depends on the padding), and the exact peer: one clip at a time, gradients
accumulated, which is what leaving out padding means. Loops of one precision take turns, --repetitions times; each line is a
loop's median, smallest and largest step, and its largest resident memory. Then the gradients of serhost are compared with
the exact peer's.

    pip install numpy torch transformers safetensors
    cmake --preset release -DSERHOST_BENCHMARKS=ON && cmake --build build
    python benchmarks/fine_tuning.py --build build
"""
import argparse
import pathlib
import statistics
import sys
import tempfile
import time

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from against_transformers import RATE, Child, peak_mib

SECONDS = [2.2, 2.9, 3.6, 4.2, 4.8, 5.4, 5.85, 6.85]  # 35.8 s of audio, 54.8 s when padded
CLASSES = 4


def write_inputs(folder):
    import transformers

    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(0)
    config = transformers.Wav2Vec2Config(apply_spec_augment=False)
    transformers.Wav2Vec2Model(config).save_pretrained(folder / "model")
    transformers.Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=False).save_pretrained(folder / "model")
    random = np.random.default_rng(3)
    clips = {"head.weight": torch.randn(CLASSES, config.hidden_size) * 0.05, "head.bias": torch.zeros(CLASSES)}
    for i, seconds in enumerate(random.permutation(SECONDS)):
        t = np.arange(int(seconds * RATE)) / RATE
        voice = sum(np.sin(2 * np.pi * 120 * k * t + random.uniform(0, 6)) / k for k in range(1, 20))
        clips[f"clip.{i}"] = torch.from_numpy((0.05 * voice + 0.01 * random.standard_normal(len(t))).astype(np.float32))
    save_file(clips, folder / "clips.safetensors")


def serve(folder, kind, exact):
    import transformers

    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(2)
    off = dict(hidden_dropout=0.0, attention_dropout=0.0, activation_dropout=0.0, feat_proj_dropout=0.0, layerdrop=0.0, apply_spec_augment=False)
    model = transformers.AutoModel.from_pretrained(folder / "model", **off).train()
    model.freeze_feature_encoder()
    extractor = transformers.AutoFeatureExtractor.from_pretrained(folder / "model")
    tensors = load_file(folder / "clips.safetensors")
    waves = [tensors[f"clip.{i}"].numpy() for i in range(len(SECONDS))]
    label = torch.arange(len(waves)) % CLASSES
    head = torch.nn.Linear(tensors["head.weight"].shape[1], CLASSES)
    head.load_state_dict({"weight": tensors["head.weight"], "bias": tensors["head.bias"]})
    named = dict(model.named_parameters()) | {"head." + name: p for name, p in head.named_parameters()}
    optimizer = torch.optim.AdamW([p for p in named.values() if p.requires_grad], lr=1e-5, weight_decay=0.01)

    def loss_of(indices):
        inputs = extractor([waves[i] for i in indices], sampling_rate=RATE, return_tensors="pt", padding=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=kind == "bf16"):
            out = model(inputs.input_values).last_hidden_state
            frames = model._get_feat_extract_output_lengths(torch.tensor([len(waves[i]) for i in indices]))
            mask = (torch.arange(out.shape[1]) < frames[:, None]).unsqueeze(2)
            pooled = (out * mask).sum(1) / frames[:, None]
            return torch.nn.functional.cross_entropy(head(pooled).float(), label[indices], reduction="sum") / len(waves)

    def accumulate():
        optimizer.zero_grad()
        parts = [[i] for i in range(len(waves))] if exact else [list(range(len(waves)))]
        for part in parts:
            loss_of(part).backward()

    for line in sys.stdin:
        command, *words = line.split()
        if command == "gradients":
            accumulate()
            renamed = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
            gradients = {}
            for name, p in named.items():
                for theirs, ours in renamed.items():
                    name = name.replace(theirs, ours)
                if p.grad is not None:
                    gradients[name] = p.grad.contiguous()
            save_file(gradients, words[0])
            print("written", flush=True)
            continue
        start = time.perf_counter()
        accumulate()
        optimizer.step()
        print(time.perf_counter() - start, peak_mib(), flush=True)


def worst_difference(got, expected):
    """Relative, over each parameter; those of the peer that are all rounding (the bias of keys) against the largest of all."""
    largest = max(g.norm().item() for g in expected.values())
    missing = set(expected) ^ set(got)
    if missing:
        sys.exit(f"gradients of one of the two only: {sorted(missing)[:4]}")
    return max((got[k] - g).norm().item() / max(g.norm().item(), 1e-3 * largest) for k, g in expected.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--serve", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--kind", help=argparse.SUPPRESS)
    parser.add_argument("--exact", action="store_true", help=argparse.SUPPRESS)
    o = parser.parse_args()
    if o.serve:
        return serve(o.serve, o.kind, o.exact)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fine_tuning_"))
    write_inputs(folder)
    padded = max(SECONDS) * len(SECONDS)
    print(f"{len(SECONDS)} clips, {sum(SECONDS):.1f} s of audio, {padded:.1f} s when padded; torch {torch.__version__}")
    medians = {}
    for kind in ("fp32", "bf16"):
        script = [sys.executable, __file__, "--serve", str(folder), "--kind", kind]
        loops = {
            "Transformers, padded batch": Child(script),
            "Transformers, one clip at a time": Child(script + ["--exact"]),
            "serhost": Child([str(o.build / "benchmarks/fine_tuning_step"), str(folder / "model"), str(folder / "clips.safetensors"), kind]),
        }
        if kind == "fp32":
            loops["serhost"].ask(f"gradients {folder / 'ours.safetensors'}")
            loops["Transformers, one clip at a time"].ask(f"gradients {folder / 'theirs.safetensors'}")
            loops["Transformers, padded batch"].ask(f"gradients {folder / 'padded.safetensors'}")
        times = {name: [] for name in loops}
        memory = {}
        for repetition in range(o.repetitions + 1):  # the first warms up
            for name, child in loops.items():
                seconds, memory[name] = (float(word) for word in child.ask("step"))
                if repetition > 0:
                    times[name].append(seconds)
        for name, all_times in times.items():
            medians[kind, name] = statistics.median(all_times)
            print(f"{kind} {name:34} {medians[kind, name]:6.2f} s ({min(all_times):.2f} to {max(all_times):.2f}), {memory[name]:.0f} MiB")
        for child in loops.values():
            child.process.stdin.close()
            child.process.wait()
    base = medians["fp32", "Transformers, padded batch"]
    for kind in ("fp32", "bf16"):
        own, exact = medians[kind, "serhost"], medians[kind, "Transformers, one clip at a time"]
        print(f"serhost {kind}: {base / own:.2f} times the padded fp32 step, {medians[kind, 'Transformers, padded batch'] / own:.2f} times the padded "
              f"{kind} step, {exact / own:.2f} times the exact {kind} step")
    ours, exact, padded = (load_file(folder / f"{name}.safetensors") for name in ("ours", "theirs", "padded"))
    print(f"gradients, fp32, relative difference of the worst parameter from the exact peer: serhost {worst_difference(ours, exact):.1e}, "
          f"padded batch {worst_difference(padded, exact):.1e}")


if __name__ == "__main__":
    main()
