#!/usr/bin/env bash
# Programs that take everything, refuse everything, crash, hang on to files or say nothing must be seen by scripts/torture.sh.
set -euo pipefail
unset GTEST_OUTPUT  # what is found here are no results of the suite
torture=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/scripts/torture.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# expect NAME LAST_LINE STATUS BODY: what the script says of a program that does BODY where it is asked for anything but its version.
expect() {
  printf '#!/bin/sh\ncase $1 in --version | list) exit 0 ;; esac\n%s\n' "$4" >"$folder/program"
  chmod +x "$folder/program"
  local status=0
  "$torture" --program "$folder/program" --kind toml --seeds 1-19 >"$folder/out" 2>&1 || status=$?
  if [ "$(tail -n 1 "$folder/out")" != "$2" ] || [ "$status" -ne "$3" ]; then
    printf '%s: status %s, expected %s and the last line "%s"; found:\n' "$1" "$status" "$3" "$2"
    cat "$folder/out"
    exit 1
  fi
}

handled=$("$torture" --list | sed -n '/^toml:/,/^[a-z]*: /p' | grep -c '^  works:')
expect "takes everything" "$handled handled, $((19 - handled)) wrong" 1 'exit 0'
expect "refuses everything without a word" "0 handled, 19 wrong" 1 'exit 78'
expect "crashes" "0 handled, 19 wrong" 1 'kill -SEGV $$'
expect "leaves a file behind" "0 handled, 19 wrong" 1 'echo x >.e.toml.123.tmp; exit 0'
