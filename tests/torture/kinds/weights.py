"""Files of weights: safetensors headers, pickles that want to run code, archives, indexes."""

import io
import json
import os
import pickle
import struct
import zipfile

import damage
import labs_golden
import sample
from ideas import idea

BACKBONE = '[backbone]\nplugin = "hubert"\ncheckpoint = "model"\nfreeze = "all"\n'
TORCH_FILES = (
    "tiny_hubert.pt",
    "state_zip.pt",
    "state_legacy.pt",
    "state_protocol5.pt",
    "data_parallel.pt",
)


def safetensors(tensors: dict, size: int | None = None) -> bytes:
    header = json.dumps(tensors).encode()
    end = max(
        (
            t["data_offsets"][1]
            for t in tensors.values()
            if isinstance(t, dict)
            and isinstance(t.get("data_offsets"), list)
            and len(t["data_offsets"]) == 2
            and isinstance(t["data_offsets"][1], int)
        ),
        default=0,
    )
    return struct.pack("<Q", len(header)) + header + bytes(end if size is None else size)


def two() -> dict:
    return {
        "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "b": {"dtype": "F16", "shape": [4], "data_offsets": [24, 32]},
    }


def refused(box, rng, content: bytes, *says, name="w.safetensors", status=65):
    box.write(name, content)
    if rng.random() < 0.7:
        box.refuses(["weights", "show", name], status, name.replace(".", r"\."), *says)
    else:
        box.refuses(
            ["weights", "convert", name, "--out", "out"], status, name.replace(".", r"\."), *says
        )


@idea("weights", "a safetensors file whose header's length cannot be")
def length(box, rng):
    content = safetensors(two())
    value = rng.choice([0, 1, len(content), 2**63, 2**64 - 1, 2**40, len(content) - 7])
    refused(box, rng, struct.pack("<Q", value) + content[8:])


@idea("weights", "a safetensors header with a value that cannot be", weight=3)
def header(box, rng):
    tensors = two()
    field, value = rng.choice(
        [
            ("dtype", "F31"),
            ("dtype", 3),
            ("dtype", None),
            ("shape", [2, -3]),
            ("shape", [2.5]),
            ("shape", [2**62, 8]),
            ("shape", "2"),
            ("shape", [3, 3]),
            ("data_offsets", [0]),
            ("data_offsets", [24, 0]),
            ("data_offsets", [0, 25]),
            ("data_offsets", [1, 25]),
            ("data_offsets", [-24, 0]),
            ("data_offsets", [0, 2**63]),
            ("data_offsets", [8, 32]),
            ("data_offsets", "x"),
            ("data_offsets", [0.0, 24.0]),
            ("shape", [2**33, 2**33]),
            ("shape", [1] * 5000 + [6]),
            ("data_offsets", [2**64, 2**64 + 24]),
        ]
    )
    if rng.random() < 0.15:
        del tensors["a"][field]
    else:
        tensors["a"][field] = value
    refused(box, rng, safetensors(tensors, size=32))


@idea("weights", "a safetensors header that is no table of tensors")
def no_table(box, rng):
    text = rng.choice(
        [
            b"[]",
            b"3",
            b"{",
            b'{"a": 3}',
            b'{"a": {}}',
            b'{"__metadata__": 3}',
            b"\xff\xfe{}",
            b'{"a": ' + b"[" * 3000,
            b" " * 100,
            b"{'a': 1}",
            b'{"__metadata__": {"a": 3}}',
            b'{"a": null}',
        ]
    )
    refused(box, rng, struct.pack("<Q", len(text)) + text)


@idea("weights", "tensors that are there twice, or bytes that no tensor has")
def names(box, rng):
    tensors = two()
    content = safetensors(tensors)
    what = rng.choice(["twice", "behind", "gap", "short"])
    if what == "twice":
        text = json.dumps(tensors).replace('"b"', '"a"').encode()
        content = struct.pack("<Q", len(text)) + text + bytes(32)
    elif what == "behind":
        content += bytes(rng.randrange(1, 100))
    elif what == "gap":
        tensors["b"]["data_offsets"] = [28, 36]
        content = safetensors(tensors)
    else:
        content = content[: -rng.randrange(1, 32)]
    refused(box, rng, content)


@idea("weights", "a file that is cut off", weight=2)
def cut(box, rng):
    name = rng.choice(TORCH_FILES + ("state.safetensors",))
    content = (labs_golden.TORCH / name).read_bytes()
    refused(box, rng, content[: rng.randrange(1, len(content) - 1)], name=name)


@idea("weights", "something that holds no weights")
def nonsense(box, rng):
    name = rng.choice(["w.pt", "w.bin", "w.safetensors", "w"])
    refused(box, rng, damage.nonsense(rng), name=name)


class Call:
    """A pickle of it calls a function when Python loads it."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def as_zip(content: bytes, files=(), name="archive", **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive:
        archive.writestr(f"{name}/data.pkl", content)
        for path, data in (("version", b"3\n"), *files):
            archive.writestr(f"{name}/{path}", data)
    return out.getvalue()


@idea("weights", "a pickle that wants to run code: it is not run")
def code(box, rng):
    target = box.work / "ran"
    call = rng.choice(
        [
            Call(os.system, f"touch '{target}'"),
            Call(eval, f"open({str(target)!r},'w')"),
            Call(open, str(target), "w"),
            Call(os.mkdir, str(target)),
            {"state_dict": Call(os.system, f"touch '{target}'")},
            [Call(exec, f"open({str(target)!r},'w')")],
        ]
    )
    content = pickle.dumps(call, protocol=rng.choice([0, 1, 2, 3, 4, 5]))
    refused(box, rng, rng.choice([as_zip(content), content]), name="w.pt")
    box.require(not target.exists(), "code of the pickle was run")


@idea("weights", "a pickle that is damaged, nested without end, or of other things", weight=2)
def pickles(box, rng):
    deep = b"\x80\x02" + b"]" * 50000 + b"a" * 49999 + b"."
    content = rng.choice(
        [
            b"",
            b".",
            b"\x80\x02.",
            b"\x80\x02}q\0.",
            b"\x80\x02K\1.",
            b"\x80\x63}.",
            b"\x80\x02(" * 9999,
            deep,
            pickle.dumps({"a": b"x" * 1000}),
            pickle.dumps({1: 2, 3: 4}),
            b"\x80\x02" + b"]a" * 500,
            b"\x80\x02h\xff.",
            b"\x80\x02X\xff\xff\xff\xff.",
            b"\x80\x02t.",
            b"\x80\x02\x8b\xff\xff\xff\x7f.",
            b"\x80\x02r\xff\xff\xff\xff.",
            pickle.dumps("a" * 99),
            b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xff}.",
            b"I99999999999999999999999\n.",
            b"\x80\x02" + b"2" * 100000 + b".",
            b"ccollections\nOrderedDict\n)R.",
        ]
    )
    refused(box, rng, as_zip(content), name="w.pt")


@idea("weights", "an archive that lies about its files")
def archives(box, rng):
    name = rng.choice(["state_zip.pt", "data_parallel.pt", "state_protocol5.pt"])
    content = bytearray((labs_golden.TORCH / name).read_bytes())
    end = content.rindex(b"PK\5\6")
    (directory,) = struct.unpack_from("<I", content, end + 16)
    long_end = content.rindex(b"PK\6\6")  # PyTorch writes both forms: this counts
    place, form, value = rng.choice(
        [
            (long_end + 32, "<Q", rng.choice([0, 1, 0xFFFE, 2**62])),
            (long_end + 40, "<Q", rng.choice([0, 1, 2**63])),
            (long_end, "<I", 0),
            (long_end + 48, "<Q", rng.choice([1, 2**40, 2**64 - 9])),
            (end - 12, "<Q", rng.choice([0, 7, 2**62])),
            (directory + 10, "<H", 8),
            (directory + 20, "<I", 0x7FFFFFFF),
            (directory + 24, "<I", 0x7FFFFFFF),
            (directory + 28, "<H", 0xFFFF),
            (directory + 42, "<I", 0x7FFFFFFF),
            (directory, "<I", 0),
            (directory + 8, "<H", 1),
            (end, "<I", 0),
        ]
    )
    struct.pack_into(form, content, place, value)
    refused(box, rng, bytes(content), name="w.pt")


@idea("weights", "an archive without its pickle, with two, or compressed")
def zips(box, rng):
    out = io.BytesIO()
    how = rng.choice(["none", "two", "compressed", "outside"])
    kind = zipfile.ZIP_DEFLATED if how == "compressed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", kind) as archive:
        data = pickle.dumps({"a": 1}, 2)
        if how in ("two", "compressed"):
            archive.writestr("archive/data.pkl", data)
        if how == "two":
            archive.writestr("other/data.pkl", data)
        archive.writestr("archive/version" if how != "outside" else "../../x", b"3\n")
    refused(box, rng, out.getvalue(), name="w.pt")


@idea("weights", "an index of several files that is damaged, or names files that are not there")
def index(box, rng):
    labs_golden.put_hubert(box, "model")
    (box.work / "model/model.safetensors").rename(box.work / "model/one.safetensors")
    names = list(
        json.loads(
            (box.work / "model/one.safetensors").read_bytes()[
                8 : 8
                + struct.unpack("<Q", (box.work / "model/one.safetensors").read_bytes()[:8])[0]
            ]
        )
    )
    fits = {name: "one.safetensors" for name in names if name != "__metadata__"}
    wrong, status = rng.choice(
        [
            (dict(fits, **{names[-1]: "two.safetensors"}), (65, 66)),
            (dict(fits, more="one.safetensors"), 65),
            (dict(fits, **{names[-1]: "../x"}), (65, 66)),
            (dict(fits, **{names[-1]: "/etc/passwd"}), (65, 66)),
            ({}, 65),
            ([], 65),
            (3, 65),
            (dict(fits, **{names[-1]: 3}), 65),
            (dict(fits, **{names[-1]: ""}), (65, 66)),
        ]
    )
    text = rng.choice([json.dumps({"metadata": {}, "weight_map": wrong})] * 3 + ["{"])
    box.write("model/model.safetensors.index.json", text)
    status = 65 if text == "{" else status
    box.refuses(["weights", "show", "model"], status, "index.json|two.safetensors|x|passwd")


@idea("weights", "weights that do not fit their encoder: every name is told")
def misfit(box, rng):
    labs_golden.put_hubert(box, "model")
    file = box.work / "model/model.safetensors"
    content = file.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    tensors = json.loads(content[8 : 8 + size])
    name = rng.choice(sorted(key for key in tensors if "layers.1" in key and "weight" in key))
    if rng.random() < 0.5:
        tensors[name + "_other"] = tensors.pop(name)
    else:
        shape = tensors[name]["shape"]
        tensors[name]["shape"] = [shape[0] * shape[-1]] if len(shape) > 1 else [1, *shape]
    text = json.dumps(tensors).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + size :])
    box.write("e.toml", sample.made_up(backbone=BACKBONE))
    box.refuses(
        [rng.choice(["check", "plan", "run"]), "e.toml"],
        65,
        name.split(".layers.")[-1].replace(".", r"\."),
    )


@idea("weights", "values that are not finite: the run says so and stops")
def not_finite(box, rng):
    labs_golden.put_hubert(box, "model")
    file = box.work / "model/model.safetensors"
    content = bytearray(file.read_bytes())
    (size,) = struct.unpack("<Q", content[:8])
    tensors = json.loads(bytes(content[8 : 8 + size]))
    name = rng.choice(sorted(key for key in tensors if ".layers.1." in key and "weight" in key))
    at = 8 + size + tensors[name]["data_offsets"][0]
    content[at : at + 4] = struct.pack("<f", rng.choice([float("nan"), float("inf")]))
    file.write_bytes(content)
    box.write("e.toml", sample.made_up(backbone=BACKBONE))
    box.refuses(
        ["run", "e.toml", "-q", "--threads", "1"],
        (1, 65),
        "finite|NaN|nan|inf",
        leaves=("runs", "runs/*"),
        seconds=30,
    )


@idea("weights", "a path that is not there, a pipe, an empty folder, an output that is there")
def places(box, rng):
    box.copy(labs_golden.TORCH / "tiny_hubert.pt", "w.pt")
    (box.work / "folder").mkdir()
    os.mkfifo(box.work / "pipe")
    box.write("out/x", "x")
    command, status, says = rng.choice(
        [
            (["weights", "show", "none.pt"], 66, "none.pt"),
            (["weights", "show", "pipe"], (65, 78), "pipe"),
            (["weights", "show", "folder"], (65, 66), "folder"),
            (["weights", "convert", "w.pt", "--out", "out"], 73, "out"),
            (["weights", "convert", "w.pt", "--out", "w.pt"], 73, "w.pt"),
            (["weights", "convert", "none", "--out", "new"], 66, "none"),
            (["weights", "show", "/dev/zero"], (65, 78), "zero"),
        ]
    )
    box.refuses(command, status, says)


@idea("weights", "works: cached features that are damaged are computed again")
def cached(box, rng):
    labs_golden.put_hubert(box, "model")
    for name, content in list(sample.clips().items())[:4]:
        box.write("data/" + name, content)
    command = ["extract", "--backbone", "hubert", "-s", "checkpoint=model", "--layer", "last"]
    command += ["--pool", "mean", "--cache", "-q", "data", "--out"]
    environment = {"SERHOST_CACHE": "on", "SERHOST_CACHE_DIR": str(box.work / "cache")}
    box.works([*command, "a.safetensors"], environment=environment)
    files = sorted(path for path in (box.work / "cache").rglob("*") if path.is_file())
    box.require(files, "nothing was cached")
    for file in rng.sample(files, min(len(files), 3)):
        content = file.read_bytes()
        if content:
            file.write_bytes(rng.choice([damage.flipped, damage.cut_or_grown])(rng, content))
    box.works([*command, "b.safetensors"], environment=environment)
    if not box.wrong:
        same = (box.work / "a.safetensors").read_bytes() == (
            box.work / "b.safetensors"
        ).read_bytes()
        box.require(same, "other features than before the damage")


@idea("weights", "works: what other programs write")
def good(box, rng):
    name = rng.choice(
        (
            "tiny_hubert.pt",
            "state_zip.pt",
            "state_legacy.pt",
            "state_protocol5.pt",
            "state.safetensors",
            "data_parallel.pt",
        )
    )
    box.copy(labs_golden.TORCH / name, name)
    box.works(["weights", "show", name] + rng.choice([[], ["--json"]]), leaves=())
    box.write("empty.safetensors", safetensors({"__metadata__": {"a": "b"}, **two()}))
    box.works(["weights", "show", "empty.safetensors"], leaves=())
