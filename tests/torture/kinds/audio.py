"""Audio files: damaged headers, cut or altered samples, other formats, no files at all."""

import os
import struct

import flac
import sample
from ideas import idea

CLIP = "sad/s1_1.wav"
CHECK, RUN, VERIFY = ["check", "e.toml"], ["run", "e.toml", "-q"], ["data", "verify", "e.toml"]
# Faults that only decoding finds are none of check's.
DECODING = (VERIFY, RUN)
ALL = (CHECK, VERIFY, RUN)


def instead(box, rng, content, *says, commands=ALL, status=65, name=CLIP):
    """The corpus with one clip of these bytes: refused, and the clip is named."""
    box.corpus()
    (box.work / "data" / CLIP).unlink()
    box.write("data/" + name, content)
    command = rng.choice(commands)
    box.refuses(command, status, name.replace(".", r"\."), *says)


def whole(rng) -> bytes:
    return sample.wave(sample.tone(rng.randrange(3000, 6000), rng.uniform(0.03, 0.3)))


@idea("audio", "a wav file that is cut off in its samples")
def cut_samples(box, rng):
    content = whole(rng)
    instead(box, rng, content[: rng.randrange(60, len(content) - 10)], "cut off")


@idea("audio", "a wav file that is cut off in its header")
def cut_header(box, rng):
    instead(box, rng, whole(rng)[: rng.randrange(1, 43)])


@idea("audio", "nothing, or blanks alone")
def empty(box, rng):
    size = rng.choice([0, 0, 1, 511, 4096])
    instead(box, rng, rng.choice([b" ", b"\n", b"\0"]) * size, *(["empty"] if size == 0 else []))


@idea("audio", "a data chunk that says it is longer than the file")
def says_more(box, rng):
    data = sample.tone(4000, 0.1)
    size = rng.choice([8002, 9000, 65536, 0x7FFF0000, 0xFFFFFF00, 0x80000000])
    content = sample.riff(sample.format_chunk() + b"data" + struct.pack("<I", size) + data)
    instead(box, rng, content, "cut off")


@idea("audio", "a format chunk with a value that cannot be")
def bad_format(box, rng):
    form = rng.choice(
        [
            {"rate": 0},
            {"rate": rng.randrange(1, 999)},
            {"rate": 0xFFFFFFFF},
            {"rate": 2000000},
            {"channels": 0, "block": 2},
            {"channels": 33},
            {"channels": 65535, "block": 2},
            {"bits": 0, "block": 2},
            {"bits": 7, "block": 2},
            {"bits": 65535, "block": 2},
            {"tag": 0x4242},
            {"tag": 0},
            {"block": 0},
            {"block": 3},
        ]
    )
    instead(box, rng, sample.wave(sample.tone(3960, 0.1), **form))


@idea("audio", "no data chunk, or one without samples")
def no_data(box, rng):
    behind = rng.choice(
        [
            b"",
            sample.chunk(b"LIST", bytes(rng.randrange(200))),
            sample.chunk(b"data", b""),
            sample.chunk(b"Data", bytes(100)),
        ]
    )
    instead(box, rng, sample.riff(sample.format_chunk() + behind), "no (samples|data chunk)")


@idea("audio", "a chunk before the samples that runs over the end, or chunks without end")
def bad_chunks(box, rng):
    over = b"LIST" + struct.pack("<I", rng.choice([0x7FFFFFFF, 0xFFFFFFFF, 70000]))
    content = sample.riff(sample.format_chunk() + over + bytes(rng.randrange(4, 300)))
    instead(box, rng, content)


@idea("audio", "bytes that are not audio")
def not_audio(box, rng):
    content = rng.choice(
        [
            b"<!DOCTYPE html><html><title>404</title></html>",
            b"PK\3\4" + bytes(200),
            b"\x1f\x8b\x08" + rng.randbytes(300),
            b"%PDF-1.4\n" + rng.randbytes(300),
            b"\x7fELF" + bytes(300),
            b'{"error": "not found"}',
            rng.randbytes(2000),
            b"\0" * 1000,
            "café".encode() * 100,
            b"\x89PNG\r\n\x1a\n" + rng.randbytes(100),
        ]
    )
    if content[0] == 0xFF and content[1] >= 0xE0:  # random bytes that begin as an mp3 frame does
        content = b"x" + content
    instead(box, rng, content, "not audio")


@idea("audio", "a format that is not read, under the name of a wav file")
def other_format(box, rng):
    content, says = rng.choice(
        [
            (b"\0\0\0\x1cftypM4A " + bytes(200), "MP4 or M4A"),
            (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(200), "not audio"),
            (b"#!AMR\n" + rng.randbytes(200), "not audio"),
            (b"MAC \x96\x0f" + bytes(200), "not audio"),
            (b"wvpk" + rng.randbytes(100), "not audio"),
        ]
    )
    instead(box, rng, content, says)


@idea("audio", "a pointer of large-file storage")
def pointer(box, rng):
    text = (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{rng.randbytes(32).hex()}\n"
        f"size {rng.randrange(1, 10**9)}\n"
    )
    instead(box, rng, text, "large-file storage")


@idea("audio", "samples that are not finite")
def not_finite(box, rng):
    values = [0.1 * (-1) ** i for i in range(4000)]
    at = rng.randrange(len(values))
    values[at] = rng.choice([float("nan"), float("inf"), float("-inf")])
    form = sample.format_chunk(bits=32, tag=3)
    content = sample.riff(form + sample.chunk(b"data", struct.pack("<4000f", *values)))
    instead(box, rng, content, rf"sample {at} (\(.*\) )?is not a finite number", commands=DECODING)


@idea("audio", "one value throughout")
def constant(box, rng):
    value = rng.choice([0, 0, 1, -1, 32767, -32768, rng.randrange(-9000, 9000)])
    content = sample.wave(struct.pack("<h", value) * rng.randrange(1000, 5000))
    instead(box, rng, content, "throughout", commands=DECODING)


@idea("audio", "a flac file with a bit flipped in a frame, or cut off")
def bad_flac(box, rng):
    content = bytearray(flac.encode(rng.choices(range(-3000, 3000), k=6000)))
    first = flac.FRAMES_AT
    if rng.random() < 0.5:
        del content[rng.randrange(first + 10, len(content) - 3) :]
    else:
        at = rng.randrange(first + 16, len(content) - 2)
        content[at] ^= 1 << rng.randrange(8)
    instead(box, rng, bytes(content), "damaged", commands=DECODING, name="sad/s1_1.flac")


@idea("audio", "a folder, a pipe, a device or a broken link in the place of a file")
def no_file(box, rng):
    box.corpus()
    file = box.work / "data" / CLIP
    file.unlink()
    what = rng.choice(["folder", "pipe", "device", "broken link", "circle"])
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "device":
        file.symlink_to(rng.choice(["/dev/zero", "/dev/null", "/dev/full"]))
    elif what == "circle":
        file.symlink_to(file.name)
    else:
        file.symlink_to("elsewhere.wav")
    missing = what in ("broken link", "circle")
    box.refuses(rng.choice(ALL), 66 if missing else 65, r"sad/s1_1\.wav")


@idea("audio", "several damaged files: all are named")
def several(box, rng):
    box.corpus()
    names = rng.sample(sample.clip_names(), rng.randrange(2, 8))
    for name in names:
        box.write("data/" + name, whole(rng)[: rng.choice([0, 20, 1000])])
    command = rng.choice(ALL)
    box.refuses(command, 65, *names, *([] if command == VERIFY else [f"{len(names)} clips"]))


@idea("audio", "a file name that is not UTF-8, or holds what moves a cursor")
def bad_name(box, rng):
    box.corpus()
    if rng.random() < 0.5:
        with open(os.fsencode(box.work) + b"/data/sad/caf\xe9.wav", "wb") as file:
            file.write(whole(rng))
        box.refuses(rng.choice(ALL), 65, "not UTF-8")
    else:
        name = f"sad/s1_\x1b[2J{rng.randrange(9)}.wav"
        box.write("data/" + name, b"")
        done = box.refuses(rng.choice(ALL), 65, "empty")
        box.require("\x1b" not in done.said, "an escape sequence of a file's name is printed")


@idea("audio", "works: unusual files that are whole")
def unusual(box, rng):
    box.corpus()
    data = sample.tone(4001, 0.07)
    values = struct.unpack(f"<{len(data) // 2}h", data)
    pairs = [x for value in values for x in (value, value // 2)]
    form = sample.format_chunk()
    content = rng.choice(
        [
            sample.wave(struct.pack(f"<{len(pairs)}h", *pairs), channels=2),
            sample.riff(form + sample.chunk(b"LIST", bytes(31)) + sample.chunk(b"data", data)),
            sample.riff(
                form + sample.chunk(b"data", data) + sample.chunk(b"id3 ", rng.randbytes(99))
            ),
            sample.riff(form + b"data" + struct.pack("<I", rng.choice([0, 0xFFFFFFFF])) + data),
            sample.riff(
                sample.format_chunk(bits=32, tag=3)
                + sample.chunk(
                    b"data", struct.pack(f"<{len(values)}f", *(value / 32768 for value in values))
                )
            ),
            sample.wave(data, rate=rng.choice([8000, 11025, 22050, 44100, 48000])),
            flac.encode(values),
            flac.encode(values, known_length=False),
        ]
    )
    box.write("data/" + CLIP, content)
    box.works(rng.choice([CHECK, VERIFY]))


@idea("audio", "works: damaged clips are left out where the experiment says so")
def skipped(box, rng):
    box.corpus()
    box.write("data/" + CLIP, whole(rng)[: rng.choice([0, 30, 1000])])
    box.works(rng.choice([CHECK, RUN]) + ["-s", "dataset.skip_damaged=true"])
