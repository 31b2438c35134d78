"""Writes golden.safetensors: log-mel spectra and MFCC of a chirp, worked out in double precision by numpy alone.

pip install numpy safetensors; python make_golden.py
"""
import pathlib

import numpy as np
from safetensors.numpy import save_file

RATE, WINDOW, HOP, FFT = 16000, 400, 160, 512


def chirp(samples):
    """Rises from 100 to 7000 Hz under a slow swell, over a little noise; 16-bit."""
    t = np.arange(samples) / RATE
    rise = (7000 - 100) / t[-1]
    tone = 0.5 * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t)) * np.sin(2 * np.pi * (100 * t + rise * t * t / 2))
    noise = 0.01 * np.random.default_rng(1).standard_normal(samples)
    return np.round((tone + noise) * 32767).astype(np.int16)


def spectrum(x):
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    frames = np.stack([x[i : i + WINDOW] * hann for i in range(0, len(x) - WINDOW + 1, HOP)])
    return np.abs(np.fft.rfft(frames, FFT))


def mel(hertz):
    return 1127 * np.log(1 + hertz / 700)


def log_mel(x, bands, low, high, power, floor):
    edges = np.linspace(mel(low), mel(high), bands + 2)
    bins = mel(np.arange(FFT // 2 + 1) * RATE / FFT)
    filters = np.stack([np.interp(bins, edges[i : i + 3], [0, 1, 0]) for i in range(bands)], axis=1)
    filters[0] = 0
    return np.log(spectrum(x) ** (2 if power else 1) @ filters + floor)


def dct(x, count):
    n = x.shape[1]
    out = np.zeros((len(x), count))
    for k in range(count):
        basis = np.cos(np.pi / n * (np.arange(n) + 0.5) * k)
        out[:, k] = x @ basis / np.sqrt(basis @ basis)
    return out


def slopes(x):
    padded = np.pad(x, ((2, 2), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, [0.2, 0.1, 0, -0.1, -0.2], mode="valid") for column in padded.T], axis=1)


if __name__ == "__main__":
    pcm = chirp(8000)
    x = pcm / 32768
    cepstra = dct(log_mel(x, 64, 20, 8000, True, 1e-6), 13)
    golden = {
        "log_mel": log_mel(x, 64, 20, 8000, True, 1e-6),
        "vggish": log_mel(x, 64, 125, 7500, False, 0.01),
        "mfcc": np.concatenate([cepstra, slopes(cepstra), slopes(slopes(cepstra))], axis=1),
        "standardized": (cepstra - cepstra.mean(0)) / np.sqrt(cepstra.var(0) + 1e-5),
    }
    save_file(
        {"pcm": pcm} | {name: value.astype(np.float32) for name, value in golden.items()},
        pathlib.Path(__file__).parent / "golden.safetensors",
        metadata={"numpy": np.__version__},
    )
