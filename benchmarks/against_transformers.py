"""Features of 48 clips by wav2vec 2.0 of base size, by serhost and by Transformers: the same weights, the same clips, one run.

The lengths are those of speech corpora, log-normal with a mean of 4.4 s, from 0.6 to 20 s. The loops of one precision take
turns, --repetitions times; each line is a loop's median, smallest and largest time, the audio seconds it computed in a second,
the processor time of all its threads, and its largest resident memory. serhost is `serhost extract` from start to end: loading
the model, reading the audio and writing the features included. The loops of Transformers have the model and the clips in
memory: as most people write it (batches of 8 in file order, padded), batches of 8 sorted by length, one clip at a time, all
with two threads and the allocator as it is; and tuned as far as a user can: two processes of one thread that share the clips,
the longest first, with freed memory kept (`mallopt`).

    pip install numpy torch transformers safetensors
    cmake --preset release && cmake --build build
    python benchmarks/against_transformers.py --serhost build/bin/serhost
"""
import argparse
import ctypes
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import wave

import numpy as np
import torch
from safetensors.torch import load_file, save_file

RATE = 16000
END = 255  # in the queue of clips, for each process


def clip_lengths(count):
    """Seconds; the same every time."""
    random = np.random.default_rng(7)
    lengths = np.exp(random.normal(0, 0.6, count))
    return np.clip(lengths * 4.4 / lengths.mean(), 0.6, 20)


def write_inputs(folder, count):
    import transformers

    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(0)
    model = transformers.Wav2Vec2Model(transformers.Wav2Vec2Config(apply_spec_augment=False)).eval()
    model.save_pretrained(folder / "model")
    transformers.Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=False).save_pretrained(folder / "model")
    random = np.random.default_rng(1)
    clips = {}
    (folder / "audio").mkdir()
    for index, seconds in enumerate(clip_lengths(count)):
        length = int(seconds * RATE)
        t = np.arange(length) / RATE
        voice = sum(np.sin(2 * np.pi * 120 * k * t + random.uniform(0, 6)) / k for k in range(1, 20))
        envelope = 0.55 + 0.45 * np.sin(2 * np.pi * 3 * t + index)
        samples = np.round(32768 * (0.05 * voice * envelope + 0.01 * random.standard_normal(length))).clip(-32768, 32767)
        with wave.open(str(folder / f"audio/{index:03}.wav"), "wb") as file:
            file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE)
            file.writeframes(samples.astype("<i2").tobytes())
        clips[f"{index:03}"] = torch.from_numpy((samples / 32768).astype(np.float32))
    save_file(clips, folder / "clips.safetensors")
    return sum(len(clip) for clip in clips.values()) / RATE


# --- The peer, in processes of its own: one command a line on standard input, one answer a line.


def serve(folder, tuned):
    if tuned:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(-3, 2**31 - 1), libc.mallopt(-1, 2**31 - 1), libc.mallopt(-2, 256 << 20)  # as serhost does
    import transformers

    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(1 if tuned else 2)
    models = {}  # one at a time, so that the other does not count as memory
    extractor = transformers.AutoFeatureExtractor.from_pretrained(folder / "model")
    waves = load_file(folder / "clips.safetensors")
    waves = [waves[name].numpy() for name in sorted(waves)]
    kept = {}

    def run(kind, indices):
        inputs = extractor([waves[i] for i in indices], sampling_rate=RATE, return_tensors="pt", padding=True)
        out = models[kind](inputs.input_values.to(models[kind].dtype)).last_hidden_state
        for row, i in enumerate(indices):
            frames = models[kind]._get_feat_extract_output_lengths(len(waves[i]))
            kept[f"{i:03}"] = out[row, :frames].float()

    order = {"file": list(range(len(waves))), "sorted": sorted(range(len(waves)), key=lambda i: -len(waves[i]))}
    for line in sys.stdin:
        command, *words = line.split()
        if command == "save":
            save_file({key: value.contiguous() for key, value in kept.items()}, words[0])
            print("saved", flush=True)
            continue
        kind, order_name, batch, *queue = words
        if kind not in models:
            models.clear()
            dtype = torch.float32 if kind == "fp32" else torch.bfloat16
            models[kind] = transformers.AutoModel.from_pretrained(folder / "model", dtype=dtype).eval()
        indices, batch = order[order_name], int(batch)
        pathlib.Path("/proc/self/clear_refs").write_text("5")  # the largest resident size starts anew
        parts = [indices[i : i + batch] for i in range(0, len(indices), batch)]
        start, busy = time.perf_counter(), time.process_time()
        with torch.inference_mode():
            if queue:  # several processes share the clips: the next is the byte that a read takes from the pipe
                with open(queue[0], "rb", buffering=0) as tickets:
                    while (ticket := tickets.read(1)[0]) != END:
                        run(kind, parts[ticket])
            else:
                for part in parts:
                    run(kind, part)
        print(time.perf_counter() - start, time.process_time() - busy, peak_mib(), flush=True)


def peak_mib():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


class Child:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args} ended early")
        return line.split()

    def ask(self, line):
        self.send(line)
        return self.answer()


def peer(folder, tuned):
    return Child([sys.executable, __file__, "--serve", str(folder)] + (["--tuned"] if tuned else []))


def shared(children, folder, kind, count):
    """Two processes that take clips, the longest first, from one queue: a pipe of one byte a clip."""
    queue = folder / "queue"
    queue.unlink(missing_ok=True)
    os.mkfifo(queue)
    hold = os.open(queue, os.O_RDWR)
    os.write(hold, bytes(range(count)) + bytes([END] * len(children)))
    start = time.perf_counter()
    for child in children:
        child.send(f"run {kind} sorted 1 {queue}")
    answers = [child.answer() for child in children]
    os.close(hold)
    return time.perf_counter() - start, sum(float(a[1]) for a in answers), sum(int(a[2]) for a in answers)


def extract(serhost, folder, kind):
    """Seconds, of them of the processor, and the largest resident memory, as the system counts them for the process."""
    out = folder / f"serhost_{kind}.safetensors"
    out.unlink(missing_ok=True)
    command = [serhost, "extract", "--quiet", "--backbone", "wav2vec2", "-s", f"checkpoint={folder / 'model'}",
               "--precision", kind, "--device", "cpu", "--threads", "2", "--out", out, folder / "audio"]
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def cosines(got, expected):
    """Of each clip's features as one vector: the smallest."""
    return min(torch.nn.functional.cosine_similarity(got[k].flatten(), expected[k].flatten(), dim=0).item() for k in expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--serhost", type=pathlib.Path, default=pathlib.Path("build/bin/serhost"))
    parser.add_argument("--clips", type=int, default=48)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", default="", help="loops whose name matches this regular expression")
    parser.add_argument("--json", type=pathlib.Path, help="write every time to this file")
    parser.add_argument("--serve", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--tuned", action="store_true", help=argparse.SUPPRESS)
    o = parser.parse_args()
    if o.serve:
        return serve(o.serve, o.tuned)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="against_transformers_"))
    audio = write_inputs(folder, o.clips)
    print(f"{o.clips} clips, {audio:.0f} s of audio; torch {torch.__version__}, {os.cpu_count()} cores")

    plain = peer(folder, tuned=False)
    pair = [peer(folder, tuned=True) for _ in range(2)] if re.search(o.only, "tuned") else []
    timed = lambda answer: (float(answer[0]), float(answer[1]), int(answer[2]))
    loops = {}
    for kind in ("fp32", "bf16"):
        loops[f"serhost {kind}"] = lambda kind=kind: extract(o.serhost, folder, kind)
        loops[f"transformers {kind}, batches of 8"] = lambda kind=kind: timed(plain.ask(f"run {kind} file 8"))
        loops[f"transformers {kind}, sorted batches of 8"] = lambda kind=kind: timed(plain.ask(f"run {kind} sorted 8"))
        loops[f"transformers {kind}, one at a time"] = lambda kind=kind: timed(plain.ask(f"run {kind} file 1"))
        loops[f"transformers {kind}, tuned"] = lambda kind=kind: shared(pair, folder, kind, o.clips)
    loops = {name: loop for name, loop in loops.items() if re.search(o.only, name)}
    times = {name: [] for name in loops}
    busy = {name: [] for name in loops}
    memory = {}
    for kind in ("fp32", "bf16"):  # one after the other: the peer holds one model at a time
        for repetition in range(o.repetitions + 1):
            for name, loop in loops.items():
                if f" {kind}" not in name:
                    continue
                seconds, work, memory[name] = loop()
                if repetition > 0:  # the first time is to warm up
                    times[name].append(seconds)
                    busy[name].append(work)
    median = {name: statistics.median(all) for name, all in times.items()}
    for name, all in times.items():
        print(f"{name:40s} {median[name]:7.2f} s ({min(all):.2f} to {max(all):.2f})  {audio / median[name]:6.2f} audio-s/s  "
              f"{statistics.median(busy[name]):6.2f} s of processor  peak {memory[name]} MiB")
    plain_loops = lambda start: (t for name, t in median.items() if name.startswith(start) and "tuned" not in name)
    best = lambda who, kind: min(plain_loops(f"{who} {kind}"), default=np.nan)
    ratio = lambda text, peer, ours: None if np.isnan(peer / ours) else print(f"{text:66s} {peer / ours:5.2f}")
    fp32, bf16 = best("serhost", "fp32"), best("serhost", "bf16")
    get = lambda name: median.get(name, np.nan)
    ratio("fp32: against the usual loop", get("transformers fp32, batches of 8"), fp32)
    ratio("fp32: against the best of three", best("transformers", "fp32"), fp32)
    ratio("fp32: against the tuned peer", get("transformers fp32, tuned"), fp32)
    ratio("bf16: against the best fp32 loop of the peer", best("transformers", "fp32"), bf16)
    ratio("bf16: against the best of three in bf16", best("transformers", "bf16"), bf16)
    ratio("bf16: against the tuned peer in bf16", get("transformers bf16, tuned"), bf16)

    saved = {}
    for kind in ("fp32", "bf16"):
        extract(o.serhost, folder, kind)
        plain.ask(f"run {kind} file 1"), plain.ask(f"save {folder / kind}")
        saved["serhost", kind] = load_file(folder / f"serhost_{kind}.safetensors")
        saved["transformers", kind] = load_file(folder / kind)
    reference = saved["transformers", "fp32"]
    far = max(((saved["serhost", "fp32"][k] - v).norm() / v.norm()).item() for k, v in reference.items())
    print(f"fp32: largest relative distance from the peer, L2 over a clip    {far:.1e}")
    print(f"bf16: smallest cosine with the peer's fp32 over clips            {cosines(saved['serhost', 'bf16'], reference):.6f}"
          f" (of the peer's own bf16: {cosines(saved['transformers', 'bf16'], reference):.6f}); random weights")
    if o.json:
        o.json.write_text(json.dumps({"audio": audio, "seconds": times, "processor": busy, "memory": memory}, indent=1))


if __name__ == "__main__":
    main()
