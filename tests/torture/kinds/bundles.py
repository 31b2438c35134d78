"""Bundles of runs: damaged archives, contradicting results, experiments of other hosts."""

import json
import re

import archive
import damage
from ideas import idea


def parts(box) -> dict[str, bytes]:
    """The files of a bundle of the tiny run on made-up data."""
    run = box.lab.fixture("run") / "run"
    out = {
        "reproduce.toml": (run / "resolved.toml").read_bytes(),
        "experiment.toml": (run / "experiment.toml").read_bytes(),
        "serhost.lock": (run / "serhost.lock").read_bytes(),
    }
    for name in ("run.json", "predictions.csv", "folds.csv", "history.csv", "clips.csv"):
        out["results/" + name] = (run / name).read_bytes()
    return out


def packed(files) -> bytes:
    return archive.zstd(archive.ustar(files))


def refused(box, content: bytes, status, *says, leaves=("reproduced", "reproduced/*"), options=()):
    box.write("e.serbundle", content)
    return box.refuses(
        ["reproduce", "e.serbundle", "-q", *options], status, *says, leaves=leaves, seconds=30
    )


@idea("bundles", "a bundle that is cut off, or has bytes behind it", weight=2)
def cut(box, rng):
    content = rng.choice([packed(parts(box)), box.lab.fixture("bundle").read_bytes()])
    refused(box, damage.cut_or_grown(rng, content), 77, r"e\.serbundle", leaves=())


@idea("bundles", "a byte changed anywhere", weight=2)
def flipped(box, rng):
    content = box.lab.fixture("bundle").read_bytes()
    changed = damage.flipped(rng, content)
    refused(box, changed, 77, r"e\.serbundle", leaves=())


@idea("bundles", "something that is no bundle")
def no_bundle(box, rng):
    refused(box, damage.nonsense(rng), 77, r"e\.serbundle", leaves=())


@idea("bundles", "a part that is missing", weight=2)
def missing(box, rng):
    files = parts(box)
    name = rng.choice(
        [
            "reproduce.toml",
            "experiment.toml",
            "serhost.lock",
            "results/run.json",
            "results/predictions.csv",
        ]
    )
    del files[name]
    refused(box, packed(files), 77, re.escape(name), leaves=())


@idea("bundles", "an archive with foreign entries")
def entries(box, rng):
    whole = archive.ustar(parts(box))
    extra = rng.choice(
        [
            archive.entry("../x", b"x"),
            archive.entry("/tmp/x", b"x"),
            archive.header("a", 0, kind=b"2"),
            archive.entry("packs/a/b.serpack", b"x"),
            archive.entry("a", b"x", mode=0o4755),
            archive.entry("experiment.toml", b"x"),
            archive.header("a", 0, kind=b"5"),
        ]
    )
    refused(box, archive.zstd(extra + whole), 77, r"e\.serbundle", leaves=())


@idea("bundles", "a frame that lies about what it holds")
def frames(box, rng):
    whole = archive.ustar(parts(box))
    frame = rng.choice(
        [
            archive.zstd(whole, size=1 << 41),
            archive.zstd(whole, checksum=False),
            archive.zstd(whole, check=7),
            archive.zstd(whole, size=len(whole) - 1),
            archive.zstd(whole, dictionary=True),
            archive.zstd(whole) + b"\0",
            whole,
        ]
    )
    refused(box, frame, 77, r"e\.serbundle", leaves=())


@idea("bundles", "a record of results that is damaged", weight=2)
def record(box, rng):
    files = parts(box)
    text = files["results/run.json"]
    run = json.loads(text)
    what = rng.choice(["cut", "empty", "array", "schema", "no results", "summary", "type", "noise"])
    if what == "cut":
        text = text[: rng.randrange(1, len(text) - 3)]
    elif what in ("empty", "array", "noise"):
        text = {"empty": b"", "array": b"[]", "noise": rng.randbytes(100)}[what]
    else:
        if what == "schema":
            run["schema"] = rng.choice(["serhost.run/99", "", 3])
        elif what == "no results":
            del run["results"]
        elif what == "summary":
            run["summary"] = rng.choice([[], 3, {"ua": 3}, {"ua": {"pooled": "x"}}])
        else:
            run["results"][0]["metrics"] = rng.choice([3, {"ua": "x"}, {"ua": []}])
        text = json.dumps(run).encode()
    files["results/run.json"] = text
    refused(box, packed(files), 65, r"run\.json", leaves=())


@idea("bundles", "an experiment that is none, or of components that are not here")
def experiment(box, rng):
    files = parts(box)
    text = files["reproduce.toml"].decode()
    changed, status = rng.choice(
        [
            ("[", 78),
            ("", 78),
            (text.replace("epochs = 1", "epochs = 0"), 78),
            (text + "\n[more]\na = 1\n", 78),
            ("caf\xe9", 78),
            (text.replace('"cross_entropy"', '"cross_entropi"'), 69),
        ]
    )
    files["reproduce.toml"] = changed.encode("latin-1")
    refused(box, packed(files), status, r"reproduce\.toml", leaves=("reproduced", "reproduced/*"))


@idea("bundles", "a lock that is damaged, or of other plugins")
def lock(box, rng):
    files = parts(box)
    text = files["serhost.lock"].decode()
    changed, status = rng.choice(
        [
            ("", 78),
            ("[[plugin]", 78),
            ("version = 2\n", 78),
            (text + "\n[[plugin]]\n", 78),
            (text.replace('kind = "loss"', 'kind = "los"'), 78),
            ("version = 1\nplugin = 3\n", 78),
            (text.replace('source = "bundled"', 'source = "web"'), 78),
        ]
    )
    files["serhost.lock"] = changed.encode()
    refused(box, packed(files), status, r"serhost\.lock")


@idea("bundles", "other data than those of the run")
def data(box, rng):
    change = rng.choice(["speakers = 5", "sentences = 3", "takes = 2"])
    refused(box, packed(parts(box)), 1, "data differ", options=["-s", "dataset." + change])


@idea("bundles", "numbers that the run does not give")
def numbers(box, rng):
    files = parts(box)
    run = json.loads(files["results/run.json"])
    for name in ("ua", "wa"):
        run["summary"][name]["pooled"] += rng.choice([0.25, -0.25, 1e-3])
    files["results/run.json"] = json.dumps(run).encode()
    refused(box, packed(files), (1, 65), "ua|run.json")


@idea("bundles", "a bundle that is not there, or is no file")
def no_file(box, rng):
    (box.work / "folder").mkdir()
    name, status = rng.choice(
        [
            ("none.serbundle", 66),
            ("folder", (66, 77, 78)),
            ("/dev/null", (66, 77, 78)),
            ("/dev/zero", (66, 77, 78)),
        ]
    )
    box.refuses(["reproduce", name], status, name.split("/")[-1])


@idea("bundles", "a run that cannot be bundled")
def no_run(box, rng):
    box.copy(box.lab.fixture("run") / "run", "run")
    name, status = rng.choice(
        [
            ("run.json", (65, 66)),
            ("serhost.lock", 66),
            ("experiment.toml", 66),
            ("resolved.toml", 66),
        ]
    )
    (box.work / "run" / name).unlink()
    box.refuses(["bundle", "run"], status, re.escape(name))


@idea("bundles", "a run whose record or predictions are damaged, for whoever reads it", weight=2)
def damaged_run(box, rng):
    box.copy(box.lab.fixture("run") / "run", "run")
    box.copy(box.lab.fixture("other_run") / "run", "other")
    name = rng.choice(["run.json", "predictions.csv"])
    file = box.work / "run" / name
    content = file.read_bytes()
    if name == "run.json":
        run = json.loads(content)
        what = rng.choice(["cut", "noise", "empty", "number", "confusion", "classes"])
        if what == "number":
            run["summary"]["ua"]["pooled"] += 0.125
        elif what == "confusion":
            run["results"][0]["confusion"][0][0] += 1
        elif what == "classes":
            run["results"][0]["confusion"] = rng.choice([[], [[1]], 3, "x", [[1, 2]] * 9])
        content = {
            "cut": content[: rng.randrange(1, len(content) - 3)],
            "noise": rng.randbytes(200),
            "empty": b"",
        }.get(what, json.dumps(run).encode())
    else:
        lines = content.split(b"\n")
        at = rng.randrange(1, len(lines) - 1)
        fields = lines[at].split(b",")
        lines[at] = rng.choice(
            [b",".join(fields[:3]), b"", b",".join([*fields[:5], b"nobody", *fields[6:]]), b"\xff"]
        )
        content = b"\n".join(lines[: rng.choice([at, len(lines), len(lines)])] or [b""])
        if content == b"\n".join(file.read_bytes().split(b"\n")):
            content = b""
    file.write_bytes(content)
    command = rng.choice(
        [
            ["report", "run", "--out", "r.html"],
            ["report", "run", "--format", "csv"],
            ["compare", "run", "other"],
            ["bundle", "run"],
        ]
    )
    box.refuses(command, 65, r"run\.json|predictions\.csv", r"run[:/]")


@idea("bundles", "a run whose experiment was changed after it")
def changed_experiment(box, rng):
    box.copy(box.lab.fixture("run") / "run", "run")
    file = box.work / "run/resolved.toml"
    text = file.read_text()
    file.write_text(rng.choice([text.replace("epochs = 1", "epochs = 2", 1), text + "# x\n", ""]))
    box.refuses(["bundle", "run"], 65, r"resolved\.toml")


@idea("bundles", "works: a bundle of today, made and reproduced")
def good(box, rng):
    content = rng.choice([packed(parts(box)), box.lab.fixture("bundle").read_bytes()])
    box.write("e.serbundle", content)
    box.works(["reproduce", "e.serbundle", "-q", "--threads", "1"], seconds=30)
    box.copy(box.lab.fixture("run") / "run", "run")
    box.works(["bundle", "run", "-o", "new.serbundle"], "e|new")


@idea("bundles", "a run of which one field or one small file says something else")
def altered_part(box, rng):
    box.copy(box.lab.fixture("run") / "run", "run")
    what = rng.choice(["name", "folds", "plugin", "experiment.toml", "history.csv", "clips.csv"])
    if "." in what:
        file = box.work / "run" / what
        content = file.read_bytes()
        at = rng.randrange(len(content) - 4)
        file.write_bytes(rng.choice([content[:at], content + b"1", b"\n" + content]))
        word = re.escape(what)
    else:
        record = json.loads((box.work / "run/run.json").read_text())
        if what == "plugin":
            key = rng.choice(["sha256", "version", "file"])
            record["plugins"][0][key] = record["plugins"][0][key][:-1] + "#"
        else:
            record[what] = {"name": "better", "folds": 17}[what]
        box.write("run/run.json", json.dumps(record))
        word = "run.json.*(" + what + "|says of itself|version)"
    box.refuses(["bundle", "run"], 65, word)
