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

mapfile -t plugins < <(bash "$serhost_root/scripts/named_plugins.sh" "$experiment" "$@")

setup
build serhost_program "${plugins[@]}"
exec 9>&-
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$serhost_build/cache}  # nothing is written outside the checkout
exec "$serhost_build/bin/serhost" run "$@"
