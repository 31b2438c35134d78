#!/usr/bin/env bash
# scripts/run.sh [FILE.toml] [options of `serhost run`]: installs what is missing, builds, runs the experiment (default:
# experiments/quickstart.toml, which needs no download) and prints the result table and where the report is.
#
# It builds the program and the plugins that the experiment names; `cmake --build build` makes the rest.
set -euo pipefail
if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  sed -n 's/^# \{0,1\}//; 2,5p' "${BASH_SOURCE[0]}"
  printf '\nexample: scripts/run.sh experiments/quickstart.toml -s train.epochs=5\n'
  exit 0
fi
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
experiment=
for argument in "$@"; do
  case $argument in *.toml) experiment=$argument ;; esac
done
if [ -z "$experiment" ]; then
  cd "$serhost_root"
  experiment=experiments/quickstart.toml
  set -- "$experiment" "$@"
fi

# Every word of the experiment, of those that it extends and of the options that is the name of a bundled plugin: a word too many
# costs seconds, and where one is missing (an environment variable) the program says what to build.
named_plugins() {
  local file=$1 words='' folder seen=' '
  shift
  while [ -f "$file" ]; do
    case $seen in *" $file "*) break ;; esac  # the program says that they extend each other
    seen+="$file "
    words+=" $(sed 's/#.*//' "$file" | tr -c 'a-z0-9_' ' ')"
    folder=$(dirname "$file")
    file=$(sed -n "s/^[[:space:]]*extends[[:space:]]*=[[:space:]]*[\"']\([^\"']*\)[\"'].*/\1/p" "$file" | head -n 1)
    case $file in '') break ;; /*) ;; *) file=$folder/$file ;; esac
  done
  words+=" $(tr -c 'a-z0-9_' ' ' <<<"$*") "
  for folder in "$serhost_root"/plugins/*/*/; do
    folder=$(basename "$folder")
    case $words in *" $folder "*) printf '%s\n' "$folder" ;; esac
  done
}
mapfile -t plugins < <(named_plugins "$experiment" "$@")

setup
build serhost_program "${plugins[@]}"
exec 9>&-
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$serhost_build/cache}  # nothing is written outside the checkout
exec "$serhost_build/bin/serhost" run "$@"
