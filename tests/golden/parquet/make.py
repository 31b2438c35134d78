#!/usr/bin/env python3
"""Writes the small Parquet files of this folder with pyarrow (26.0.1), as Hugging Face's `datasets` lay them out.

usage: make.py [FOLDER]
"""

import io
import json
import pathlib
import struct
import sys
import wave

import pyarrow as pa
import pyarrow.parquet as pq

AUDIO = pa.struct([("bytes", pa.binary()), ("path", pa.string())])

ODD = ["two  blanks", "it's \"quoted\"", "[brackets] {and} (more)", "comma, semicolon; tab\there", "line\nbreak", "-dash",
       "#hash %41 $HOME `ls`", "back\\slash", "\u00e4rger \u6012\u308a \u0433\u043d\u0435\u0432", "UPPER", "upper", "x" * 200, "01", "null", "=1+1"]


def clip(level: int, frames: int = 40) -> bytes:
    """8 kHz, 16 bits, mono: `level` * 256 and 0 in turn."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(struct.pack(f"<{frames}h", *[level * 256 * (i % 2) for i in range(frames)]))
    return out.getvalue()


def write(file: pathlib.Path, columns: dict, features: dict | None = None, **how) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table(columns)
    if features is not None:
        table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(table, file, **how)


def audio(levels: list, names: list | None = None) -> pa.Array:
    names = names or [f"{level:02}.wav" for level in levels]
    return pa.array([None if level is None else {"bytes": clip(level), "path": name} for level, name in zip(levels, names)], AUDIO)


def resd(root: pathlib.Path) -> None:
    """Names as RESD has them, and its published counts; the audio is left out."""
    words = {"anger": (219, 44), "disgust": (185, 37), "enthusiasm": (198, 40), "fear": (223, 45), "happiness": (218, 44), "neutral": (191, 38),
             "sadness": (162, 32)}
    parts: dict = {"train": [], "test": []}
    number = 0
    for emotion, (every, test) in words.items():
        for i in range(every):
            dialogue = f"{1 + number % 50:02}"
            folder = f"{dialogue}_fear_enthusiasm" if number % 2 else f"happiness_enthusiasm_{dialogue}"
            stem = f"{folder} {emotion[0]}_{number:03}" if number % 2 else f"{dialogue}_happiness_enthusiasm_{emotion[0]}_{number:03}"
            number += 1
            parts["test" if i < test else "train"].append((stem, f"{folder}/{stem}.wav", emotion))
    for part, rows in parts.items():
        stems, paths, emotions = zip(*rows)
        write(root / f"data/{part}-00000-of-00001.parquet",
              {"name": stems, "path": paths, "emotion": emotions,
               "speech": pa.array([{"bytes": b"", "path": pathlib.Path(path).name} for path in paths], AUDIO)}, row_group_size=500)


def main() -> None:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    label = {"label": {"names": ["anger", "sadness"], "_type": "ClassLabel"}, "audio": {"_type": "Audio"}}
    small = {"speaker_id": ["ann", "bob", "ann"], "label": pa.array([0, 1, 1], pa.int64())}
    write(root / "small/train-00000-of-00002.parquet", {"audio": audio([1, 2, 3]), **small}, label)
    write(root / "small/train-00001-of-00002.parquet", {"audio": audio([4, 5]), "speaker_id": ["bob", "eve"], "label": [-1, 0]}, label)
    write(root / "small/test-00000-of-00001.parquet", {"audio": audio([6]), "speaker_id": ["kim"], "label": [1]}, label)
    levels = [1 + i % 90 for i in range(300)]
    names = [f"{i:03}.wav" for i in range(300)]
    for name, how in {"snappy": {}, "zstd_v2": {"compression": "zstd", "data_page_version": "2.0"}, "gzip_plain": {"compression": "gzip", "use_dictionary": False},
                      "plain": {"compression": "none", "write_page_checksum": True}}.items():
        write(root / f"pages/{name}.parquet", {"audio": audio(levels, names), "emotion": ["calm"] * 300}, row_group_size=130, data_page_size=512,
              write_batch_size=8, dictionary_pagesize_limit=2048, **how)
    write(root / "columns/part.parquet", {
        "clip": audio([1, None, 3, 4], ["/cache/a.wav", "b.wav", None, "d.wav"]),
        "emotion": pa.array(["sad", "calm", None, "sad"]).dictionary_encode(), "spk_id": pa.array([7, 7, 8, 8], pa.uint8()),
        "split": ["train", "dev", "test", "test"], "session": pa.array(["s1"] * 4, pa.large_string()), "valence": pa.array([0.1, float("nan"), 3, None], pa.float32()),
        "start": [0.001, None, None, None], "end": [0.003, None, None, None], "transcription": ["so what", "", None, "\u00e4h"],
        "loud": [True, False, None, True], "when": pa.array([0, 1, 2, None], pa.timestamp("s")), "vector": [[1.0], [], None, [2.0]]})
    write(root / "odd/part.parquet", {"audio": audio(list(range(1, 1 + len(ODD))), ODD), "label": ODD})
    write(root / "paths/test/list.parquet", {"file": ["clips/a.wav", "b.wav"], "label": ["calm", "angry"]})
    write(root / "faults/no_audio.parquet", {"label": ["calm"]})
    write(root / "faults/two_audios.parquet", {"left": audio([1]), "right": audio([2])})
    write(root / "faults/array.parquet", {"path": ["a.wav"], "audio": [[0.5, 0.25]]})
    write(root / "faults/class.parquet", {"audio": audio([1, 2]), "label": [0, 7]}, label)
    write(root / "faults/rating.parquet", {"audio": audio([1]), "valence": ["high"]})
    write(root / "faults/latin1.parquet", {"audio": audio([1]), "label": pa.array([b"\xe4"], pa.binary()).view(pa.string())})
    write(root / "faults/no_sound.parquet", {"audio": pa.array([{"bytes": b"no audio at all", "path": "a.wav"}], AUDIO)})
    write(root / "faults/no_rows.parquet", {"audio": audio([]), "label": pa.array([], pa.string())})
    resd(root / "resd")


main()
