"""Kills and stops at random moments of every command: what goes on afterwards ends as if nothing was."""

import os
import signal
import time

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
        stopped = (0, -number) if number == signal.SIGKILL else (
            0, -number, 128 + number, *each.stop_status)
        box.require(done.status in stopped,
                    f"{each.name}: status {done.status} after the signal: {done.shown()}")
    finish(box, each, right, environment)


def finish(box, each, right, environment):
    """The same command again, and the one that continues where that is refused."""
    done = box.serhost(*each.repeat, seconds=each.seconds, environment=environment)
    box.judge(done, each.done_already, [], "after the kill: " + " ".join(each.repeat))
    if not box.wrong:
        box.require(each.result(box) == right["result"],
                    f"{each.name}: another result than undisturbed")
        left = [path for path in box.tree() if UNFINISHED.search(path.split("/")[-1])
                or path.endswith((".partial", ".partial.log"))]
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
    box.judge(done, (0, 1) if command[0] in ("compare", "data", "doctor") else 0, [],
              " ".join(command))
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
