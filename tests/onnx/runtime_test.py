"""runtime_test.py SOURCE SERHOST WORK [CASE...]: see runtime_test.sh."""

import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from cases import CASES

TOLERANCE = 1e-4
CLIPS = 50
WEIGHTS_OUTSIDE = {"wav2vec2_stable"}
LEAST_SPREAD = 0.01  # a model that says the same of every clip proves nothing

EXPERIMENT = """name = "CASE"
[dataset]
plugin = "folder"
root = "corpus"
speaker = "^(s[0-9]+)"
[protocol]
name = "k-fold"
k = 2
TABLES
[train]
epochs = 6
batch_size = 4
optimizer = { name = "adamw", lr = 4e-3 }
"""


def sound(number, seconds, tension):
    """A tone with harmonics over noise, higher and rougher with tension 0 to 1; the same on every machine."""
    random = np.random.default_rng(number)
    time = np.arange(int(seconds * 16000)) / 16000
    pitch = 100 * 2 ** (2 * tension + 0.3 * random.random())
    voice = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, 6))
    envelope = 0.6 + 0.4 * np.sin(2 * np.pi * (1 + 8 * tension) * time)
    noise = random.standard_normal(time.size) * (0.005 + 0.2 * tension)
    return (0.1 + 0.1 * random.random()) * (voice * envelope + noise) + 0.02 * (random.random() - 0.5)


def write(file, samples):
    """Gives back what a reader of the file gets."""
    pcm = np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2")
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(pcm.tobytes())
    return (pcm / 32768).astype(np.float32)


def make_sounds(work):
    for number in range(16):
        label = "calm" if number % 2 == 0 else "tense"
        (work / "corpus" / label).mkdir(parents=True, exist_ok=True)
        clip = sound(1000 + number, 0.6 + 0.02 * number, number % 2)
        write(work / "corpus" / label / f"s{number // 2 % 4}_{number}.wav", clip)
    (work / "clips").mkdir()
    seconds = [0.35 + 4 * (number * 37 % CLIPS / CLIPS) ** 2 for number in range(CLIPS)]
    return [
        write(work / "clips" / f"clip{number:02}.wav", sound(number, seconds[number], number * 7 % CLIPS / (CLIPS - 1)))
        for number in range(CLIPS)
    ]


def serhost(program, work, *arguments):
    done = subprocess.run([program, *arguments, "--threads", "1"], cwd=work, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"serhost {' '.join(arguments)}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def predicted(program, work, name, classes):
    lines = serhost(program, work, "predict", name, "clips", "--fold", "1", "--seed", "1", "--device", "cpu", "--json")
    answers = {answer["key"]: answer["probabilities"] for answer in map(json.loads, lines.splitlines())}
    return np.array([[answers[f"clip{number:02}"][label] for label in classes] for number in range(CLIPS)])


def in_batches(session, clips, size):
    """Noise behind each clip's end: what is there must not count."""
    answers = []
    for begin in range(0, len(clips), size):
        part = clips[begin : begin + size]
        batch = np.random.default_rng(begin).standard_normal((len(part), max(map(len, part)))).astype(np.float32)
        for row, clip in zip(batch, part):
            row[: len(clip)] = clip
        lengths = np.array([len(clip) for clip in part], dtype=np.int64)
        answers.append(session.run(["probabilities"], {"waveform": batch, "lengths": lengths})[0])
    return np.concatenate(answers)


def compare(program, source, work, name, clips):
    tables = CASES[name].replace("SOURCE", source)
    (work / f"{name}.toml").write_text(EXPERIMENT.replace("TABLES", tables).replace("CASE", name))
    serhost(program, work, "run", f"{name}.toml", "--out", name)
    outside = ["--external-data"] if name in WEIGHTS_OUTSIDE else []
    serhost(program, work, "export", name, "--format", "onnx", "--out", f"{name}.onnx", "--fold", "1", "--seed", "1", *outside)
    if outside and not (work / f"{name}.onnx.data").stat().st_size > (work / f"{name}.onnx").stat().st_size / 2:
        return f"{name}: the weights are not beside the model"
    onnx.checker.check_model(str(work / f"{name}.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(str(work / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    metadata = session.get_modelmeta().custom_metadata_map
    own = predicted(program, work, name, json.loads(metadata["serhost.classes"]))
    spread = np.ptp(own, axis=0).max()
    alone, batched = (np.abs(in_batches(session, clips, size) - own).max() for size in (1, 16))
    print(f"{name}: alone {alone:.1e}, in batches {batched:.1e}, spread {spread:.2f}", flush=True)
    if not spread > LEAST_SPREAD:
        return f"{name}: the probabilities of all clips are alike ({spread:.1e})"
    if not max(alone, batched) < TOLERANCE:
        return f"{name}: ONNX Runtime differs by {max(alone, batched):.1e}"
    return None


def main():
    source, program, work = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    clips = make_sounds(work)
    chosen = sys.argv[4:] or list(CASES)
    faults = [fault for name in chosen if (fault := compare(program, source, work, name, clips))]
    print("\n".join(faults) or f"{len(chosen)} models, {CLIPS} clips: equal to {TOLERANCE}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
