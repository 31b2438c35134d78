#!/usr/bin/env python3
"""Sums GoogleTest's XML files in a folder: prints failures and skips with their reasons, then `N passed, N failed[, N skipped]`.

usage: count_tests.py FOLDER CTEST_STATUS NO_SKIP
A program that ends without its XML file (a crash, a timeout) counts as one failure, taken from CTest's log."""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree


def main() -> int:
    folder, ctest_status, no_skip = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
    passed, failed, skipped, programs = 0, 0, 0, set()
    for file in sorted(folder.glob("*.xml")):
        programs.add(file.stem)
        for case in ElementTree.parse(file).getroot().iter("testcase"):
            name = f"{file.stem}: {case.get('classname')}.{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None:
                failed += 1
                print(f"FAILED  {name}")
            elif skip is not None or case.get("result") == "skipped":
                reason = (skip.get("message") or skip.text or "").strip().splitlines() if skip is not None else []
                text = " ".join(line for line in reason if not re.match(r"^\S+:\d+$", line)) or "no reason given"
                if no_skip and not text.lower().startswith("no gpu"):
                    failed += 1
                    print(f"FAILED  {name}: skipped, and skips are not allowed: {text}")
                else:
                    skipped += 1
                    print(f"skipped {name}: {text}")
            elif case.get("status") != "notrun":
                passed += 1
    summary = (folder / "summary.txt").read_text(errors="replace")
    for match in re.finditer(r"Test\s+#\d+: (\S+) \.+\s*\**(Failed|Timeout|Not Run|Exception[^\d]*|SEGFAULT|Subprocess[^\d]*)", summary):
        if match.group(1) not in programs:
            failed += 1
            print(f"FAILED  {match.group(1)}: the program ended without its results ({match.group(2).strip()})")
    for match in re.finditer(r"Test\s+#\d+: (\S+) \.+\s*Passed", summary):
        passed += match.group(1) not in programs  # a program that is not GoogleTest's: one test
    if ctest_status != 0 and failed == 0:
        failed += 1
        print(f"FAILED  ctest ended with status {ctest_status}")
    if passed + failed + skipped == 0:
        failed += 1
        print("FAILED  no test was run")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


sys.exit(main())
