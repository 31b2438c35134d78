#!/usr/bin/env python3
"""A list of a million clips through `data stats`, `check`, `plan` and `data audit`: seconds and peak memory of each.

    benchmarks/million_clips.py [--clips 1000000] [--folder FOLDER]

The clips are sections of wave files of noise, a thousand in each, with 5000 speakers and 4 classes."""
import argparse
import os
import pathlib
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time

RATE, SAMPLES, A_FILE = 8000, 800, 1000
EXPERIMENT = """name = "million"
[dataset]
plugin = "manifest"
name   = "million"
file   = "clips.csv"
[protocol]
name   = "k-fold"
[backbone]
plugin = "lstm"
[loss]
plugin = "cross_entropy"
[train]
pad_short = true
"""


def write_wave(path, generator):
    size = 2 * SAMPLES * A_FILE
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16, b"data", size)
    # The high byte of each sample is small: noise at -40 dB and below.
    noise = bytearray(generator.randbytes(size))
    for i in range(1, size, 2):
        noise[i] = 0 if noise[i] < 128 else 255
    path.write_bytes(header + noise)


def write_corpus(folder, clips):
    generator = random.Random(1)
    (folder / "audio").mkdir(parents=True, exist_ok=True)
    with open(folder / "clips.csv", "w") as out:
        out.write("path,key,label,speaker,start,end\n")
        for first in range(0, clips, A_FILE):
            name = f"audio/{first // A_FILE:05}.wav"
            if not (folder / name).exists():
                write_wave(folder / name, generator)
            for i in range(first, min(first + A_FILE, clips)):
                start = (i - first) * SAMPLES / RATE
                speaker = i // max(1, clips // 5000)
                out.write(f"{name},c{i:07},{'abcd'[i % 4]},s{speaker:05},{start:.1f},{start + SAMPLES / RATE:.1f}\n")
    (folder / "e.toml").write_text(EXPERIMENT)


def timed(command):
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = child.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.monotonic() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: an audit that says no
        sys.exit(f"{' '.join(command)}: status {os.waitstatus_to_exitcode(status)}\n{told[-2000:]}")
    return seconds, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=1_000_000)
    parser.add_argument("--folder", type=pathlib.Path, help="kept, and used again where it is there")
    parser.add_argument("--serhost", default=str(pathlib.Path(__file__).resolve().parent.parent / "build/bin/serhost"))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or pathlib.Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        write_corpus(folder, options.clips)
        experiment = str(folder / "e.toml")
        print(f"{options.clips} clips")
        for words in (["data", "stats", experiment, "--json"], ["check", experiment], ["plan", experiment],
                      ["data", "audit", experiment, "--json"]):
            seconds, mebibytes = timed([options.serhost, *words])
            print(f"{' '.join(words[:2] if words[0] == 'data' else words[:1]):12} {seconds:8.1f} s {mebibytes:8.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
