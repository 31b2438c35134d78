"""A folder of its own for one input: runs the program in it and judges what it does."""

import fnmatch
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import sample

# What the program calls files and folders that it has not finished.
UNFINISHED = re.compile(r"^\..*\.\d+\.tmp$|\.(new|old|next)$")
HANG_SECONDS = 10.0
# What is left behind by faults that are known and not mended.
KNOWN_LEFT = {"work/runs": "a run that is refused leaves the empty folder runs"}


class Known(Exception):
    """The input shows a fault that is known; it is not run unless all are asked for."""


class Finished:
    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.err, self.seconds = status, out, err, seconds

    @property
    def said(self) -> str:
        return self.err + self.out

    def shown(self) -> str:
        text = self.err.strip() or self.out.strip() or "(nothing)"
        return text if len(text) < 700 else text[:500] + " ... " + text[-180:]


class Box:
    def __init__(self, lab, path: pathlib.Path, all_known: bool):
        self.lab, self.path, self.all_known = lab, path, all_known
        self.work, self.home, self.tmp = path / "work", path / "home", path / "tmp"
        for folder in (self.work, self.home / ".cache/serhost", self.tmp):
            folder.mkdir(parents=True)
        if lab.probe_cache.exists():
            shutil.copy(lab.probe_cache, self.home / ".cache/serhost/plugins.json")
        self.wrong: list[str] = []  # what was not as it should be
        self.commands: list[str] = []
        self.known_as: str | None = None
        self.known_left: set[str] = set()
        self.environment = dict(lab.environment, HOME=str(self.home), TMPDIR=str(self.tmp))
        self.checks = 0

    # ---- files

    def write(self, name: str, content) -> pathlib.Path:
        file = self.work / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def copy(self, source: pathlib.Path, name: str) -> pathlib.Path:
        to = self.work / name
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, to, symlinks=True)
        else:
            shutil.copyfile(source, to)
        return to

    def corpus(self, **changes) -> None:
        """data/ and e.toml, a small corpus of audio files that works."""
        sample.write_corpus(self)
        self.write("e.toml", sample.experiment(**changes))

    def known(self, reason: str) -> None:
        """Says that what follows is a fault that is not mended yet."""
        self.known_as = reason
        if not self.all_known:
            raise Known(reason)

    def beside(self, name: str) -> "Box":
        """Another box, for what must not be seen in this one."""
        return Box(self.lab, self.path.parent / name, self.all_known)

    # ---- running

    def start(self, command, environment=None, folder=None, **streams):
        words = [str(word) for word in command]
        self.commands.append(" ".join(words))
        chosen = dict(self.environment)
        for key, value in (environment or {}).items():
            if value is None:
                chosen.pop(key, None)
            else:
                chosen[key] = value
        number = len(self.commands)
        out = streams.pop("out", None) or open(self.path / f"out{number}", "wb")
        err = open(self.path / f"err{number}", "wb")
        child = subprocess.Popen(
            words,
            cwd=folder or self.work,
            env=chosen,
            stdin=streams.pop("stdin", subprocess.DEVNULL),
            stdout=out,
            stderr=err,
            start_new_session=True,
            **streams,
        )
        child.number = number
        child.began = time.monotonic()
        for file in (out, err):
            if not isinstance(file, int):
                file.close()
        return child

    def finish(self, child, seconds=HANG_SECONDS) -> Finished:
        limit = seconds * self.lab.patience
        try:
            status = child.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            status = "hang"
        texts = []
        for name in ("out", "err"):
            file = self.path / f"{name}{child.number}"
            texts.append(file.read_bytes().decode("utf-8", "replace") if file.exists() else "")
        return Finished(status, *texts, time.monotonic() - child.began)

    def run(self, command, seconds=HANG_SECONDS, **options) -> Finished:
        return self.finish(self.start(command, **options), seconds)

    def serhost(self, *arguments, seconds=HANG_SECONDS, prefix=(), **options) -> Finished:
        return self.run([*prefix, self.lab.program, *arguments], seconds, **options)

    # ---- what is right

    def fail(self, what: str) -> None:
        self.wrong.append(what)

    def require(self, right, what: str) -> None:
        self.checks += 1
        if not right:
            self.fail(what)

    def refuses(self, arguments, status, *says, leaves=(), **options) -> Finished:
        """The command must end with `status` (or one of several), say all words (regular
        expressions), and leave no file behind but those that match `leaves`."""
        before = self.tree()
        finished = self.serhost(*arguments, **options)
        self.judge(finished, status, says, " ".join(map(str, arguments)))
        self.sweep(before, leaves)
        return finished

    def works(self, arguments, *says, leaves=("*",), **options) -> Finished:
        return self.refuses(arguments, 0, *says, leaves=leaves, **options)

    def judge(self, finished, status, says, command) -> None:
        self.checks += 1
        wanted = status if isinstance(status, tuple) else (status,)
        if finished.status not in wanted:
            what = (
                "hangs"
                if finished.status == "hang"
                else (
                    f"died of signal {-finished.status}"
                    if finished.status < 0
                    else f"status {finished.status}"
                )
            )
            self.fail(
                f"{command}: {what}, expected {' or '.join(map(str, wanted))}: " + finished.shown()
            )
            return
        for word in says:
            if not re.search(word, finished.said):
                self.fail(f"{command}: does not say '{word}': {finished.shown()}")
        if finished.status not in (0, 1, 75) and not finished.said.strip():
            self.fail(f"{command}: says nothing")

    def tree(self) -> set[str]:
        out = set()
        for top in (self.work, self.tmp, self.home):
            for folder, folders, files in os.walk(top):
                relative = os.path.relpath(folder, self.path)
                out.update(os.path.join(relative, name) for name in (*folders, *files))
        return out

    def sweep(self, before: set[str], leaves=()) -> None:
        """Nothing new may lie about: no unfinished file anywhere, no other file where it was not
        asked for. The home may fill with what is cached."""
        for path in sorted(self.tree() - before):
            name = path.split("/")[-1]
            inside = path.split("/", 1)
            allowed = inside[0] == "home" or (
                inside[0] == "work"
                and any(
                    fnmatch.fnmatchcase(inside[1], each) or each.startswith(inside[1] + "/")
                    for each in leaves
                )
            )
            if path in KNOWN_LEFT and not self.all_known and not os.listdir(self.path / path):
                self.known_left.add(KNOWN_LEFT[path])
            elif UNFINISHED.search(name) or not allowed:
                self.fail(f"left behind: {path}")
