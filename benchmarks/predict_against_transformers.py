"""Emotions of clips by a HuBERT classifier of base size, by `serhost predict` and by Transformers' audio-classification pipeline.

The same random weights, the same clips: those of --audio in the order of their names (16 kHz, PCM), or 24 whose lengths are those of
speech corpora: log-normal with a mean of 4.4 s. The loops take turns, --repetitions times; a line is a loop's median, smallest and
largest time, and the median of its processor time, which other work on the machine changes less. serhost is the program from start to
end, loading the model and reading the audio included; the pipeline has its model in memory and reads the files: one clip at a time,
batches of 8 in file order, batches of 8 sorted by length. Then how far the probabilities are from those of one clip at a time.

    pip install numpy torch transformers safetensors soundfile
    cmake --preset release && cmake --build build
    python benchmarks/predict_against_transformers.py --serhost build/bin/serhost
    python benchmarks/predict_against_transformers.py --serhost build/bin/serhost --audio corpora/emodb/wav --clips 0
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
import wave

import numpy as np
import torch

RATE = 16000


def processor_seconds():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def copy_inputs(folder, audio, count):
    (folder / "audio").mkdir()
    files = sorted(pathlib.Path(audio).rglob("*.wav"), key=lambda file: file.name)
    for file in files[:count] if count else files:
        shutil.copy(file, folder / "audio" / file.name)
    return sorted((folder / "audio").iterdir(), key=str)


def write_model(folder):
    import transformers

    torch.manual_seed(0)
    config = transformers.HubertConfig(num_labels=4, id2label=dict(enumerate(["neu", "hap", "ang", "sad"])), apply_spec_augment=False)
    transformers.HubertForSequenceClassification(config).eval().save_pretrained(folder / "model")
    transformers.Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=False).save_pretrained(folder / "model")


def write_inputs(folder, count):
    (folder / "audio").mkdir()
    random = np.random.default_rng(7)
    lengths = np.exp(random.normal(0, 0.6, count))
    for index, seconds in enumerate(np.clip(lengths * 4.4 / lengths.mean(), 0.6, 20)):
        t = np.arange(int(seconds * RATE)) / RATE
        voice = sum(np.sin(2 * np.pi * 120 * k * t + random.uniform(0, 6)) / k for k in range(1, 20))
        samples = np.round(32768 * (0.05 * voice + 0.01 * random.standard_normal(len(t)))).clip(-32768, 32767)
        with wave.open(str(folder / f"audio/{index:03}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
            file.writeframes(samples.astype("<i2").tobytes())
    return sorted((folder / "audio").iterdir(), key=str)


def samples_of(file):
    with wave.open(str(file)) as opened:
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(np.float32) / 32768


def loops(arguments, folder, files):
    import transformers

    pipe = transformers.pipeline("audio-classification", model=str(folder / "model"), device="cpu", top_k=None)

    def serhost():
        lines = subprocess.run([arguments.serhost, "predict", folder / "model", folder / "audio", "--json", "--quiet", "--threads",
                                str(arguments.threads)], check=True, capture_output=True, text=True).stdout.splitlines()
        return {line["key"]: line["probabilities"] for line in map(json.loads, lines)}

    def pipeline(batch, by_length):
        order = sorted(files, key=os.path.getsize) if by_length else files
        said = pipe([samples_of(file) for file in order], batch_size=batch)
        return {file.stem: {row["label"]: row["score"] for row in rows} for file, rows in zip(order, said)}

    return {"serhost predict": serhost, "pipeline, one clip at a time": lambda: pipeline(1, False),
            "pipeline, batches of 8": lambda: pipeline(8, False), "pipeline, batches of 8, sorted": lambda: pipeline(8, True)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--serhost", default="build/bin/serhost")
    parser.add_argument("--audio", help="a folder of recordings")
    parser.add_argument("--clips", type=int, default=24, help="so many; of --audio, 0: all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder)
        files = copy_inputs(folder, arguments.audio, arguments.clips) if arguments.audio else write_inputs(folder, arguments.clips)
        times, busy, said = {}, {}, {}
        for _ in range(arguments.repetitions):
            for loop, run in loops(arguments, folder, files).items():
                begin, busy_before = time.perf_counter(), processor_seconds()
                said[loop] = run()
                times.setdefault(loop, []).append(time.perf_counter() - begin)
                busy.setdefault(loop, []).append(processor_seconds() - busy_before)
    alone = said["pipeline, one clip at a time"]
    for loop, seconds in times.items():
        off = max(abs(said[loop][key][label] - alone[key][label]) for key in alone for label in alone[key])
        print(f"{loop:32} {statistics.median(seconds):7.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), processor "
              f"{statistics.median(busy[loop]):.2f} s, off by at most {off:.1e}")


main()
