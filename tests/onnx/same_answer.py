"""same_answer.py write FILE.wav: a second and a half of sound. same_answer.py compare MODEL.onnx FILE.wav ANSWERS.jsonl: ONNX Runtime
gives for the file what `serhost predict --json` gave, to 1e-4."""

import json
import sys
import wave

import numpy as np

RATE, TOLERANCE = 16000, 1e-4


def write(file):
    time = np.arange(RATE * 3 // 2) / RATE
    voice = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 6)) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))
    samples = 0.1 * voice + 0.01 * np.random.default_rng(3).standard_normal(time.size)
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        out.writeframes(np.round(32768 * samples).clip(-32768, 32767).astype("<i2").tobytes())


def compare(model, file, answers):
    import onnxruntime

    with wave.open(file) as opened:
        samples = np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(np.float32) / 32768
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    classes = json.loads(session.get_modelmeta().custom_metadata_map["serhost.classes"])
    inputs = {"waveform": samples[None], "lengths": np.array([samples.size], dtype=np.int64)}
    given = session.run(["probabilities"], inputs)[0][0]
    said = json.loads(open(answers).readline())["probabilities"]
    off = max(abs(float(p) - said[name]) for name, p in zip(classes, given))
    if not (off < TOLERANCE and len(said) == len(classes)):
        sys.exit(f"ONNX Runtime differs by {off:.1e}: {dict(zip(classes, given))}, serhost {said}")


if __name__ == "__main__":
    {"write": write, "compare": compare}[sys.argv[1]](*sys.argv[2:])
