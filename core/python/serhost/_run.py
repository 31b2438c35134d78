"""Runs experiments: the program in a process of its own, so that it can be stopped, and a plugin that crashes takes nobody along."""

import os
import subprocess
import sys
import tempfile

from ._library import Error, program, toml_text
from ._record import Run, read_run


def run(path, *, out=None, resume: bool = False, threads: int = 0, quiet: bool = True, **overrides) -> Run:
    """`serhost run PATH`, and its record. Keys of the experiment are set by overrides: `run(path, **{"train.epochs": 3})`, or with two
    underscores for the dot, `run(path, train__epochs=3)`.

    `out` is the run's folder; without it, the one that the program chooses. Progress goes to standard error unless `quiet`. Raises
    Error with the program's own message and exit status; Ctrl-C stops the program, which keeps what it has."""
    words = [os.fspath(program()), "run", os.fspath(path)]
    for key, value in overrides.items():
        words += ["-s", f"{key.replace('__', '.')}={toml_text(value)}"]
    if out is not None:
        words += ["--out", os.fspath(out)]
    words += ["--resume"] * resume + ["--quiet"] * quiet + (["--threads", str(threads)] if threads else [])
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said, tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as faults:
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=faults if quiet else None) as child:
            try:
                status = child.wait()
            except KeyboardInterrupt:
                child.wait()  # the program has had the same signal, and saves
                raise
        said.seek(0)
        faults.seek(0)
        text, why = said.read(), faults.read().strip()
    if status != 0:
        raise Error(why or f"serhost run {path} ended with status {status}", status)
    if not quiet:
        sys.stdout.write(text)
    return read_run(out if out is not None else _folder_in(text))


def _folder_in(text: str) -> str:
    """Where the program says that the report lies."""
    for line in reversed(text.splitlines()):
        if line.startswith("report: "):
            return os.path.dirname(line.removeprefix("report: "))
    raise Error("serhost run did not say where its report is", 70)
