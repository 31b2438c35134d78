"""Full, failing and forbidden disks, at every call that writes."""

import re
import errno
import os

import sample
import work
from box import UNFINISHED
from ideas import idea


def failing(box, rng, each, number=errno.ENOSPC, lasting=False, root=None, status=(74,), nth=None):
    """The Nth call that writes below `root` fails. Whatever it was: the right status, its
    file named, nothing half-done left, and the repetition gives the same result."""
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    counter, mark = box.path / "counter", box.path / "mark"
    counter.write_bytes(bytes(8))
    chosen = nth or rng.randrange(1, right["writes"] + 2)
    before = box.tree()
    done = box.serhost(
        *each.command,
        seconds=each.seconds,
        environment={
            "LD_PRELOAD": str(box.lab.fixture("shim")),
            "TORTURE_ROOT": str(root or each.root(box)),
            "TORTURE_COUNTER": str(counter),
            "TORTURE_MARK": str(mark),
            "TORTURE_NTH": str(chosen),
            "TORTURE_ERRNO": str(number),
            "TORTURE_LASTING": str(int(lasting)),
        },
    )
    where = mark.read_text().strip().split("\n")[0] if mark.exists() else ""
    what = f"{each.name}, call {chosen} of {right['writes']} ({where or 'not reached'})"
    says = [re.escape(os.strerror(number)) + "|disk is full|database or disk|disk I/O"]
    if where and root is None:
        box.judge(done, status, says, what)
    else:
        box.judge(done, 0, [], what)
    for path in sorted(box.tree() - before):
        if UNFINISHED.search(path.split("/")[-1]):
            box.fail(f"{what}: left behind: {path}")
    box.sweep(before, each.rest if done.status and not whole(box, each, right) else each.leaves)
    repeat(box, each, right, what)


def whole(box, each, right) -> bool:
    """Where the last sync alone failed, the output lies there, complete."""
    try:
        return each.result(box) == right["result"]
    except (OSError, ValueError, KeyError):
        return False


def repeat(box, each, right, what):
    again = box.serhost(*each.repeat, seconds=each.seconds)
    box.judge(again, each.done_already, [], f"{what}: repeated: {' '.join(each.repeat)}")
    if again.status in each.done_already:
        box.require(each.result(box) == right["result"], f"{what}: another result when repeated")


def _register(each, lasting):
    how = "from some write on" if lasting else "at one write"

    @idea("disk", f"a disk that is full {how} of `{' '.join(each.command[:2])}`")
    def full(box, rng, each=each):
        failing(box, rng, each, lasting=lasting)


for _number, _each in enumerate(work.WORKS):
    _register(_each, lasting=_number % 2 == 1)


@idea("disk", "a disk that stays full, and one that is full for a moment, during a run", weight=2)
def run_full(box, rng):
    failing(box, rng, work.by_name("run"), lasting=rng.random() < 0.7)


@idea("disk", "a quota, an error of the disk, a file system that is read-only")
def other_faults(box, rng):
    number = rng.choice([errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG])
    each = rng.choice(work.WORKS)
    # A folder or file that cannot be made where nothing may be written at all: 73 is as right.
    failing(
        box, rng, each, number, lasting=True, status=(73, 74) if number == errno.EROFS else (74,)
    )


@idea("disk", "works: a home that is full: only what is cached is lost")
def full_home(box, rng):
    each = work.by_name(rng.choice(["run", "bundle", "extract", "lock"]))
    (box.home / ".cache/serhost/plugins.json").unlink()
    failing(box, rng, each, lasting=True, root=box.home, nth=rng.randrange(1, 4))


@idea("disk", "files that may not grow over a size")
def file_size(box, rng):
    each = work.by_name(rng.choice(["run", "bundle", "weights", "page", "extract"]))
    right = work.undisturbed(box.lab, each, box.beside)
    each.prepare(box)
    before = box.tree()
    blocks = rng.choice([1, 2, 4])  # of 512 bytes, as POSIX has it
    done = box.serhost(
        *each.command,
        seconds=each.seconds,
        prefix=["sh", "-c", f'ulimit -f {blocks}; exec "$0" "$@"'],
    )
    box.judge(done, (0, 74), ["File too large"] if done.status else [], f"{each.name}, ulimit -f")
    if done.status == 74:
        box.sweep(before, each.rest if done.status and not whole(box, each, right) else each.leaves)
    repeat(box, each, right, "ulimit -f")


@idea("disk", "a file where a folder must be, a folder where a file must be")
def in_the_way(box, rng):
    each = work.by_name(
        rng.choice(["run", "bundle", "page", "weights", "extract", "reproduce", "lock"])
    )
    each.prepare(box)
    target = {
        "run": "run",
        "bundle": "e.serbundle",
        "page": "r.html",
        "weights": "out",
        "extract": "f.safetensors",
        "reproduce": "reproduced",
        "lock": "serhost.lock",
    }[each.name]
    if each.name in ("run", "weights", "reproduce"):
        box.write(target, "mine")
    else:
        (box.work / target).mkdir()
    box.refuses(each.command, 73, re.escape(target), seconds=each.seconds)


@idea("disk", "a folder that may not be written to, or a path that cannot be")
def forbidden(box, rng):
    from kinds.environment import unprivileged

    box.write("e.toml", sample.made_up())
    closed = box.work / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    out = rng.choice(["closed/run", "closed/a/b/c", "/proc/x", "/dev/null/x", "x" * 300, "/sys/x"])
    box.refuses(
        ["run", "e.toml", "-q", "--out", out], 73, re.escape(out[:5]), prefix=unprivileged()
    )
