#!/usr/bin/env python3
"""Decoding and resampling to 16 kHz on one thread: serhost against soundfile with soxr HQ, and librosa where it is installed.

    benchmarks/decode_against_soundfile.py [--rounds 5] [--program build/benchmarks/decode_rate]

Needs `soundfile` and `soxr`. Each round runs them one after the other on the same files of noise and tones; printed are hours of
audio a second of the processor, medians over the rounds, and the ratio of medians."""
import argparse
import ctypes
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy
import soundfile
import soxr

SECONDS, FILES, A_ROUND = 10, 4, 1.0


def peer(files, load):
    audio, begin = 0.0, time.process_time()
    while time.process_time() - begin < A_ROUND:
        for file in files:
            audio += len(load(file)) / 16000
    return audio / 3600 / (time.process_time() - begin)


def by_soundfile(file):
    samples, rate = soundfile.read(file, dtype="float32")
    return soxr.resample(samples, rate, 16000, quality="HQ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--program", default="build/benchmarks/decode_rate")
    options = parser.parse_args()
    peers = {"soundfile + soxr HQ": by_soundfile}
    try:
        import librosa

        peers["librosa"] = lambda file: librosa.load(file, sr=16000)[0]
    except ImportError:
        pass
    libc = ctypes.CDLL("libc.so.6")
    libc.mallopt(-3, 2**31 - 1), libc.mallopt(-1, 2**31 - 1)  # freed memory is kept, as serhost does
    generator = numpy.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("wav", "flac"):
            files = []
            for number in range(FILES):
                time_of = numpy.arange(SECONDS * 44100) / 44100
                samples = 0.2 * numpy.sin(2 * numpy.pi * (200 + 30 * number) * time_of) + 0.02 * generator.standard_normal(len(time_of))
                files.append(str(pathlib.Path(folder) / f"{number}.{kind}"))
                soundfile.write(files[-1], samples, 44100, subtype="PCM_16")
            for load in peers.values():
                load(files[0])  # what is made once is made before
            rates = {"serhost": []} | {name: [] for name in peers}
            for _ in range(options.rounds):
                told = subprocess.run([options.program, str(A_ROUND), *files], check=True, capture_output=True, text=True)
                rates["serhost"].append(float(told.stdout))
                for name, load in peers.items():
                    rates[name].append(peer(files, load))
            ours = statistics.median(rates["serhost"])
            for name, values in rates.items():
                median = statistics.median(values)
                print(f"{kind:5} 44.1 kHz  {name:20} {median:8.3f} h/s   serhost / it {ours / median:5.2f}", flush=True)


if __name__ == "__main__":
    main()
