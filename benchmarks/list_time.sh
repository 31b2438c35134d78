#!/usr/bin/env bash
# Wall time of `serhost list`: the first call, which loads every new plugin in a child process, and the median of ten more.
# Usage: benchmarks/list_time.sh [BUILD]
set -euo pipefail
build=${1:-build}
program=$build/bin/serhost
[[ -x $program ]] || { echo "list_time.sh: no program at $program; build it, or name the build folder" >&2; exit 66; }
XDG_CACHE_HOME=$(mktemp -d)
export XDG_CACHE_HOME
trap 'rm -rf "$XDG_CACHE_HOME"' EXIT

milliseconds() {
  local start end
  start=$(date +%s%N)
  "$program" list > /dev/null
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}

first=$(milliseconds)
median=$(for _ in {1..10}; do milliseconds; done | sort -n | sed -n 5p)
echo "serhost list: first $first ms, then $median ms (median of 10)"
