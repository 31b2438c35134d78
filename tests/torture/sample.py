"""Small inputs that work: audio, a corpus, an experiment. Kinds damage them."""

import math
import struct

EMOTIONS, SPEAKERS = ("angry", "sad"), ("s1", "s2", "s3", "s4")


def tone(samples: int, step: float) -> bytes:
    values = (int(9000 * math.sin(step * i)) for i in range(samples))
    return struct.pack(f"<{samples}h", *values)


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def format_chunk(rate=16000, channels=1, bits=16, tag=1, block=None) -> bytes:
    block = channels * bits // 8 if block is None else block
    return chunk(
        b"fmt ",
        struct.pack(
            "<HHIIHH", tag, channels, rate, (rate * block) & 0xFFFFFFFF, block & 0xFFFF, bits
        ),
    )


def riff(content: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 4 + len(content)) + b"WAVE" + content


def wave(data: bytes, **form) -> bytes:
    return riff(format_chunk(**form) + chunk(b"data", data))


def clip_names() -> list[str]:
    return [
        f"{emotion}/{speaker}_{take}.wav"
        for emotion in EMOTIONS
        for speaker in SPEAKERS
        for take in (1, 2)
    ]


_clips: dict[str, bytes] = {}


def clips() -> dict[str, bytes]:
    if not _clips:
        made = {
            name: wave(tone(4000 + 50 * (n + 1), 0.01 * (n + 1)))
            for n, name in enumerate(clip_names())
        }
        _clips.update(made)
    return _clips


def write_corpus(box) -> None:
    for name, content in clips().items():
        box.write("data/" + name, content)


DATASET = """[dataset]
plugin  = "folder"
root    = "data"
speaker = "^(s[0-9])"
"""

SYNTHETIC = """[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
emotions = ["anger", "sadness"]
"""

PROTOCOL = """[protocol]
name       = "k-fold"
k          = 2
validation = { from = "none" }
"""

BACKBONE = """[backbone]
plugin = "lstm"
width  = 4
num_layers = 1
"""

LOSS = """[loss]
plugin = "cross_entropy"
"""

TRAIN = """[train]
epochs     = 1
batch_size = 4
"""


def experiment(
    dataset=DATASET,
    protocol=PROTOCOL,
    backbone=BACKBONE,
    loss=LOSS,
    train=TRAIN,
    head='name = "e"\n',
    more="",
) -> str:
    return "\n".join((head, dataset, protocol, backbone, loss, train)) + more


def made_up(**changes) -> str:
    """Of the data set that needs no files."""
    return experiment(dataset=SYNTHETIC, **changes)
