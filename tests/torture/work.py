"""Commands that write, for the kinds that interrupt them: start, repetition, result."""

import dataclasses
import json
import shutil
import struct
import time
from typing import Callable

import labs_golden
import minisign
import models
import sample
import vocal


@dataclasses.dataclass(frozen=True)
class Work:
    name: str
    prepare: Callable  # (box): what the command needs
    command: tuple
    repeat: tuple  # the command that goes on after an interruption
    result: Callable  # (box): what must be equal, whatever happened
    leaves: tuple  # what may lie there
    seconds: float = 30.0
    stop_status: tuple = ()  # after SIGTERM; absent: it need not be handled
    done_already: tuple = (0,)  # how the repetition ends where the first had done all
    rest: tuple = ()  # what may lie there where it failed: what the repetition goes on with
    home: bool = False  # it writes into the user's folders, not into the working folder

    def root(self, box):
        return box.home if self.home else box.work


QUIET = ("-q", "--threads", "1")


def _experiment(box):
    box.write(
        "e.toml",
        sample.made_up(
            head='name = "e"\nseeds = [1, 2]\n', train="[train]\nepochs = 3\nbatch_size = 4\n"
        ),
    )


def _numbers(box, folder) -> list:
    run = json.loads((box.work / folder / "run.json").read_text())
    return [
        (box.work / folder / "predictions.csv").read_bytes(),
        (box.work / folder / "folds.csv").read_bytes(),
        run["status"],
        run["summary"],
        run["signature"],
    ]


def _sweep(box):
    box.write("base.toml", sample.made_up(head=""))
    box.write(
        "s.toml",
        'name = "s"\n[base]\nextends = "base.toml"\n[axes]\n'
        'loss.plugin = ["cross_entropy", "focal"]\n',
    )


def _cells(box):
    cells = sorted((box.work / "runs/s/cells").iterdir())
    return [(cell.name, (cell / "predictions.csv").read_bytes()) for cell in cells]


def _audio(box):
    for name, content in list(sample.clips().items())[:6]:
        box.write("data/" + name, content)
    labs_golden.put_hubert(box, "model")


def _run(box):
    box.copy(box.lab.fixture("run") / "run", "run")


def _two_runs(box):
    _run(box)
    box.copy(box.lab.fixture("other_run") / "run", "other")


def _bytes(name):
    return lambda box: (box.work / name).read_bytes()


def _plain(command, prepare, result, leaves, name=None, **more):
    return Work(name or command[0], prepare, command, command, result, leaves, **more)


def _tensors(name):
    """All but the metadata, which hold the path of the encoder."""

    def read(box):
        content = (box.work / name).read_bytes()
        (size,) = struct.unpack("<Q", content[:8])
        header = json.loads(content[8 : 8 + size])
        del header["__metadata__"]
        return header, content[8 + size :]

    return read


EXTRACT = (
    "extract",
    "--backbone",
    "hubert",
    "-s",
    "checkpoint=model",
    "--layer",
    "all",
    "--pool",
    "mean",
    "--out",
    "f.safetensors",
    "-q",
    "data",
)


def _merged(box):
    shown = box.serhost("ledger", "show", "all.sqlite", "--json")
    if shown.status != 0:
        return shown.err
    return [(cell["id"], cell["status"], cell["result"]) for cell in json.loads(shown.out)["cells"]]


NPY = ("extract", "--backbone", "hubert", "-s", "checkpoint=model", "--layer", "last", "--pool")
NPY += ("mean", "--format", "npy", "--out", "f", "-q")
WORKS = (
    Work(
        "run",
        _experiment,
        ("run", "e.toml", "--out", "run", *QUIET),
        ("run", "e.toml", "--out", "run", "--resume", *QUIET),
        lambda box: _numbers(box, "run"),
        ("run", "run/*"),
        stop_status=(75,),
        rest=("run", "run/*"),
    ),
    _plain(
        ("sweep", "s.toml", *QUIET),
        _sweep,
        _cells,
        ("runs", "runs/*"),
        stop_status=(75,),
        rest=("runs", "runs/*"),
    ),
    _plain(
        EXTRACT,
        _audio,
        _tensors("f.safetensors"),
        ("f.safetensors",),
        stop_status=(75,),
        rest=("f.safetensors.partial*",),
    ),
    _plain(("bundle", "run", "-o", "e.serbundle"), _run, _bytes("e.serbundle"), ("e.serbundle",)),
    _plain(
        ("report", "run", "--format", "csv", "--out", "r.csv"), _run, _bytes("r.csv"), ("r.csv",)
    ),
    _plain(("report", "run", "--out", "r.html"), _run, _bytes("r.html"), ("r.html",), name="page"),
    _plain(
        ("weights", "convert", "model", "--out", "out"),
        lambda box: labs_golden.put_hubert(box, "model"),
        _bytes("out/model.safetensors"),
        ("out", "out/*"),
        done_already=(0, 73),
    ),
    _plain(
        ("pack", "lock", "e.toml"),
        _experiment,
        _bytes("serhost.lock"),
        ("serhost.lock",),
        name="lock",
    ),
    Work(
        "reproduce",
        lambda box: box.copy(box.lab.fixture("bundle"), "e.serbundle"),
        ("reproduce", "e.serbundle", *QUIET),
        ("reproduce", "e.serbundle", *QUIET),
        lambda box: (box.work / "reproduced/e/run/predictions.csv").read_bytes(),
        ("reproduced", "reproduced/*"),
        rest=("reproduced", "reproduced/*"),
        stop_status=(75,),
    ),
    _plain(
        ("new", "loss", "mine"),
        lambda box: None,
        lambda box: sorted(p.name for p in (box.work / "mine").rglob("*")),
        ("mine", "mine/*"),
        done_already=(0, 73),
    ),
    _plain(
        (*NPY, "data"),
        _audio,
        lambda box: sorted((p.name, p.read_bytes()) for p in (box.work / "f").rglob("*.npy")),
        ("f", "f/*"),
        rest=("f", "f/*"),
        name="npy",
    ),
    _plain(
        ("pack", "key", "trust", "k.pub", "--name", "lab"),
        lambda box: box.write("k.pub", minisign.Key("a key").public_line() + "\n"),
        lambda box: (box.home / ".config/serhost/trusted/lab.pub").read_bytes(),
        (),
        name="trust",
        home=True,
    ),
    _plain(
        ("ledger", "merge", "one.sqlite", "--out", "all.sqlite"),
        lambda box: box.copy(labs_golden.LEDGER, "one.sqlite"),
        _merged,
        ("all.sqlite",),
        name="merge",
        done_already=(0, 73),
    ),
    _plain(
        ("predict", "run", "--key", "path", "--out", "p.csv", *QUIET, "data"),
        models.trained,
        _bytes("p.csv"),
        ("p.csv",),
        stop_status=(75,),
        rest=("p.csv.partial*",),
    ),
    Work(
        "evaluate",
        models.trained,
        ("evaluate", "run", "e.toml", "--out", "seen", *QUIET),
        ("evaluate", "run", "e.toml", "--out", "seen", "--resume", *QUIET),
        lambda box: _numbers(box, "seen"),
        ("seen", "seen/*"),
        stop_status=(75,),
        rest=("seen", "seen/*"),
    ),
    _plain(
        ("export", "enc", "--format", "huggingface", "--fold", "1", "--out", "model", "-q"),
        models.encoder,
        _bytes("model/model.safetensors"),
        ("model", "model/*"),
        done_already=(0, 73),
    ),
    _plain(
        (*vocal.CREATE, "-o", "a.serpack"),
        vocal.prepared,
        _bytes("a.serpack"),
        ("a.serpack", "vocal/build", "vocal/build/*"),
        name="pack",
        seconds=float(vocal.SECONDS),
        rest=("vocal/build", "vocal/build/*"),
    ),
)

# These write no file of their own; a kill may still not hurt whoever comes next.
READERS = (
    ("check", "e.toml"),
    ("plan", "e.toml"),
    ("list",),
    ("data", "stats", "e.toml"),
    ("compare", "run", "other"),
    ("data", "audit", "e.toml"),
    ("doctor",),
    ("cache", "show"),
)


def by_name(name: str) -> Work:
    return next(work for work in WORKS if work.name == name)


def prepared_reader(box) -> None:
    _experiment(box)
    _two_runs(box)


def undisturbed(lab, work: Work, make_box) -> dict:
    """What the command gives, how long it takes and how often it writes, where nothing happens."""

    def measure():
        box = make_box("undisturbed-" + work.name)
        work.prepare(box)
        counter = box.path / "counter"
        counter.write_bytes(bytes(8))
        before = time.monotonic()
        done = box.serhost(
            *work.command,
            seconds=60,
            environment={
                "LD_PRELOAD": str(lab.fixture("shim")),
                "TORTURE_ROOT": str(work.root(box)),
                "TORTURE_COUNTER": str(counter),
            },
        )
        seconds = time.monotonic() - before
        if done.status != 0:
            raise RuntimeError(f"{work.name} does not even work undisturbed: {done.shown()}")
        out = {
            "result": work.result(box),
            "seconds": seconds,
            "writes": int.from_bytes(counter.read_bytes(), "little"),
        }
        shutil.rmtree(box.path, ignore_errors=True)
        return out

    return lab.once("undisturbed " + work.name, measure)
