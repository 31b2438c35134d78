"""config.json and preprocessor_config.json of an encoder: wrong texts, fields, values."""

import json

import labs_golden
import sample
from ideas import idea

BACKBONE = '[backbone]\nplugin = "{}"\ncheckpoint = "model"\nfreeze = "all"\n'
NEEDED = [
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "conv_dim",
    "conv_kernel",
    "conv_stride",
    "intermediate_size",
]
COMMANDS = (["check", "e.toml"], ["plan", "e.toml"])


def encoder(box):
    """A tiny hubert in model/, its config, and an experiment that uses it."""
    config = labs_golden.put_hubert(box, "model")
    box.write("e.toml", sample.made_up(backbone=BACKBONE.format("hubert")))
    return config


def refused(box, rng, config, *says, status=78, name="config.json"):
    """`config`: a table, or the bytes of the whole file."""
    content = config if isinstance(config, bytes) else json.dumps(config).encode()
    box.write("model/" + name, content)
    return box.refuses(rng.choice(COMMANDS), status, name.replace(".", r"\."), *says)


@idea("configs", "text that is not JSON", weight=2)
def not_json(box, rng):
    config = json.dumps(encoder(box)).encode()
    content = rng.choice(
        [
            b"",
            b"{",
            b"null x",
            config[: rng.randrange(1, len(config) - 1)],
            config.replace(b":", b"=", 1),
            b"{'hidden_size': 32}",
            config + b"}",
            config.replace(b"32", b"0x20", 1),
            b'{"hidden_size": NaN}',
            config.replace(b"true", b"True"),
            rng.randbytes(300),
            config.replace(b"hubert", b"hub\xe9rt"),
            config.replace(b"{", b"{,", 1),
        ]
    )
    refused(box, rng, content, status=65)


@idea("configs", "JSON that is no table")
def no_table(box, rng):
    encoder(box)
    refused(box, rng, rng.choice([b"[]", b"3", b'"hubert"', b"null", b"true"]), status=(65, 78))


@idea("configs", "an unknown field of the encoder")
def unknown_field(box, rng):
    config = encoder(box)
    name = rng.choice(["layer_norm_first", "hiden_size", "use_rope", "norm_first2"])
    config[name] = rng.choice([True, 3, "x", [1], {"a": 1}])
    refused(box, rng, config, name)


@idea("configs", "a needed field that is missing")
def missing_field(box, rng):
    config = encoder(box)
    name = rng.choice(
        [
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "conv_dim",
            "conv_kernel",
            "conv_stride",
        ]
    )
    if rng.random() < 0.5:
        del config[name]
    else:
        config[name] = None
    # A published default of the family stands in for it. It is the value of this encoder, or then
    # the weights do not fit.
    box.write("model/config.json", json.dumps(config))
    if name in ("conv_stride", "conv_kernel"):
        box.works(rng.choice(COMMANDS))
    else:
        box.refuses(rng.choice(COMMANDS), (65, 78), r"config\.json|/model: ")


@idea("configs", "a field of another type", weight=2)
def other_type(box, rng):
    config = encoder(box)
    name = rng.choice(NEEDED)
    config[name] = rng.choice([True, "32", 3.5, {"a": 1}, [[1]], "", [1, "a"]])
    refused(box, rng, config, name, status=(65, 78))


@idea("configs", "a number out of its range", weight=2)
def out_of_range(box, rng):
    config = encoder(box)
    name = rng.choice(NEEDED)
    value = rng.choice([0, -1, -(2**63), 2**63, 2**64, 10**30, 10**9])
    config[name] = [value] * len(config[name]) if isinstance(config[name], list) else value
    refused(box, rng, config, status=(65, 78))


@idea("configs", "lists of convolutions whose lengths differ, or empty ones")
def lengths(box, rng):
    config = encoder(box)
    name = rng.choice(["conv_dim", "conv_kernel", "conv_stride"])
    config[name] = rng.choice([config[name][:-1], config[name] + [2], [], config[name] * 100])
    refused(box, rng, config, status=(65, 78))


@idea("configs", "sizes that do not fit each other, or the weights")
def misfit(box, rng):
    config = encoder(box)
    name, value = rng.choice(
        [
            ("num_attention_heads", 5),
            ("num_attention_heads", 64),
            ("hidden_size", 64),
            ("num_hidden_layers", 4),
            ("num_conv_pos_embedding_groups", 5),
            ("intermediate_size", 32),
            ("num_conv_pos_embeddings", 64),
            ("conv_bias", False),
        ]
    )
    config[name] = value
    box.write("model/config.json", json.dumps(config))
    box.refuses(rng.choice(COMMANDS), (65, 78), r"config\.json|/model: ")


@idea("configs", "a choice that does not exist")
def no_choice(box, rng):
    config = encoder(box)
    name = rng.choice(["hidden_act", "feat_extract_norm", "feat_extract_activation"])
    config[name] = rng.choice(["geluu", "", "LAYER", 3, ["gelu"]])
    refused(box, rng, config, name, status=(65, 78))


@idea("configs", "a field that is there twice, deep nesting, or a huge file")
def shape(box, rng):
    config = json.dumps(encoder(box))
    content = rng.choice(
        [
            config.replace("{", '{"hidden_size": 64, ', 1),
            config.replace("{", '{"x": ' + "[" * 5000 + "]" * 5000 + ", ", 1),
            "[" * 100000,
            config[:-1] + ', "hidden_size": 32}',
        ]
    )
    refused(box, rng, content.encode(), status=(65, 78))


@idea("configs", "the config of another family")
def other_family(box, rng):
    config = encoder(box)
    config["model_type"] = rng.choice(["bert", "whisper", "", 3, ["hubert"], "Hubert "])
    refused(box, rng, config, "model_type|family|hubert", status=(65, 78))


@idea("configs", "a preprocessor that cannot be read, or of another rate")
def preprocessor(box, rng):
    encoder(box)
    content, status = rng.choice(
        [
            ({"sampling_rate": 8000, "do_normalize": False}, 78),
            (b"{", 65),
            (b"", 65),
            ({"sampling_rate": "16000", "do_normalize": False}, (65, 78)),
            (b"[]", (65, 78)),
            ({"sampling_rate": -1, "do_normalize": False}, (65, 78)),
            ({"sampling_rate": 16000, "do_normalize": "yes"}, (65, 78)),
            ({"sampling_rate": 16000.5, "do_normalize": False}, (65, 78)),
        ]
    )
    refused(box, rng, content, status=status, name="preprocessor_config.json")


@idea("configs", "a folder, a pipe or nothing in the place of the config")
def no_file(box, rng):
    encoder(box)
    file = box.work / "model/config.json"
    file.unlink()
    if rng.random() < 0.5:
        file.mkdir()
    box.refuses(rng.choice(COMMANDS), (65, 66, 78), "config")


@idea("configs", "works: fields that mean nothing to an encoder", weight=2)
def extra(box, rng):
    config = encoder(box)
    more = rng.choice(
        [
            {"quantization_config": None},
            {"new_field": None},
            {"new_field": {}},
            {"new_field": []},
            {"problem_type": "regression"},
            {"id2label": {str(i): "x" * 50 for i in range(300)}},
            {"torch_dtype": "float32"},
            {"_name_or_path": "ü/\n"},
            {"architectures": ["HubertModel"]},
        ]
    )
    config.update(more)
    box.write(
        "model/config.json",
        rng.choice(
            [
                json.dumps(config),
                json.dumps(config, indent=4),
                json.dumps(config).replace(", ", ",\r\n"),
            ]
        ),
    )
    box.works(rng.choice(COMMANDS))
