"""Limits of memory, files, stack, time; file systems without locks, links or syncs."""

import errno
import fcntl
import json
import os
import struct

import archive
import sample
import work
from ideas import idea


def under(limit: str):
    """In front of a command: a limit of this process and its children."""
    return ["sh", "-c", f'ulimit {limit}; exec "$0" "$@"']


# What a start takes of addresses lies far below what training does: LibTorch alone maps 2 GB.
COMMANDS = (["check", "e.toml"], ["plan", "e.toml"], ["list"], ["run", "e.toml", "-q"])


def least_memory(lab) -> int:
    """KiB of addresses with which `--version` just starts."""

    def find():
        import subprocess

        low, high = 1 << 16, 1 << 24
        while high - low > 1 << 14:
            middle = (low + high) // 2
            done = subprocess.run(
                [*under(f"-v {middle}"), lab.program, "--version"],
                env=lab.environment,
                capture_output=True,
            )
            low, high = (low, middle) if done.returncode == 0 else (middle, high)
        return high

    return lab.once("least memory", find)


@idea("limits", "too little memory", weight=2)
def memory(box, rng):
    box.write("e.toml", sample.made_up())
    limit = least_memory(box.lab) + rng.choice([0, 8, 32, 64, 128, 256, 400]) * 1024
    command = rng.choice(COMMANDS)
    done = box.serhost(*command, "--threads", "1", seconds=30, prefix=under(f"-v {limit}"))
    if "error while loading shared libraries" in done.said:
        box.require(True, "")  # the system's loader ended it before any code of the program ran
        return
    box.judge(
        done,
        (0, 1, 69, 74),
        ["memory"] if done.status else [],
        f"ulimit -v {limit}; {' '.join(command)}",
    )


@idea("limits", "hostile sizes under a limit of memory: they are not believed")
def believed(box, rng):
    limit = least_memory(box.lab) + 300 * 1024
    size = rng.choice([1 << 31, 1 << 33, 1 << 40, (1 << 62)])
    what = rng.choice(["weights", "pack", "bundle", "audio", "list"])
    if what == "weights":
        box.write("w.safetensors", struct.pack("<Q", size) + b"{}" + bytes(99))
        arguments, status = ["weights", "show", "w.safetensors"], 65
    elif what == "pack":
        frame = archive.zstd(b"x", size=size)
        box.write("a.serpack", archive.ustar({"payload.tar.zst": frame}))
        arguments, status = ["pack", "show", "a.serpack"], 77
    elif what == "bundle":
        box.write("e.serbundle", archive.zstd(b"x", size=size))
        arguments, status = ["reproduce", "e.serbundle"], 77
    elif what == "audio":
        box.corpus()
        box.write(
            "data/sad/s1_1.wav",
            sample.riff(
                sample.format_chunk() + b"data" + struct.pack("<I", 0x7FFFFFF0) + bytes(100)
            ),
        )
        arguments, status = ["check", "e.toml"], 65
    else:
        box.corpus(dataset='[dataset]\nplugin = "manifest"\nroot = "."\nfile = "l.csv"\n')
        with open(box.write("l.csv", "path,label\n"), "r+b") as file:
            file.truncate(5 << 30)
        arguments, status = ["check", "e.toml"], 65
    box.refuses(arguments, status, prefix=under(f"-v {limit}"))


@idea("limits", "few open files")
def open_files(box, rng):
    box.corpus()
    limit = rng.choice([4, 8, 12, 16, 24, 32, 64])
    command = rng.choice([*COMMANDS, ["data", "verify", "e.toml"]])
    done = box.serhost(*command, "--threads", "2", seconds=30, prefix=under(f"-n {limit}"))
    if "error while loading shared libraries" in done.said:
        box.require(True, "")  # the program was not even started
    elif done.status == 69:
        box.judge(done, 69, ["open files|not be (started|read)"], f"ulimit -n {limit}")
    else:
        box.judge(
            done,
            (0, 65, 66, 73, 74),
            ["open files"] if done.status else [],
            f"ulimit -n {limit}; {' '.join(command)}",
        )


@idea("limits", "a small stack, and texts that are nested deep")
def stack(box, rng):
    limit = rng.choice([128, 256, 512, 1024])
    what = rng.choice(["toml", "json", "config", "good"])
    box.corpus()
    arguments, status = ["check", "e.toml"], 78
    if what == "toml":
        box.write("e.toml", sample.experiment() + "a = " + "[" * rng.choice([60, 5000]) + "\n")
    elif what == "json":
        box.write(
            "e.toml",
            sample.experiment(
                dataset='[dataset]\nplugin = "manifest"\nroot = "."\nfile = "l.jsonl"\n'
            ),
        )
        box.write("l.jsonl", '{"path": ' + "[" * 100000 + "\n")
        status = 65
    elif what == "config":
        box.write("w/config.json", '{"a": ' + "[" * 100000)
        box.write("w/model.safetensors", struct.pack("<Q", 2) + b"{}")
        arguments, status = ["weights", "show", "w"], 65
    else:
        status = 0
    box.refuses(arguments, status, prefix=under(f"-s {limit}"), leaves=())


@idea("limits", "works: file systems without locks: a warning, and it goes on", weight=2)
def no_locks(box, rng):
    each = work.by_name(rng.choice(["run", "sweep", "extract", "reproduce"]))
    number = rng.choice([errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
    without(box, each, {"TORTURE_LOCKS": str(number)})


@idea("limits", "works: file systems without links")
def no_links(box, rng):
    each = work.by_name(rng.choice(["run", "sweep", "extract", "weights"]))
    number = rng.choice([errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK])
    without(box, each, {"TORTURE_LINKS": str(number)})


@idea("limits", "works: file systems without syncs")
def no_syncs(box, rng):
    each = work.by_name(rng.choice(["run", "bundle", "page", "extract", "weights", "lock"]))
    without(box, each, {"TORTURE_SYNC": str(errno.EINVAL)})


def without(box, each, environment):
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    environment["LD_PRELOAD"] = str(box.lab.fixture("shim"))
    box.works(each.command, leaves=each.leaves, seconds=each.seconds, environment=environment)
    if not box.wrong:
        box.require(each.result(box) == right["result"], "another result")


@idea("limits", "a lock that another process really holds")
def held(box, rng):
    each = work.by_name("run")
    each.prepare(box)
    (box.work / "run").mkdir()
    lock = os.open(box.work / "run/.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        box.refuses(rng.choice([each.command, each.repeat]), 73, "in use", leaves=())
    finally:
        os.close(lock)
    box.works(each.repeat, leaves=each.leaves, seconds=each.seconds)


@idea("limits", "two runs in one folder at once: one waits its turn or is refused")
def two_runs(box, rng):
    each = work.by_name(rng.choice(["run", "reproduce", "extract", "lock", "bundle"]))
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    children = [box.start([box.lab.program, *each.command]) for _ in range(rng.randrange(2, 4))]
    done = [box.finish(child, each.seconds) for child in children]
    for one in done:
        box.judge(
            one, (0, 73), ["in use|holds"] if one.status == 73 else [], f"{each.name} at once"
        )
    again = box.serhost(*each.repeat, seconds=each.seconds)
    box.judge(again, 0, [], f"{each.name} repeated")
    if again.status == 0:
        box.require(each.result(box) == right["result"], "another result")


@idea("limits", "a lock, a claim or a record left by somebody who is gone")
def stale(box, rng):
    each = work.by_name(rng.choice(["run", "sweep", "extract"]))
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    name = {"run": "run/.lock", "sweep": "runs/s/.lock-1-of-1", "extract": "f.safetensors.partial"}
    if each.name != "extract":
        box.write(name[each.name], rng.choice(["", "12345\n", "x"]))
    box.works(each.repeat, leaves=each.leaves, seconds=each.seconds)
    if not box.wrong:
        box.require(each.result(box) == right["result"], "another result")


@idea("limits", "a processor's time that is over")
def processor(box, rng):
    each = work.by_name("run")
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    done = box.serhost(*each.command, prefix=under("-t 1"), seconds=each.seconds)
    # The system ends it by a signal; what matters is that the run can go on.
    box.require(done.status in (0, 75, -24, -9, 152, 137), f"status {done.status}: {done.shown()}")
    again = box.serhost(*each.repeat, seconds=each.seconds)
    box.judge(again, 0, [], "run --resume")
    if again.status == 0:
        box.require(each.result(box) == right["result"], "another result")


@idea("limits", "works: a run is read while it is written")
def read_while_written(box, rng):
    each = work.by_name("run")
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    writer = box.start([box.lab.program, *each.command])
    import time

    time.sleep(rng.uniform(0.2, 0.9) * right["seconds"])
    reader = box.serhost(*rng.choice([("report", "run", "--format", "csv"), ("check", "e.toml")]))
    box.require(reader.status in (0, 1, 66), f"reader: {reader.status}: {reader.shown()}")
    done = box.finish(writer, each.seconds)
    box.judge(done, 0, [], "the run that is read")
    if done.status == 0:
        run = json.loads((box.work / "run/run.json").read_text())
        box.require(run["status"] == right["result"][2], "the run is not finished")
