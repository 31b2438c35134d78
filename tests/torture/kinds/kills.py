"""Kills and stops at random moments of every command: the repetition notices nothing."""

import os
import signal
import time

import damage
import work
from box import UNFINISHED
from ideas import idea


def known_result(box, each):
    return work.undisturbed(box.lab, each, box.beside)


def killed(box, rng, each, kills=1, number=signal.SIGKILL, fast=False):
    """Kills the command at random moments, then lets it go on."""
    right = known_result(box, each)
    each.prepare(box)
    environment = {"SERHOST_CHECKPOINT_SECONDS": "0"} if fast else {}
    for turn in range(kills):
        command = each.command if turn == 0 else each.repeat
        child = box.start([box.lab.program, *command], environment=environment)
        time.sleep(rng.uniform(0, right["seconds"] * 1.05))
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            pass
        done = box.finish(child, each.seconds)
        stopped = (
            (0, -number)
            if number == signal.SIGKILL
            else (0, -number, 128 + number, *each.stop_status)
        )
        box.require(
            done.status in stopped,
            f"{each.name}: status {done.status} after the signal: {done.shown()}",
        )
    finish(box, each, right, environment)


def finish(box, each, right, environment):
    """The same command again, and the one that continues where that is refused."""
    done = box.serhost(*each.repeat, seconds=each.seconds, environment=environment)
    box.judge(done, each.done_already, [], "after the kill: " + " ".join(each.repeat))
    if not box.wrong:
        box.require(
            each.result(box) == right["result"], f"{each.name}: another result than undisturbed"
        )
        left = [
            path
            for path in box.tree()
            if UNFINISHED.search(path.split("/")[-1]) or path.endswith((".partial", ".partial.log"))
        ]
        box.require(not left, f"{each.name}: left behind after the repetition: {left}")


def _register(each):
    @idea("kills", f"SIGKILL during `{' '.join(each.command[:2])}`, then the same again")
    def kill(box, rng, each=each):
        killed(box, rng, each)


for _each in work.WORKS:
    _register(_each)


@idea("kills", "SIGKILL several times during a run that saves after every update")
def many(box, rng):
    killed(box, rng, work.by_name("run"), rng.randrange(2, 4), fast=True)


@idea("kills", "SIGTERM, SIGINT or SIGUSR1 during a run: 75, or the signal itself at its start")
def stopped(box, rng):
    number = rng.choice([signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
    each = work.by_name(rng.choice(["run", "extract", "sweep"]))
    killed(box, rng, each, number=number, fast=True)


@idea("kills", "damage to what a full disk left of a run or of features, before they go on")
def damaged_rest(box, rng):
    """Whatever it is: told, with its file, or made anew; never a result that differs."""
    each = work.by_name(rng.choice(["run", "run", "extract"]))
    right = known_result(box, each)
    each.prepare(box)
    (box.path / "counter").write_bytes(bytes(8))
    nth = rng.randrange(right["writes"] // 3, right["writes"] * 9 // 10)
    environment = {
        "LD_PRELOAD": str(box.lab.fixture("shim")),
        "TORTURE_ROOT": str(box.work),
        "TORTURE_COUNTER": str(box.path / "counter"),
        "TORTURE_NTH": str(nth),
        "TORTURE_LASTING": "1",
        "SERHOST_CHECKPOINT_SECONDS": "0",
    }
    box.serhost(*each.command, seconds=each.seconds, environment=environment)
    top = box.work / "run" if each.name == "run" else box.work
    files = sorted(
        path
        for path in top.rglob("*")
        if path.is_file() and path.stat().st_size > 0 and "tensorboard" not in path.parts
    )
    if each.name == "extract":
        files = [path for path in files if path.name.startswith("f.safetensors.partial")]
    elif not files:
        files = []
    if files:
        file = rng.choice(files)
        file.write_bytes(rng.choice([damage.cut_or_grown, damage.flipped])(rng, file.read_bytes()))
    done = box.serhost(*each.repeat, seconds=each.seconds)
    what = f"{each.name} with {file.relative_to(box.work) if files else 'nothing'} damaged"
    if done.status in (65, 73, 78) and each.name == "run":
        box.judge(done, done.status, [r"run/|run "], what)
        return
    box.judge(done, 0, [], what)
    if not box.wrong:
        box.require(each.result(box) == right["result"], f"{what}: another result")


@idea("kills", "SIGKILL of a command that only reads, with a home that has no cache yet")
def readers(box, rng):
    command = rng.choice(work.READERS)
    work.prepared_reader(box)
    (box.home / ".cache/serhost/plugins.json").unlink()
    child = box.start([box.lab.program, *command])
    time.sleep(rng.uniform(0, 0.6))
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    box.finish(child)
    before = {path for path in box.tree() if path.startswith("work")}
    done = box.serhost(*command)
    box.judge(
        done, (0, 1) if command[0] in ("compare", "data", "doctor") else 0, [], " ".join(command)
    )
    box.require({p for p in box.tree() if p.startswith("work")} == before, "a reader wrote files")


@idea("kills", "a run that is killed while another waits for its folder")
def waiting(box, rng):
    each = work.by_name("run")
    right = known_result(box, each)
    each.prepare(box)
    first = box.start([box.lab.program, *each.command])
    time.sleep(rng.uniform(0.3, 0.9) * right["seconds"])
    second = box.serhost(*each.command)
    box.require(second.status in (0, 73), f"second run: {second.status}: {second.shown()}")
    try:
        os.killpg(first.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    box.finish(first)
    finish(box, each, right, {})


@idea("kills", "works: --max-time that is too short, then --resume")
def max_time(box, rng):
    each = work.by_name("run")
    right = known_result(box, each)
    each.prepare(box)
    done = box.serhost(*each.command, "--max-time", "1s", seconds=each.seconds)
    box.judge(done, (0, 75), [], "--max-time 1s")
    finish(box, each, right, {})
