"""What became of the inputs: lines while they run, the table at the end, an XML file for CTest."""

import dataclasses
import os
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

import ideas


@dataclasses.dataclass
class Outcome:
    kind: str
    seed: int
    idea: str
    state: str = "wrong"  # handled, wrong, known (not run), not run
    wrong: list = dataclasses.field(default_factory=list)
    known_as: str | None = None  # run all the same, with --all
    seconds: float = 0.0
    commands: list = dataclasses.field(default_factory=list)
    folder: pathlib.Path | None = None


def print_ideas() -> None:
    for kind in ideas.KINDS:
        print(f"{kind}: {len(ideas.of_kind(kind))} ideas")
        for each in ideas.of_kind(kind):
            print(f"  {each.text}")


def print_outcome(outcome: Outcome) -> None:
    if outcome.state == "handled":
        if outcome.known_as:
            print(
                f"mended  {outcome.kind} {outcome.seed}: {outcome.idea}: {outcome.known_as}",
                flush=True,
            )
        return
    if outcome.state == "not run":
        return
    print(f"{outcome.state:7} {outcome.kind} {outcome.seed}: {outcome.idea}")
    for line in outcome.wrong:
        print("    " + line.replace("\n", "\n    "))
    if outcome.state == "wrong":
        print(
            f"    repeat: scripts/torture.sh --all --keep --kind {outcome.kind} "
            f"--seeds {outcome.seed}"
        )
        if outcome.folder is not None:
            print(f"    kept: cd {outcome.folder}/work; the commands were:")
            for command in outcome.commands:
                print("      " + (command if len(command) < 400 else command[:400] + " ..."))
    sys.stdout.flush()


def print_table(outcomes) -> int:
    print(f"\n{'kind':<12} {'inputs':>7} {'handled':>8} {'wrong':>6} {'known':>6} {'seconds':>8}")
    total = {"handled": 0, "wrong": 0, "known": 0}
    for kind in ideas.KINDS:
        of_kind = [each for each in outcomes if each.kind == kind and each.state != "not run"]
        if not of_kind:
            continue
        count = {state: sum(each.state == state for each in of_kind) for state in total}
        for state in total:
            total[state] += count[state]
        print(
            f"{kind:<12} {len(of_kind):>7} {count['handled']:>8} {count['wrong']:>6} "
            f"{count['known']:>6} {sum(each.seconds for each in of_kind):>8.1f}"
        )
    left_out = sum(each.state == "not run" for each in outcomes)
    if left_out:
        print(f"{left_out} inputs were not begun: the time of the slice was over")
    if total["known"]:
        print(
            f"{total['known']} inputs show faults that are known (listed above), which only --all "
            "counts as wrong"
        )
    print(f"{total['handled']} handled, {total['wrong']} wrong")
    return 1 if total["wrong"] or total["handled"] == 0 else 0


def write_xml(outcomes) -> None:
    """As GoogleTest does where GTEST_OUTPUT asks for it, a case an input: scripts/test.sh counts
    them. Known faults are listed above, not counted."""
    wanted = os.environ.get("GTEST_OUTPUT", "")
    if not wanted.startswith("xml:") or not wanted.endswith("/"):
        return
    root = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(root, "testsuite", name="Torture")
    for each in outcomes:
        if each.state not in ("handled", "wrong"):
            continue
        case = ElementTree.SubElement(
            suite,
            "testcase",
            name=f"{each.seed} {each.idea}",
            classname="Torture." + each.kind,
            status="run",
            result="completed",
            time=f"{each.seconds:.3f}",
        )
        if each.state == "wrong":
            ElementTree.SubElement(case, "failure", message="; ".join(each.wrong))
    folder = pathlib.Path(wanted.removeprefix("xml:"))
    folder.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(
        folder / "torture_slice.xml", encoding="utf-8", xml_declaration=True
    )
