#!/usr/bin/env bash
# scripts/torture.sh [--kind NAME] [--seeds A-B] [--jobs N] [--slice SECONDS] [--all] [--keep] [--list]: runs hostile inputs of
# twelve kinds through build/bin/serhost and prints which are handled. Exit status 1 if one is not. See docs/torture.md.
#
# The inputs are made by tests/torture, from Python's standard library and a C compiler alone, and depend on nothing but their seed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec env PYTHONDONTWRITEBYTECODE=1 python3 "$root/tests/torture/main.py" "$@"
