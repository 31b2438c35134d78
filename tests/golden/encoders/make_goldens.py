"""Writes the folders beside this file: tiny models of Transformers with random weights, and what they give for a few clips.

Each folder is a model directory as Transformers saves it, with expected.safetensors: for each clip, computed alone, `input.K` [T]
and `hidden.K` [layers + 1, F, W], the last of which is `last_hidden_state`: in models with norms before their sub-layers that is
behind the final norm; and `gradient.NAME` of every parameter, for the sum over clips of the last states times cos(f + 0.37 w) at
frame f and feature w. Between them the models vary every field of config.json that changes what is computed.
The folders fixture_* are models made in the same way by other hands, waveforms taken as they are; fixture_wav2vec2_masked_batch
holds the valid frames of a padded batch with an attention mask.
pip install numpy torch safetensors transformers; python make_goldens.py
"""
import pathlib

import numpy as np
import torch
import transformers
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
TINY = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, conv_dim=[8] * 7,
            num_conv_pos_embedding_groups=4)
ODD = dict(conv_dim=[8, 12, 6, 10], conv_kernel=[12, 5, 3, 2], conv_stride=[4, 3, 2, 1], num_feat_extract_layers=4)

MODELS = {
    "wav2vec2_odd_sizes": (transformers.Wav2Vec2Config, dict(
        TINY, **ODD, conv_bias=True, layer_norm_eps=1e-3, num_conv_pos_embeddings=15, hidden_act="gelu_new",
        feat_extract_activation="relu", mask_time_prob=0.0)),
    "wav2vec2_group_preln": (transformers.Wav2Vec2Config, dict(
        TINY, do_stable_layer_norm=True, num_conv_pos_embeddings=16, hidden_act="silu", apply_spec_augment=False)),
    "wav2vec2_layer_postln": (transformers.Wav2Vec2Config, dict(
        TINY, feat_extract_norm="layer", num_conv_pos_embeddings=128, hidden_act="relu", num_hidden_layers=3)),
    "hubert_batch_norm": (transformers.HubertConfig, dict(
        TINY, conv_pos_batch_norm=True, num_conv_pos_embeddings=16, feat_proj_layer_norm=False)),
    "hubert_group_postln": (transformers.HubertConfig, dict(TINY, num_conv_pos_embeddings=16)),
    "wavlm_few_buckets": (transformers.WavLMConfig, dict(
        TINY, num_buckets=32, max_bucket_distance=40, num_conv_pos_embeddings=16, num_hidden_layers=3)),
    "wavlm_far": (transformers.WavLMConfig, dict(
        TINY, **{**ODD, "conv_stride": [4, 2, 1, 1]}, do_stable_layer_norm=True, feat_extract_norm="layer", num_conv_pos_embeddings=16)),
    "data2vec_even_kernel": (transformers.Data2VecAudioConfig, dict(
        TINY, conv_pos_kernel_size=8, num_conv_pos_embeddings=2, conv_bias=True, hidden_act="gelu_pytorch_tanh")),
}
LONGEST = {"wavlm_few_buckets": 75, "wavlm_far": 900}  # frames, about: beyond the largest distance that has a bucket of its own


def randomize(model, generator):
    """Away from initial weights, under which attention is nearly uniform and norms change nothing."""
    with torch.no_grad():
        for name, value in list(model.named_parameters()) + list(model.named_buffers()):
            if not value.is_floating_point():
                continue
            noise = torch.randn(value.shape, generator=generator)
            if name.endswith("running_var"):
                value.copy_(1 + 0.5 * noise.abs())
            elif "rel_attn_embed" in name:
                value.copy_(2 * noise)
            elif value.dim() <= 1 or "gru_rel_pos_const" in name:
                value.add_(0.2 * noise)
            elif "feature_extractor" not in name and "original" not in name and "pos_conv" not in name:
                value.copy_(noise * 1.5 / np.sqrt(value.shape[-1]))


def write(name, config_class, fields, seed):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    config = config_class(**fields)
    model = transformers.AutoModel.from_config(config).eval()
    randomize(model, generator)
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    normalize = seed % 2 == 0
    extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=normalize, return_attention_mask=False)
    model.save_pretrained(folder)
    extractor.save_pretrained(folder)

    shortest = 1
    for kernel, stride in reversed(list(zip(config.conv_kernel, config.conv_stride))):
        shortest = (shortest - 1) * stride + kernel
    hop = int(np.prod(config.conv_stride))
    lengths = [shortest, shortest + hop - 1, shortest + hop, shortest + 3 * hop + 5, 25 * hop + 77, LONGEST.get(name, 40) * hop]
    time = np.arange(max(lengths)) / 16000
    expected = {}
    for index, length in enumerate(lengths):
        noise = torch.randn(length, generator=generator).numpy()
        wave = 0.1 * np.sin(2 * np.pi * (150 + 60 * index) * time[:length] * (1 + time[:length])) + 0.05 * noise + 0.01 * index
        wave = wave.astype(np.float32)
        values = extractor(wave, sampling_rate=16000, return_tensors="pt").input_values
        out = model(values, output_hidden_states=True)
        expected[f"input.{index}"] = torch.from_numpy(wave)
        expected[f"hidden.{index}"] = torch.cat([*out.hidden_states[:-1], out.last_hidden_state]).detach()
        last = out.last_hidden_state[0]
        (last * torch.cos(torch.arange(len(last))[:, None] + 0.37 * torch.arange(last.shape[1]))).sum().backward()
    for parameter, value in model.named_parameters():
        if value.grad is not None:
            expected[f"gradient.{parameter}"] = value.grad
    save_file(expected, folder / "expected.safetensors", metadata={"transformers": transformers.__version__})


if __name__ == "__main__":
    for number, (name, (config_class, fields)) in enumerate(MODELS.items()):
        write(name, config_class, fields, number)
