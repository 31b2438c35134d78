#!/usr/bin/env python3
"""Packs an installed serhost into a wheel and a tarball; scripts/package.sh calls it.

Both have one layout, so that every path between their parts is the same:

    serhost/bin, serhost/lib, serhost/include   what `cmake --install` wrote
    share/man, share/bash-completion, ...       for man and the shells
    serhost.libs/                               the system's shared libraries, put there by auditwheel
    torch/lib, torch/include                    LibTorch: the `torch` wheel's own folder, or in the tarball a copy

usage: package.py wheel|tarball|all --root DIR --stage DIR --torch DIR --out DIR
"""

import argparse
import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

PARTS_OF_LIBTORCH = ["libtorch.so", "libtorch_cpu.so", "libc10.so"]  # what serhost and plugins link

# Manual pages and completion lie where other programs look for them.
FOR_THE_SYSTEM = tuple(f"serhost/share/{name}/" for name in ["man", "bash-completion", "zsh", "fish"])


def fail(text: str) -> None:
    print(f"serhost: {text}", file=sys.stderr)
    sys.exit(70)


def run(words: list) -> str:
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, words))} failed:\n{done.stdout.strip()}")
    return done.stdout


def is_elf(file: pathlib.Path) -> bool:
    if not file.is_file() or file.is_symlink():
        return False
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def find_torch_beside(package: pathlib.Path, torch: pathlib.Path) -> None:
    """Programs and plugins look for LibTorch in `torch` beside `serhost`, wherever both lie."""
    for gomp in sorted((torch / "lib").glob("libgomp*")):
        for file in ["bin/serhost", "lib/serhost/libserhost_python.so"]:  # LibTorch's OpenMP first: soxr then takes it, too
            run(["patchelf", "--add-needed", gomp.name, package / file])
    for file in sorted(path for path in package.rglob("*") if is_elf(path)):
        up = "/".join([".."] * (len(file.relative_to(package.parent).parts) - 1))
        # What opens Parquet files finds pyarrow in the same way, where it is installed.
        beside = "pyarrow" if "libparquet" in run(["patchelf", "--print-needed", file]) else "torch/lib"
        run(["patchelf", "--set-rpath", f"$ORIGIN/{up}/{beside}", file])
    config = package / "lib/cmake/serhost/serhost-config.cmake"
    text = config.read_text()
    named = re.subn(r'set\(_serhost_torch "[^"]*"\)', 'get_filename_component(_serhost_torch "${_serhost_prefix}/../torch" ABSOLUTE)', text)
    if named[1] != 1:
        fail(f"{config}: expected one line that says where LibTorch lies, found {named[1]}")
    config.write_text(named[0])


def metadata(root: pathlib.Path, version: str, torch: str, arrow: str) -> str:
    readme = (root / "README.md").read_text()
    lines = ["Metadata-Version: 2.1", "Name: serhost", f"Version: {version}",
             "Summary: Speech emotion recognition from plugins and one TOML file", "License: Apache-2.0",
             "Requires-Python: >=3.10", f"Requires-Dist: torch=={torch}", "Provides-Extra: parquet",
             f'Requires-Dist: pyarrow=={arrow}; extra == "parquet"', "Description-Content-Type: text/markdown",
             "Classifier: Environment :: Console", "Classifier: Operating System :: POSIX :: Linux", "Classifier: Programming Language :: C++",
             "Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence", "", readme]
    return "\n".join(lines)


class WheelFile:
    """A wheel: a zip whose RECORD lists the hash of every file. Dates are fixed, so that the same content gives the same bytes."""

    def __init__(self, path: pathlib.Path) -> None:
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
        self.record = []

    def add(self, name: str, content: bytes, executable: bool = False) -> None:
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.external_attr = (0o100755 if executable else 0o100644) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(entry, content)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(content)}")

    def close(self, info: str) -> None:
        self.add(f"{info}/RECORD", ("\n".join([*self.record, f"{info}/RECORD,,"]) + "\n").encode())
        self.zip.close()


def make_wheel(options: argparse.Namespace, version: str, torch: str, arrow: str) -> pathlib.Path:
    package = options.stage / "serhost"
    info = f"serhost-{version}.dist-info"
    plain = options.stage / f"serhost-{version}-py3-none-linux_x86_64.whl"
    wheel = WheelFile(plain)
    for file in sorted((options.root / "core/python/serhost").glob("*.py")):
        wheel.add(f"serhost/{file.name}", file.read_bytes())
    for file in sorted(path for path in package.rglob("*") if path.is_file()):
        name = str(file.relative_to(options.stage))
        if name.startswith("serhost/share/serhost/python/"):  # the package itself, for prefixes without pip
            continue
        if name.startswith(FOR_THE_SYSTEM):  # pip puts these into share/ of the environment
            name = f"serhost-{version}.data/data/{name.removeprefix('serhost/')}"
        wheel.add(name, file.read_bytes(), os.access(file, os.X_OK))
    for name in ["LICENSE", "THIRD_PARTY.md"]:
        wheel.add(f"{info}/{name}", (options.root / name).read_bytes())
    wheel.add(f"{info}/METADATA", metadata(options.root, version, torch, arrow).encode())
    wheel.add(f"{info}/WHEEL", b"Wheel-Version: 1.0\nGenerator: serhost\nRoot-Is-Purelib: false\nTag: py3-none-linux_x86_64\n")
    wheel.add(f"{info}/entry_points.txt", b"[console_scripts]\nserhost = serhost.__main__:main\n")
    wheel.close(info)
    # LibTorch comes with the `torch` wheel, its OpenMP too: two of those in one process would tread on each other.
    repaired = options.stage / "repaired"
    run(["auditwheel", "repair", "--exclude", "libtorch*", "--exclude", "libc10*", "--exclude", "libgomp*", "--exclude", "libarrow*", "--exclude", "libparquet*",
         "-w", repaired, plain])
    made = list(repaired.glob("*.whl"))
    if len(made) != 1:
        fail(f"auditwheel made {len(made)} wheels in {repaired}, expected 1")
    return made[0]


def libtorch_needed(lib: pathlib.Path) -> list:
    """The files of LibTorch that serhost links, and those that these link in turn."""
    wanted, seen = list(PARTS_OF_LIBTORCH) + [file.name for file in lib.glob("libgomp*")], []
    while wanted:
        name = wanted.pop()
        if name in seen or not (lib / name).exists():
            continue
        seen.append(name)
        wanted += run(["patchelf", "--print-needed", lib / name]).split()
    return sorted(seen)


def make_tarball(options: argparse.Namespace, version: str, wheel: pathlib.Path) -> pathlib.Path:
    name = f"serhost-{version}-linux-x86_64"
    top = options.stage / name
    shutil.rmtree(top, ignore_errors=True)
    with zipfile.ZipFile(wheel) as packed:
        for entry in packed.infolist():
            if entry.is_dir() or ".dist-info/" in entry.filename or entry.filename.endswith(".py"):
                continue
            file = top / entry.filename.removeprefix(f"serhost-{version}.data/data/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(packed.read(entry))
            file.chmod((entry.external_attr >> 16) & 0o777 or 0o644)
    (top / "bin").mkdir()
    (top / "bin/serhost").symlink_to("../serhost/bin/serhost")
    (top / "torch/lib").mkdir(parents=True)
    for file in libtorch_needed(options.torch / "lib"):
        shutil.copy2(options.torch / "lib" / file, top / "torch/lib" / file)
    shutil.copytree(options.torch / "include", top / "torch/include")
    for file in ["LICENSE", "THIRD_PARTY.md", "README.md"]:
        shutil.copy2(options.root / file, top / file)
    tarball = options.out / f"{name}.tar.zst"
    run(["tar", "--create", "--use-compress-program", f"zstd -T0 -{os.environ.get('SERHOST_PACKAGE_LEVEL', '10')}", "--file", tarball, "--owner=0", "--group=0", "--numeric-owner",
         "--sort=name", "--mtime=1980-01-01", "--directory", options.stage, name])
    return tarball


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["wheel", "tarball", "all"])
    for name in ["root", "stage", "torch", "out"]:
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    options = parser.parse_args()
    version = re.search(r"project\(serhost VERSION (\S+)", (options.root / "CMakeLists.txt").read_text()).group(1)
    setup = (options.root / "scripts/setup.sh").read_text()
    torch, arrow = (re.search(rf"serhost_{part}_version=(\S+)", setup).group(1) for part in ["torch", "arrow"])
    find_torch_beside(options.stage / "serhost", options.torch)
    wheel = make_wheel(options, version, torch, arrow)
    made = []
    if options.what in ("wheel", "all"):
        made.append(pathlib.Path(shutil.copy2(wheel, options.out)))
    if options.what in ("tarball", "all"):
        made.append(make_tarball(options, version, wheel))
    for file in made:
        print(f"{file}  {file.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
