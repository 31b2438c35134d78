#!/usr/bin/env bash
# scripts/named_plugins.sh FILE.toml [OPTION...]: the bundled plugins that an experiment names, one a line; scripts/run.sh builds them.
#
# Every word of the file, of those that it extends and of the options that is the name of a bundled plugin: a word too many costs
# seconds, and where one is missing (it comes from an environment variable) the program says what to build.
set -euo pipefail
plugins=$(cd "$(dirname "${BASH_SOURCE[0]}")/../plugins" && pwd)
file=$1
shift
words=$(printf ' %s' "$@" | tr -c 'a-z0-9_' ' ')
seen=' '
while [ -f "$file" ]; do
  case $seen in *" $file "*) break ;; esac  # the program says that they extend each other
  seen+="$file "
  words+=" $(sed 's/#.*//' "$file" | tr -c 'a-z0-9_' ' ')"
  folder=$(dirname "$file")
  file=$(sed -n "s/^[[:space:]]*extends[[:space:]]*=[[:space:]]*[\"']\([^\"']*\)[\"'].*/\1/p" "$file" | head -n 1)
  case $file in '') break ;; /*) ;; *) file=$folder/$file ;; esac
done
for folder in "$plugins"/*/*/; do
  name=$(basename "$folder")
  case " $words " in *" $name "*) printf '%s\n' "$name" ;; esac
done
