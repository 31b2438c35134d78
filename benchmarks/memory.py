#!/usr/bin/env python3
"""Resident memory of a training run over many clips of mixed length, sampled while it runs.

usage: benchmarks/memory.py [--build build] [--clips 10000] [--epochs 5] [--work runs/memory] [--svg docs/memory.svg]

Writes noise of log-normal length (mean 4.4 s, 0.6 to 20 s), trains a small lstm on it with one thread, reads VmRSS of the process
twice a second, prints the peak within each epoch, and draws the curve. Needs Python's standard library, and 1.5 GB of disk for
10,000 clips.
"""
import argparse
import array
import csv
import os
import pathlib
import random
import subprocess
import sys
import time
import wave

EXPERIMENT = """name = "memory"
dataset    = {{ plugin = "folder", root = "audio", speaker = "^(s[0-9]+)_" }}
protocol   = {{ name = "holdout", test = 0.1, validation = {{ from = "speakers", fraction = 0.1 }} }}
backbone   = {{ plugin = "lstm", width = 32, layers = 1, hop = 320 }}
loss       = {{ plugin = "cross_entropy" }}
train      = {{ epochs = {epochs}, batch_size = 16, checkpoints = "none", optimizer = {{ name = "adamw", lr = 1e-3 }} }}
"""


def write_corpus(folder: pathlib.Path, clips: int) -> float:
    """`clips` files of noise in two classes by 50 speakers; gives their hours."""
    rng = random.Random(0)
    rate, seconds_in_all = 16000, 0.0
    noise = array.array("h", (rng.randint(-3000, 3000) for _ in range(rate * 40))).tobytes()
    for label in ("calm", "tense"):
        (folder / label).mkdir(parents=True, exist_ok=True)
    for number in range(clips):
        seconds = min(20.0, max(0.6, rng.lognormvariate(1.28, 0.63)))
        seconds_in_all += seconds
        frames, start = int(seconds * rate), rng.randrange(rate * 20)
        path = folder / ("calm", "tense")[number % 2] / f"s{number // 2 % 50:02d}_{number:05d}.wav"
        if path.exists():
            continue
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes(noise[2 * start : 2 * (start + frames)])
    return seconds_in_all / 3600


def resident(pid: int) -> float:
    """MiB of the process in memory, 0 when it is gone."""
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def epochs_in(history: pathlib.Path) -> int:
    if not history.exists():
        return 0
    with open(history, newline="") as file:
        return max(0, sum(1 for _ in csv.reader(file)) - 1)


def run(program: str, work: pathlib.Path, epochs: int) -> list[tuple[float, float, int]]:
    """(seconds since the start, MiB, epochs done) twice a second."""
    experiment = work / "memory.toml"
    experiment.write_text(EXPERIMENT.format(epochs=epochs))
    out = work / "run"
    command = [program, "run", str(experiment), "--out", str(out), "--threads", "1", "--quiet"]
    print("$", " ".join(command), flush=True)
    started, samples = time.monotonic(), []
    with open(work / "log.txt", "w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        while process.poll() is None:
            samples.append((time.monotonic() - started, resident(process.pid), epochs_in(out / "history.csv")))
            time.sleep(0.5)
    if process.returncode != 0:
        sys.exit(f"memory.py: serhost ended with {process.returncode}; see {work / 'log.txt'}")
    return [s for s in samples if s[1] > 0]


def draw(samples: list[tuple[float, float, int]], title: str) -> str:
    width, height, left, bottom, top = 720, 280, 64, 40, 36
    last, most = samples[-1][0], 1.15 * max(mib for _, mib, _ in samples)
    x = lambda seconds: left + (width - left - 12) * seconds / last
    y = lambda mib: height - bottom - (height - bottom - top) * mib / most
    points = " ".join(f"{x(s):.1f},{y(m):.1f}" for s, m, _ in samples)
    ends = [s for (s, _, done), (_, _, before) in zip(samples[1:], samples) if done > before]
    marks = "".join(
        f'<line x1="{x(s):.1f}" y1="{top}" x2="{x(s):.1f}" y2="{height - bottom}" stroke="#999" stroke-dasharray="3 4"/>'
        f'<text x="{x(s) - 4:.1f}" y="{top + 12}" text-anchor="end" fill="#666">epoch {i}</text>'
        for i, s in enumerate(ends, 1)
    )
    step = 500 if most > 1500 else 100
    levels = "".join(
        f'<text x="{left - 8}" y="{y(m) + 4:.1f}" text-anchor="end">{m}</text>'
        f'<line x1="{left}" y1="{y(m):.1f}" x2="{width - 12}" y2="{y(m):.1f}" stroke="#ddd"/>'
        for m in range(0, int(most), step)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" role="img">'
        f"<title>{title}</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{levels}{marks}"
        f'<polyline points="{points}" fill="none" stroke="#1b6ca8" stroke-width="2"/>'
        f'<text x="{left}" y="20" font-size="14">{title}</text>'
        f'<text x="{width - 12}" y="{height - 12}" text-anchor="end">{last:.0f} s</text>'
        f'<text x="8" y="{top}" font-size="11">MiB</text></svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--clips", type=int, default=10000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("runs/memory"))
    parser.add_argument("--svg", type=pathlib.Path)
    arguments = parser.parse_args()
    program = os.path.join(arguments.build, "bin", "serhost")
    if not os.access(program, os.X_OK):
        sys.exit(f"memory.py: no program at {program}; build it, or name the build folder with --build")
    if (arguments.work / "run").exists():
        sys.exit(f"memory.py: {arguments.work / 'run'} exists; remove it, or name another folder with --work")
    hours = write_corpus(arguments.work / "audio", arguments.clips)
    samples = run(program, arguments.work, arguments.epochs)
    title = f"Resident memory: {arguments.clips} clips, {hours:.1f} h, {arguments.epochs} epochs"
    print(title)
    for done in range(max(s[2] for s in samples) + 1):
        within = [mib for _, mib, epochs in samples if epochs == done]
        name = f"epoch {done + 1}" if done < arguments.epochs else "test"
        if within:
            print(f"  {name:8} peak {max(within):6.0f} MiB, last {within[-1]:6.0f} MiB")
    if arguments.svg:
        arguments.svg.write_text(draw(samples, title))


if __name__ == "__main__":
    main()
