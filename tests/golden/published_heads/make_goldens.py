"""Writes the folders beside this file: tiny models of Transformers with random weights and a head, and what they say of a few clips.

Each folder is a model directory as Transformers saves it, with expected.safetensors: for each clip, computed alone, `input.K` [T] as
it is before normalization, and `scores.K` [C]: probabilities, or the values themselves where the problem is a regression.
Of models with norms before their sub-layers, the last layer of a weighted sum is behind the final norm, as Transformers 4 has it, with
which published models were trained; Transformers 5 leaves that norm out of the sum, so the sum stands here in its own words.
`dimensions` has the head of two layers that rates arousal, dominance and valence; Transformers has no class for it, so its formula
stands here: the mean over frames, a layer, tanh, a layer.
pip install numpy torch safetensors transformers; python make_goldens.py
"""
import json
import pathlib

import numpy as np
import torch
import transformers
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).parent
TINY = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, conv_dim=[8] * 7,
            num_conv_pos_embedding_groups=4, num_conv_pos_embeddings=16, classifier_proj_size=12)
EMOTIONS = ["neu", "hap", "ang", "sad"]

MODELS = {
    "wav2vec2_sequence": (transformers.Wav2Vec2Config, transformers.Wav2Vec2ForSequenceClassification,
                          dict(do_stable_layer_norm=True, feat_extract_norm="layer", use_weighted_layer_sum=True)),
    "hubert_sequence": (transformers.HubertConfig, transformers.HubertForSequenceClassification, dict()),
    "wavlm_sequence": (transformers.WavLMConfig, transformers.WavLMForSequenceClassification,
                       dict(use_weighted_layer_sum=True)),
}


def randomize(model, generator):
    """Away from initial weights, under which all clips get the same scores."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            noise = torch.randn(value.shape, generator=generator)
            if "layer_weights" in name:
                value.copy_(noise)
            elif value.dim() <= 1:
                value.add_(0.2 * noise)
            elif "feature_extractor" not in name and "original" not in name and "pos_conv" not in name and "rel" not in name:
                value.copy_(noise * 1.5 / np.sqrt(value.shape[-1]))


def clips():
    time = np.arange(16000) / 16000
    for length, pitch in ((4000, 110), (9137, 240), (16000, 170)):
        wave = 0.3 * np.sin(2 * np.pi * pitch * time[:length]) * (1 + 0.5 * np.sin(7 * time[:length])) + 0.01
        yield torch.tensor(wave, dtype=torch.float32)


def save(folder, model, extractor, scores):
    model.save_pretrained(folder)
    extractor.save_pretrained(folder)
    expected = {}
    for k, wave in enumerate(clips()):
        values = extractor(wave.numpy(), sampling_rate=16000, return_tensors="pt").input_values
        with torch.no_grad():
            expected[f"input.{k}"] = wave.clone()
            expected[f"scores.{k}"] = scores(values)[0].double().contiguous()
    save_file(expected, folder / "expected.safetensors")


def scores_of(model, values):
    if not (model.config.use_weighted_layer_sum and model.config.to_dict().get("do_stable_layer_norm")):
        return model(values).logits
    out = model.base_model(values, output_hidden_states=True)
    layers = torch.stack([*out.hidden_states[:-1], out.last_hidden_state])
    frames = (model.layer_weights.softmax(0)[:, None, None, None] * layers).sum(0)
    return model.classifier(model.projector(frames).mean(1))


def sequence(name, config_class, model_class, fields, seed):
    torch.manual_seed(seed)
    config = config_class(**{**TINY, **fields}, num_labels=len(EMOTIONS), id2label=dict(enumerate(EMOTIONS)),
                          label2id={label: i for i, label in enumerate(EMOTIONS)})
    model = model_class(config).eval()
    randomize(model, torch.Generator().manual_seed(seed))
    extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=seed % 2 == 0, return_attention_mask=False)
    save(HERE / name, model, extractor, lambda values: scores_of(model, values).softmax(-1))


def dimensions(seed=7):
    torch.manual_seed(seed)
    names = ["arousal", "dominance", "valence"]
    config = transformers.Wav2Vec2Config(**TINY, num_labels=3, id2label=dict(enumerate(names)),
                                         label2id={name: i for i, name in enumerate(names)}, problem_type="regression")
    model = transformers.Wav2Vec2Model(config).eval()
    generator = torch.Generator().manual_seed(seed)
    randomize(model, generator)
    dense, last = torch.nn.Linear(16, 16), torch.nn.Linear(16, 3)
    folder = HERE / "dimensions"
    extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=True)
    save(folder, model, extractor,
         lambda values: last(torch.tanh(dense(model(values).last_hidden_state.mean(1)))))
    tensors = {f"wav2vec2.{name}": tensor for name, tensor in load_file(folder / "model.safetensors").items()}
    for name, layer in (("dense", dense), ("out_proj", last)):
        tensors[f"classifier.{name}.weight"] = layer.weight.detach().clone()
        tensors[f"classifier.{name}.bias"] = layer.bias.detach().clone()
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["architectures"] = ["Wav2Vec2ForSpeechClassification"]
    config["pooling_mode"] = "mean"
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


for seed, (name, model) in enumerate(MODELS.items()):
    sequence(name, *model, seed)
dimensions()
