#!/usr/bin/env bash
# scripts/run.sh [FILE.toml] [options of `serhost run`]: installs what is missing, builds, runs the experiment (default:
# experiments/quickstart.toml, which needs no download) and prints the result table and where the report is.
set -euo pipefail
if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  sed -n 's/^# \{0,1\}//; 2,3p' "${BASH_SOURCE[0]}"
  printf '\nexample: scripts/run.sh experiments/quickstart.toml -s train.epochs=5\n'
  exit 0
fi
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
setup
build serhost_run
exec 9>&-
case " $* " in
  *.toml\ *) ;;
  *)
    cd "$serhost_root"
    set -- experiments/quickstart.toml "$@"
    ;;
esac
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$serhost_build/cache}  # nothing is written outside the checkout
exec "$serhost_build/bin/serhost" run "$@"
