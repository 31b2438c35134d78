"""Writes the folders beside this file: tiny random models of the first wav2vec and vq-wav2vec, and what they give for a few clips.

The networks are worked out here in NumPy, in fp64, from their definition: no other implementation is used. Every folder holds
model.safetensors under the released names, a config.json as fairseq would have it, and expected.safetensors: for each clip,
computed alone, `input.K` [T], `encoded.K` [F, W] behind the convolutions, and `hidden.K.N` [F, W]: N = 0 what enters the
aggregator, then what each of its layers gives.
pip install numpy safetensors; python make_golden.py
"""
import json
import math
import pathlib

import numpy as np
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
FEATURES = [(8, 10, 5), (8, 8, 4), (8, 4, 2), (8, 4, 2), (8, 4, 2), (8, 1, 1), (8, 1, 1)]
AGGREGATOR = [(8, k, 1) for k in (2, 3, 5)]

MODELS = {
    "wav2vec_published": dict(),
    "wav2vec_other_options": dict(agg_zero_pad=True, residual_scale=0.7, log_compression=False, activation="gelu",
                                  conv_bias=False, features=[(6, 12, 4), (8, 5, 3)]),
    "wav2vec_no_skip": dict(skip_connections_agg=False, aggregator=[(12, 3, 1), (6, 2, 1)]),
    "vq_wav2vec_gumbel": dict(activation="gelu", features=FEATURES + [(8, 1, 1)], quantizer="gumbel"),
    "vq_wav2vec_gumbel_shared": dict(activation="gelu", quantizer="gumbel", shared=True, depth=1),
    "vq_wav2vec_kmeans": dict(activation="gelu", quantizer="kmeans"),
    "vq_wav2vec_kmeans_shared": dict(quantizer="kmeans", shared=True),
}
DEFAULTS = dict(features=FEATURES, aggregator=AGGREGATOR, activation="relu", log_compression=True, skip_connections_agg=True,
                residual_scale=0.5, agg_zero_pad=False, conv_bias=True, quantizer=None, shared=False, depth=2, groups=2, codes=5)


def gelu(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "gelu": gelu}


def convolve(x, weight, bias, stride):
    """[I, T] and [O, I, K] to [O, F]."""
    frames = (x.shape[1] - weight.shape[2]) // stride + 1
    out = np.zeros((weight.shape[0], frames))
    for frame in range(frames):
        window = x[:, frame * stride : frame * stride + weight.shape[2]]
        out[:, frame] = np.einsum("oik,ik->o", weight, window)
    return out if bias is None else out + bias[:, None]


def group_norm(x, groups, gain, offset):
    """Each of `groups` runs of channels to zero mean and unit variance over its channels and all frames."""
    cut = x.reshape(groups, -1)
    cut = (cut - cut.mean(1, keepdims=True)) / np.sqrt(cut.var(1, keepdims=True) + 1e-5)
    return cut.reshape(x.shape) * gain[:, None] + offset[:, None]


def quantize(x, w, o):
    """[C, F] to [C, F]: each of o["groups"] runs of channels becomes a codeword."""
    name = "vector_quantizer."
    own = x.shape[0] // o["groups"]
    out = np.zeros_like(x)
    if o["quantizer"] == "gumbel":
        y = x.T
        if o["depth"] == 1:
            y = y @ w[name + "weight_proj.weight"].T + w[name + "weight_proj.bias"]
        else:
            y = ACTIVATIONS[o["activation"]](y @ w[name + "weight_proj.0.0.weight"].T + w[name + "weight_proj.0.0.bias"])
            y = y @ w[name + "weight_proj.1.weight"].T + w[name + "weight_proj.1.bias"]
        for group in range(o["groups"]):
            choice = y[:, group * o["codes"] : (group + 1) * o["codes"]].argmax(1)
            first = 0 if o["shared"] else group * o["codes"]
            out[group * own : (group + 1) * own] = w[name + "vars"][0][first + choice].T
        return out
    y = np.zeros_like(x)
    for channel in range(x.shape[0]):
        group = channel // own
        y[channel] = w[name + "projection.0.weight"][channel, :, 0] @ x[group * own : (group + 1) * own]
    y = group_norm(y, o["groups"], w[name + "projection.1.weight"], w[name + "projection.1.bias"])
    for group in range(o["groups"]):
        words = w[name + "embedding"][:, 0 if o["shared"] else group]
        mine = y[group * own : (group + 1) * own].T
        choice = ((mine[:, None] - words[None]) ** 2).sum(2).argmin(1)
        out[group * own : (group + 1) * own] = words[choice].T
    return out


def run(wave, w, o):
    """The frames behind the convolutions [F, W] and the hidden states [layers + 1, F, W]."""
    act = ACTIVATIONS[o["activation"]]
    x = wave[None].astype(np.float64)
    for i, (_, _, stride) in enumerate(o["features"]):
        name = f"feature_extractor.conv_layers.{i}."
        x = act(group_norm(convolve(x, w[name + "0.weight"], None, stride), 1, w[name + "2.weight"], w[name + "2.bias"]))
    if o["log_compression"]:
        x = np.log(np.abs(x) + 1)
    encoded = x.T
    if o["quantizer"]:
        x = quantize(x, w, o)
    states = [x.T]
    for i, (_, kernel, _) in enumerate(o["aggregator"]):
        name = f"feature_aggregator.conv_layers.{i}."
        before = np.zeros((len(x), kernel - 1)) if o["agg_zero_pad"] else np.repeat(x[:, :1], kernel - 1, 1)
        y = convolve(np.concatenate([before, x], 1), w[name + "1.weight"], w.get(name + "1.bias"), 1)
        y = act(group_norm(y, 1, w[name + "3.weight"], w[name + "3.bias"]))
        x = (y + x) * math.sqrt(o["residual_scale"]) if o["skip_connections_agg"] else y
        states.append(x.T)
    return encoded, states


def weights_of(o, random):
    w = {}
    normal = lambda *shape: random.standard_normal(shape)
    inputs = 1
    for i, (width, kernel, _) in enumerate(o["features"]):
        name = f"feature_extractor.conv_layers.{i}."
        w[name + "0.weight"] = normal(width, inputs, kernel) * math.sqrt(2 / (inputs * kernel))
        w[name + "2.weight"], w[name + "2.bias"] = 1 + 0.3 * normal(width), 0.3 * normal(width)
        inputs = width
    width = inputs
    if o["quantizer"]:
        name, own, sets = "vector_quantizer.", width // o["groups"], 1 if o["shared"] else o["groups"]
        if o["quantizer"] == "gumbel":
            w[name + "vars"] = random.random((1, sets * o["codes"], own))
            codes = o["groups"] * o["codes"]
            if o["depth"] == 1:
                w[name + "weight_proj.weight"], w[name + "weight_proj.bias"] = 2 * normal(codes, width), normal(codes)
            else:
                w[name + "weight_proj.0.0.weight"] = 2 * normal(2 * width, width)
                w[name + "weight_proj.0.0.bias"] = normal(2 * width)
                w[name + "weight_proj.1.weight"], w[name + "weight_proj.1.bias"] = 2 * normal(codes, 2 * width), normal(codes)
        else:
            w[name + "embedding"] = normal(o["codes"], sets, own)
            w[name + "projection.0.weight"] = normal(width, own, 1)
            w[name + "projection.1.weight"], w[name + "projection.1.bias"] = 1 + 0.3 * normal(width), 0.3 * normal(width)
    for i, (outputs, kernel, _) in enumerate(o["aggregator"]):
        name = f"feature_aggregator.conv_layers.{i}."
        w[name + "1.weight"] = normal(outputs, inputs, kernel) * math.sqrt(2 / (inputs * kernel))
        if o["conv_bias"]:
            w[name + "1.bias"] = 0.3 * normal(outputs)
        w[name + "3.weight"], w[name + "3.bias"] = 1 + 0.3 * normal(outputs), 0.3 * normal(outputs)
        inputs = outputs
    # The head of the training objective, which features are not made with.
    w["wav2vec_predictions.project_to_steps.weight"] = normal(inputs, width, 1, 2)
    w["wav2vec_predictions.project_to_steps.bias"] = normal(width)
    return {name: value.astype(np.float32) for name, value in w.items()}


def write(name, changed, seed):
    random = np.random.default_rng(seed)
    o = DEFAULTS | changed
    weights = weights_of(o, random)
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    save_file(weights, folder / "model.safetensors")
    model = {"_name": "wav2vec", "conv_feature_layers": str(o["features"]), "conv_aggregator_layers": str(o["aggregator"]),
             "no_conv_bias": not o["conv_bias"], "skip_connections_feat": False, "aggregator": "cnn", "project_features": "none"}
    model |= {key: o[key] for key in ("activation", "log_compression", "skip_connections_agg", "residual_scale", "agg_zero_pad")}
    (folder / "config.json").write_text(json.dumps({"model": model}, indent=1) + "\n")
    shortest = 1
    for _, kernel, stride in reversed(o["features"]):
        shortest = (shortest - 1) * stride + kernel
    hop = int(np.prod([stride for _, _, stride in o["features"]]))
    expected = {}
    exact = {key: value.astype(np.float64) for key, value in weights.items()}
    for index, length in enumerate([shortest, shortest + hop, shortest + 6 * hop + 3, shortest + 25 * hop]):
        time = np.arange(length) / 16000
        wave = (0.1 * np.sin(2 * np.pi * 200 * (index + 1) * time) + 0.05 * random.standard_normal(length)).astype(np.float32)
        encoded, states = run(wave, exact, o)
        expected[f"input.{index}"] = wave
        expected[f"encoded.{index}"] = encoded.astype(np.float32)
        for layer, state in enumerate(states):
            expected[f"hidden.{index}.{layer}"] = state.astype(np.float32)
    save_file({key: np.ascontiguousarray(value) for key, value in expected.items()}, folder / "expected.safetensors")


if __name__ == "__main__":
    for number, (name, changed) in enumerate(MODELS.items()):
        write(name, changed, number)
