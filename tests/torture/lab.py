"""What all inputs share: the program, and finished runs, bundles and shims that are made once."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time

import sample

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
# What of the caller's environment the program needs; nothing else of it can change a result.
KEPT = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")


class Lab:
    def __init__(self, program: pathlib.Path, folder: pathlib.Path):
        self.program, self.folder = program, folder
        self.build = program.parent.parent
        self.environment = {key: os.environ[key] for key in KEPT if key in os.environ}
        self.environment.update(
            OMP_NUM_THREADS="1", GOMP_SPINCOUNT="0", LC_ALL="C.UTF-8", SERHOST_CACHE="memory"
        )
        self.probe_cache = folder / "home/.cache/serhost/plugins.json"
        self.patience = 1.0
        self.plain_folder: pathlib.Path | None = None
        self._made: dict = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._measure()

    def _measure(self) -> None:
        """Looks at all plugins once, then measures how slow this machine is right now: a command
        hangs where it takes more than 10 s, or up to 30 s where `--version` takes long."""
        self._run(["list"])
        began = time.monotonic()
        self._run(["--version"])
        self.patience = min(3.0, max(1.0, (time.monotonic() - began) * 5))

    def _run(self, arguments, folder=None, home=None) -> None:
        home = home or self.folder / "home"
        home.mkdir(exist_ok=True)
        done = subprocess.run(
            [self.program, *arguments],
            cwd=folder or self.folder,
            env=dict(self.environment, HOME=str(home)),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"serhost {' '.join(map(str, arguments))}: status "
                f"{done.returncode}: {done.stderr}"
            )

    def run_at_home(self, home: pathlib.Path, folder: pathlib.Path, arguments) -> None:
        """With a home of its own: keys and packs of other inputs are not seen."""
        home.mkdir(exist_ok=True)
        self._run(arguments, folder, home)

    def new_folder(self, name: str) -> pathlib.Path:
        folder = self.folder / "made" / name
        folder.mkdir(parents=True)
        return folder

    def fixture(self, name: str) -> pathlib.Path:
        """Made by the function make_NAME at its first use."""

        def make():
            return getattr(self, "make_" + name)(self.new_folder(name))

        return self.once(name, make)

    def once(self, name: str, make):
        """What `make` returns, which is called for the first who asks; others wait."""
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self._made:
                self._made[name] = make()
        return self._made[name]

    def make_run(self, folder, changes=None, name="e"):
        """A finished run of the tiny experiment on made-up data: FOLDER/run, beside its e.toml."""
        (folder / "e.toml").write_text(sample.made_up(head=f'name = "{name}"\n', **(changes or {})))
        self._run(["run", "e.toml", "-q", "--out", "run", "--threads", "1"], folder)
        return folder

    def make_other_run(self, folder):
        return self.make_run(folder, {"loss": '[loss]\nplugin = "focal"\n'}, "f")

    def make_real_run(self, folder):
        """The same on audio files: FOLDER/data."""
        for name, content in sample.clips().items():
            (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "data" / name).write_bytes(content)
        (folder / "e.toml").write_text(sample.experiment())
        self._run(["run", "e.toml", "-q", "--out", "run", "--threads", "1"], folder)
        return folder

    def make_bundle(self, folder):
        run = self.fixture("run") / "run"
        self._run(["bundle", run, "-o", folder / "e.serbundle"], folder)
        return folder / "e.serbundle"

    def make_shim(self, folder):
        """A library that makes system calls fail, for LD_PRELOAD."""
        source = pathlib.Path(__file__).with_name("shim.c")
        if re.search(r"[\s:]", str(folder)):  # which would end its name in LD_PRELOAD
            folder = self.plain_folder = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
        out = folder / "shim.so"
        compiler = shutil.which("cc") or shutil.which("gcc") or "c++ -xc"
        subprocess.run(
            [*compiler.split(), "-shared", "-fPIC", "-O1", "-o", out, source, "-ldl"], check=True
        )
        return out

    def bundled(self, name: str) -> pathlib.Path:
        """The file of a bundled plugin."""
        return next((self.build / "lib/serhost/plugins").rglob(name + ".so"))

    def make_plugin(self, folder):
        """A bundled loss under a name of its own, so that a test needs no compiler."""
        content = self.bundled("focal").read_bytes()
        out = folder / "vocal.so"
        out.write_bytes(content.replace(b"focal\0", b"vocal\0"))
        return out
