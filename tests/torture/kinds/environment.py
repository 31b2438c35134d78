"""Environments: nonsense in variables, homes that are not there, closed streams."""

import os
import subprocess

import sample
from ideas import idea

WORD = ["check", "e.toml"]
QUICK = (
    ["check", "e.toml"],
    ["list"],
    ["--version"],
    ["data", "stats", "e.toml"],
    ["--help"],
    ["describe", "loss", "focal"],
    ["cache", "show"],
    ["pack", "list"],
    ["doctor"],
)


def prepared(box):
    box.write("e.toml", sample.made_up())


@idea("environment", "works: a home that is not there, not absolute, a file, or not set")
def home(box, rng):
    prepared(box)
    box.write("file", "x")
    values = {"HOME": rng.choice([None, "", "nowhere", "/nowhere/at/all", str(box.work / "file")])}
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        values[name] = rng.choice([None, "", "relative", "/dev/null/x", str(box.work / "file")])
    command = rng.choice(QUICK[:6])
    box.works(command, environment=values, leaves=())


@idea("environment", "a place for keys that is not there")
def keys(box, rng):
    values = {
        "HOME": rng.choice([None, "", "relative"]),
        "XDG_CONFIG_HOME": rng.choice([None, "x"]),
    }
    box.refuses(["pack", "key", "new", "lab"], 78, "HOME", environment=values)


@idea("environment", "a folder for temporary files that is not there")
def temporary(box, rng):
    prepared(box)
    value = rng.choice(["/nowhere", "", "relative", "/dev/null"])
    box.works(rng.choice(QUICK[:6]), environment={"TMPDIR": value}, leaves=())


@idea("environment", "works: terminals and languages that do not exist")
def terminal(box, rng):
    prepared(box)
    values = {
        name: rng.choice(
            [
                "",
                "0",
                "-5",
                "x",
                "99999999999999999999",
                "1",
                "dumb",
                "xterm",
                "tr_TR.UTF-8",
                "C",
                "zz_ZZ",
                "\x1b[31m",
            ]
        )
        for name in ("COLUMNS", "TERM", "NO_COLOR", "LANG", "LC_ALL", "LC_NUMERIC", "LINES")
    }
    done = box.works(rng.choice(QUICK), environment=values, leaves=())
    box.require("\x1b" not in done.said, "an escape sequence is written to a file")


@idea("environment", "a setting that says nonsense")
def settings(box, rng):
    prepared(box)
    name, value, command = rng.choice(
        [
            ("SERHOST_CACHE", "maybe", WORD),
            ("SERHOST_CACHE_LIMIT", "much", WORD),
            ("SERHOST_CACHE_LIMIT", "-1GB", WORD),
            ("SERHOST_CACHE_LIMIT", "1XB", WORD),
            ("SERHOST_CHECKPOINT_SECONDS", "soon", ["run", "e.toml", "-q"]),
            ("SERHOST_CHECKPOINT_SECONDS", "-1", ["run", "e.toml", "-q"]),
            ("SERHOST_CHECKPOINT_SECONDS", "nan", ["run", "e.toml", "-q"]),
        ]
    )
    command = (
        command
        if command != WORD
        else rng.choice([["plan", "e.toml"], ["cache", "show"], ["run", "e.toml", "-q"]])
    )
    box.refuses(command, (64, 78), name, environment={name: value})


@idea("environment", "works: numbers of threads that say nonsense to other libraries")
def threads(box, rng):
    prepared(box)
    values = {
        name: rng.choice(["", "0", "-1", "x", "1.5", "9" * 30, "1,2", "100000"])
        for name in (
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "GOMP_SPINCOUNT",
            "OMP_WAIT_POLICY",
            "KMP_AFFINITY",
            "MALLOC_ARENA_MAX",
            "OMP_PROC_BIND",
        )
    }
    values["OMP_NUM_THREADS"] = rng.choice(["", "0", "-1", "x", "1"])
    box.works(rng.choice(QUICK), environment=values, leaves=())


@idea("environment", "plugin folders that are not there, files, or very many")
def plugin_path(box, rng):
    prepared(box)
    box.write("file.so", "x")
    value = rng.choice(
        ["/nowhere", ":::", ":", "file.so", "/nowhere:" * 2000, "/dev/null", "\n", "ü"]
    )
    box.works(rng.choice([["list"], WORD]), environment={"SERHOST_PLUGIN_PATH": value}, leaves=())


@idea("environment", "variables of an experiment that are not set, or hold anything")
def variables(box, rng):
    box.write("e.toml", sample.experiment(dataset=sample.DATASET.replace('"data"', '"${CORPUS}"')))
    value, status = rng.choice(
        [
            (None, 78),
            ("", (66, 78)),
            ("/nowhere", 66),
            ("a\nb", 66),
            ("\x1b[2J", 66),
            ("x" * 5000, (66, 74)),
            ("${CORPUS}", (66, 78)),
            ('"', 66),
            ("/dev/null", (65, 66, 78)),
            ("\udce9", (66, 78)),
        ]
    )
    done = box.refuses(
        rng.choice([WORD, ["run", "e.toml"]]),
        status,
        "CORPUS|root|data",
        environment={"CORPUS": value},
    )
    box.require("\x1b" not in done.said, "an escape sequence of a variable is printed")


@idea("environment", "standard output on a full disk")
def full_output(box, rng):
    prepared(box)
    command = rng.choice(
        [
            ["list"],
            ["--help"],
            ["describe", "loss", "focal"],
            ["--version"],
            ["data", "stats", "e.toml"],
            ["plan", "e.toml"],
            WORD,
            ["completion", "bash"],
        ]
    )
    with open("/dev/full", "wb") as out:
        child = box.start([box.lab.program, *command], out=out)
    done = box.finish(child)
    box.judge(done, 74, ["standard output"], " ".join(command))


@idea("environment", "standard streams that are closed")
def closed(box, rng):
    prepared(box)
    command = rng.choice(QUICK)
    which = rng.choice(["<&-", ">&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
    before = box.tree()
    done = box.run(["sh", "-c", f'exec "$0" "$@" {which}', box.lab.program, *command])
    # What is closed cannot be written to: 74 where the results would have gone there.
    box.require(
        done.status in ((74, 0) if " >&-" in " " + which else (0,)),
        f"{command} {which}: status {done.status}: {done.shown()}",
    )
    box.sweep(before)


@idea("environment", "a reader that goes away")
def broken_pipe(box, rng):
    prepared(box)
    command = rng.choice(
        [["list"], ["describe", "table", "train"], ["completion", "zsh"], ["--help"]]
    )
    read, write = os.pipe()
    os.close(read)
    child = box.start([box.lab.program, *command], out=os.fdopen(write, "wb"))
    done = box.finish(child)
    box.require(
        done.status in (0, 74, -13, 141), f"{command}: status {done.status}: {done.shown()}"
    )


@idea("environment", "a working folder that is gone, or cannot be written to")
def folder(box, rng):
    if rng.random() < 0.5:
        place = box.work / "gone"
        place.mkdir()
        script = 'cd "$1" && rmdir "$1" && shift && exec "$0" "$@"'
        command = rng.choice([["--version"], ["list"], ["check", "e.toml"], ["run", "e.toml"]])
        done = box.run(["sh", "-c", script, box.lab.program, place, *command])
        box.judge(done, 66, ["working folder has been removed"], "in a folder that is gone")
        return
    prepared(box)
    os.chmod(box.work, 0o555)
    box.refuses(["run", "e.toml", "-q"], 73, "cannot be created", prefix=unprivileged())
    os.chmod(box.work, 0o755)


def unprivileged() -> list[str]:
    """What takes root's way around permissions away, in front of a command."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


@idea("environment", "arguments without sense")
def arguments(box, rng):
    prepared(box)
    given = rng.choice(
        [
            [],
            ["chekc"],
            ["check"],
            ["check", "a", "b"],
            ["run", "--resum", "e.toml"],
            ["run", "e.toml", "--max-time", "soon"],
            ["run", "e.toml", "--threads", "0"],
            ["run", "e.toml", "--threads", "x"],
            ["--threads"],
            ["run", "--device", "tpu", "e.toml"],
            ["data", "verfy", "e.toml"],
            ["compare", "a"],
            ["--"],
            ["-"],
            ["extract"],
            ["weights"],
            ["weights", "show"],
            ["pack"],
            ["cache", "cler"],
            ["completion", "tcsh"],
            ["describe", "loss"],
            ["ledger"],
            ["sweep"],
            ["--versoin"],
            ["new", "loss"],
            ["build"],
            ["list", "losess"],
            ["check", "e.toml", "--format", "xml"],
            ["report"],
            ["bundle"],
            ["reproduce"],
            ["run", "e.toml", "--max-time", "-5s"],
            ["run", "e.toml", "--log"],
        ]
    )
    box.refuses(given, 64)


@idea("environment", "works: a large environment and long arguments")
def large(box, rng):
    prepared(box)
    values = {f"VARIABLE_{i}": "x" * 1000 for i in range(rng.randrange(50, 900))}
    box.works(
        ["check", "e.toml"] + ["-s", "train.epochs=2"] * rng.randrange(1, 300),
        environment=values,
        leaves=(),
    )
