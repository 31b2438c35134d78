#!/usr/bin/env python3
"""scripts/lint.sh runs this: clang-format and the limit of 100 columns over all C++ files, clang-tidy over the torch-free libraries.

usage: lint.py ROOT [format|tidy] [--fix] [--all]

clang-tidy takes the files of a library as one, so that their headers are read once: a minute of CPU instead of ten. A library that
was clean is not read again until it, a header or .clang-tidy changes (build/lint)."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

# Those that tests/core/dependencies_test keeps free of LibTorch; of some the library has another name, or is half of the folder.
TORCH_FREE = ["base", "pattern", "metrics", "audio", "host", "config", "corpus", "data", "onnx", "pack", "readers", "report", "scaffold", "sweep"]
HALVES = {"weights": "serhost_weights_files", "run": "serhost_run_record"}
FOLDERS = ["core", "plugins", "tests", "benchmarks", "docs"]
COLUMNS = 100


def sources(root, *suffixes):
    for folder in FOLDERS:
        for path, folders, names in os.walk(root / folder):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "build")))
            yield from (pathlib.Path(path, name) for name in sorted(names) if name.endswith(suffixes))


def check_format(root, tools, fix):
    files = list(sources(root, ".cpp", ".hpp", ".h", ".cu"))
    options = ["-i"] if fix else ["--dry-run", "-Werror"]
    status = 0
    for first in range(0, len(files), 200):
        status |= subprocess.run([tools / "clang-format", *options, *files[first : first + 200]], cwd=root).returncode
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > COLUMNS:
                print(f"{file.relative_to(root)}:{number}: {len(line)} columns; at most {COLUMNS} fit")
                status = 1
    if status:
        print("how to fix it: scripts/lint.sh format --fix; what it leaves (tables under 'clang-format off', raw strings) by hand")
    return bool(status)


def commands(root):
    """(source, flags that decide what is parsed) of everything that is compiled, a unit's files one by one."""
    database = root / "build" / "compile_commands.json"
    if not database.exists():
        sys.exit("serhost: build/compile_commands.json is missing: run scripts/setup.sh first")
    for entry in json.loads(database.read_text()):
        words = shlex.split(entry["command"])
        flags = []
        for before, word in zip(words, words[1:]):
            if word.startswith(("-D", "-I", "-std")):
                flags.append(word)
            elif before in ("-isystem", "-I", "-D"):
                flags += [before, word]
        unit = pathlib.Path(entry["file"])
        if "/Unity/" in entry["file"] and unit.exists():
            for file in re.findall(r'^#include "(.+)"$', unit.read_text(), re.MULTILINE):
                yield entry["output"], pathlib.Path(file), flags
        else:
            yield entry["output"], unit, flags


def libraries(root, everything):
    """name -> (files, flags): what is read as one file."""
    found = {}
    for output, file, flags in commands(root):
        if not file.is_relative_to(root) or file.is_relative_to(root / "build") or not file.exists():
            continue
        target = re.search(r"CMakeFiles/([^/]+)\.dir/", output).group(1)
        room = file.relative_to(root).parts[1]
        wanted = target == f"serhost_{room}" and room in TORCH_FREE or target == HALVES.get(room)
        if everything:
            found[str(file.relative_to(root)).replace("/", "_")] = ([file], flags)
        elif wanted:
            found.setdefault(room, ([], flags))[0].append(file)
    return found


def read(name, files, flags, root, tools, common):
    work = root / "build" / "lint"
    work.mkdir(parents=True, exist_ok=True)
    unit, stamp = work / f"{name}.cpp", work / f"{name}.clean"
    unit.write_text("".join(f'#include "{file}"\n' for file in sorted(files)))
    seen = common.copy()
    for part in [unit, *sorted(files)]:
        seen.update(part.read_bytes())
    seen.update(repr(flags).encode())
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return True, ""
    command = [tools / "clang-tidy", "--quiet", f"--config-file={root / '.clang-tidy'}", unit, "--", "-w", *flags]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        stamp.write_text(seen.hexdigest())
    return done.returncode == 0, done.stdout + done.stderr if done.returncode else ""


def check_tidy(root, tools, everything):
    common = hashlib.sha256((root / ".clang-tidy").read_bytes())
    for header in sources(root, ".hpp", ".h"):
        common.update(header.read_bytes())
    found = libraries(root, everything)
    if len(found) < len(TORCH_FREE) // 2:
        sys.exit(f"serhost: only {len(found)} libraries to read in build/compile_commands.json: it is not of this checkout; run scripts/setup.sh")
    clean = True
    with concurrent.futures.ThreadPoolExecutor(max_workers=int(os.environ.get("SERHOST_JOBS", os.cpu_count()))) as pool:
        jobs = [pool.submit(read, name, *of, root, tools, common) for name, of in found.items()]
        for job in concurrent.futures.as_completed(jobs):
            good, text = job.result()
            clean &= good
            if text:
                print(text)
    return not clean


def main():
    root, options = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    tools = root / "build" / "lint-venv" / "bin"
    failed = False
    if "tidy" not in options:
        failed |= check_format(root, tools, "--fix" in options)
    if "format" not in options:
        failed |= check_tidy(root, tools, "--all" in options)
    if not failed:
        print("clean")
    return failed


sys.exit(main())
