"""Writes this folder's model directory and expected.safetensors: a tiny Whisper encoder of Transformers with random weights and
windows of one second, and for a few clips `input.K` [T], the spectrum `mel.K` [100, 80] that the feature extractor makes of it, and
`hidden.K` [layers + 1, T // 320, D], the last of which is behind the final norm.
encoder_alone/ is a model made in the same way by other hands: a spectrum `input` [1, 80, 200] and the hidden states it gives.
pip install numpy torch safetensors transformers; python make_golden.py
"""
import pathlib

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers.models.whisper.modeling_whisper import WhisperEncoder

HERE = pathlib.Path(__file__).parent

if __name__ == "__main__":
    torch.manual_seed(1)
    config = transformers.WhisperConfig(d_model=16, encoder_layers=2, encoder_attention_heads=4, encoder_ffn_dim=24,
                                        max_source_positions=50, decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=8)
    encoder = WhisperEncoder(config).eval()
    with torch.no_grad():
        for name, value in encoder.named_parameters():
            if value.dim() <= 1:
                value.add_(0.2 * torch.randn(value.shape))
            elif "embed_positions" not in name:
                value.copy_(torch.randn(value.shape) * 1.5 / np.sqrt(value[0].numel()))
    extractor = transformers.WhisperFeatureExtractor(chunk_length=1)
    encoder.save_pretrained(HERE)
    extractor.save_pretrained(HERE)
    expected = {}
    for index, length in enumerate([320, 5000, 12345, 16000]):
        time = np.arange(length) / 16000
        wave = (0.1 * np.sin(2 * np.pi * 300 * (index + 1) * time) + 0.02 * np.random.default_rng(index).standard_normal(length)).astype(np.float32)
        mel = extractor(wave, sampling_rate=16000, return_tensors="pt").input_features
        with torch.no_grad():
            out = encoder(mel, output_hidden_states=True)
        states = torch.cat([*out.hidden_states[:-1], out.last_hidden_state])
        expected[f"input.{index}"] = torch.from_numpy(wave)
        expected[f"mel.{index}"] = mel[0].T.contiguous()
        expected[f"hidden.{index}"] = states[:, : length // 320].contiguous()
    save_file(expected, HERE / "expected.safetensors", metadata={"transformers": transformers.__version__})
