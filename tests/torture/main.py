"""Runs hostile inputs of all kinds through the program and counts which are handled.

Called by scripts/torture.sh, which says what its options are."""

import argparse
import concurrent.futures
import importlib
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import time
import traceback

import box as boxes
import ideas
import lab as labs
import results

SEEDS = (1, 100)
# Inputs of a slice, of kinds that train, build or wait in each; of the others, a round of all
# ideas.
SLICE = {"kills": 2, "disk": 3, "limits": 5, "bundles": 8, "packs": 18}


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/torture.sh",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Makes hostile inputs, runs them through serhost and fails if one is\n"
        "not handled: a crash, a hang, a wrong exit status or message, success with damaged\n"
        "input, files left behind.",
        epilog="example: scripts/torture.sh --kind audio --seeds 1-20 --keep",
    )
    parser.add_argument("--list", action="store_true", help="print the table of ideas")
    parser.add_argument(
        "--kind",
        action="append",
        choices=ideas.KINDS,
        metavar="NAME",
        help="only this kind (repeatable): " + ", ".join(ideas.KINDS),
    )
    parser.add_argument("--seeds", default=None, metavar="A-B", help="which inputs; default 1-100")
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="inputs at once; default: the number of cores",
    )
    parser.add_argument(
        "--slice",
        type=float,
        default=None,
        metavar="SECONDS",
        help="begin no input later than this; without --seeds: the quick ones of "
        "each kind, one seed an idea",
    )
    parser.add_argument(
        "--all", action="store_true", help="also inputs that show faults which are known"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder of a failing input")
    parser.add_argument(
        "--program",
        type=pathlib.Path,
        default=None,
        metavar="FILE",
        help="default: build/bin/serhost",
    )
    return parser.parse_args(arguments)


def seeds_of(text):
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if match is None or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
        print(f"--seeds is '{text}', but must be a range such as 1-100", file=sys.stderr)
        sys.exit(64)
    return int(match[1]), int(match[2] or match[1])


def planned(options):
    """(kind, seed) in the order in which they run: all kinds in turns, so that a slice that ends
    early has some of each."""
    kinds = options.kind or ideas.KINDS
    if options.seeds is None and options.slice is not None:
        last = {kind: min(ideas.round_of(kind), SLICE.get(kind, 99)) for kind in kinds}
        first = 1
    else:
        first, end = seeds_of(options.seeds) if options.seeds else SEEDS
        last = dict.fromkeys(kinds, end)
    out = []
    for seed in range(first, max(last.values()) + 1):
        for kind in kinds:
            if seed <= last[kind]:
                out.append((kind, seed))
    return out


def one(lab, kind, seed, options, deadline):
    """Makes one input and judges what the program does with it."""
    idea = ideas.of_seed(kind, seed)
    outcome = results.Outcome(kind, seed, idea.text)
    if deadline is not None and time.monotonic() > deadline:
        outcome.state = "not run"
        return outcome
    folder = lab.folder / "boxes" / f"{kind}-{seed}"
    began = time.monotonic()
    box = boxes.Box(lab, folder, options.all)
    try:
        idea.make(box, random.Random(f"{kind} {seed}"))
        box.require(box.checks > 0, "the input was not judged at all")
    except boxes.Known as fault:
        outcome.state, outcome.wrong = "known", [str(fault)]
    except Exception:
        box.fail("the input cannot be made: " + traceback.format_exc())
    if outcome.state != "known":
        outcome.wrong = box.wrong
        outcome.state = "wrong" if box.wrong else "handled"
        outcome.known_as = box.known_as
        if box.known_left and not box.wrong:
            outcome.state, outcome.wrong = "known", sorted(box.known_left)
    outcome.seconds = time.monotonic() - began
    outcome.commands = box.commands
    if not (options.keep and outcome.state == "wrong"):
        remove(folder)
    else:
        outcome.folder = folder
    return outcome


def remove(folder):
    for path, folders, _ in os.walk(folder):
        for name in folders:
            if not os.path.islink(os.path.join(path, name)):
                os.chmod(os.path.join(path, name), 0o700)
    shutil.rmtree(folder, ignore_errors=True)


def main(arguments) -> int:
    options = parse(arguments)
    for file in sorted((pathlib.Path(__file__).parent / "kinds").glob("[a-z]*.py")):
        importlib.import_module("kinds." + file.stem)
    if options.list:
        results.print_ideas()
        return 0
    source = pathlib.Path(__file__).resolve().parents[2]
    program = (options.program or source / "build/bin/serhost").absolute()
    if not os.access(program, os.X_OK):
        print(
            f"{program}: there is no such program; build it first: scripts/run.sh", file=sys.stderr
        )
        return 66
    plan = planned(options)
    deadline = time.monotonic() + options.slice if options.slice is not None else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="serhost-torture-"))
    lab = None
    try:
        lab = labs.Lab(program, folder)
        with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
            made = [pool.submit(one, lab, kind, seed, options, deadline) for kind, seed in plan]
            outcomes = []
            for future in made:
                outcomes.append(future.result())
                results.print_outcome(outcomes[-1])
    finally:
        if lab is not None and lab.plain_folder is not None:
            remove(lab.plain_folder)
        if not options.keep:
            remove(folder)
    results.write_xml(outcomes)
    return results.print_table(outcomes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
