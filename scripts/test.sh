#!/usr/bin/env bash
# scripts/test.sh [--no-skip] [CTEST OPTION...]: installs what is missing, builds, runs the whole test suite. Every skip prints
# its reason; with --no-skip any skip but a GPU test's is a failure. The last line is `N passed, N failed[, N skipped]`.
set -euo pipefail
no_skip=0
options=()
for argument in "$@"; do
  case $argument in
    --no-skip) no_skip=1 ;;
    --help | -h)
      sed -n 's/^# \{0,1\}//; 2,3p' "${BASH_SOURCE[0]}"
      printf '\nexample: scripts/test.sh --no-skip -R metrics\n'
      exit 0
      ;;
    *) options+=("$argument") ;;
  esac
done
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# Real audio, where it is at hand; the only place that knows a default for it.
if [ -z "${SERHOST_TEST_DATA:-}" ] && [ -d "$serhost_root/../shared/data" ]; then
  SERHOST_TEST_DATA=$(cd "$serhost_root/../shared/data" && pwd)
fi
export SERHOST_TEST_DATA="${SERHOST_TEST_DATA:-}"
# Test programs run side by side: their threads must not spin while another has the core.
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-200}"
# Where nothing may be skipped, the pages of a report and of `view` are opened in a browser and the pages of the SDK are made, too; without chromium or
# doxygen that test is left out.
for tool in chromium chromium-driver doxygen; do
  if [ "$no_skip" -eq 1 ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && ! command -v "${tool/chromium-driver/chromedriver}" >/dev/null; then
    say "installing: $tool"
    mkdir -p "$serhost_build"
    { apt-get update && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y --no-install-recommends "$tool"; } >"$serhost_build/apt-$tool.log" 2>&1 </dev/null ||
      say "no $tool (build/apt-$tool.log): its test is left out"
  fi
done
setup
# The Python package is tried with NumPy and pandas, which serhost itself never needs.
if [ -z "${SERHOST_TEST_PYTHON:-}" ]; then
  # shellcheck source=scripts/python_tools.sh
  source "$serhost_root/scripts/python_tools.sh"
  python_tools "$serhost_build/python-tools" numpy==2.4.6 pandas==3.1.1 ||
    say "no NumPy and pandas (build/python-tools.log): the tests of the Python package are left out"
  SERHOST_TEST_PYTHON="$serhost_build/python-tools/bin/python"
fi
export SERHOST_TEST_PYTHON
build all
exec 9>&-

# Temporary files lie where paths are as awkward as any that users have: 150 characters, a blank, a letter outside ASCII.
TMPDIR="$serhost_build/tests/tmp with a blank and ü "
while [ ${#TMPDIR} -lt 149 ]; do TMPDIR+=x; done
mkdir -p "$TMPDIR"
export TMPDIR TEST_TMPDIR="$TMPDIR/"  # the second is GoogleTest's
results="$serhost_build/tests/results"
rm -rf "$results"
mkdir -p "$results"
# One entry in CTest is one executable of many cases: the cases are counted from GoogleTest's own XML.
GTEST_OUTPUT="xml:$results/" ctest --test-dir "$serhost_build" --parallel 2 --output-on-failure "${options[@]}" \
  --output-log "$results/ctest.log" >"$results/summary.txt" 2>&1 </dev/null &
pid=$!
trap 'kill "$pid" 2>/dev/null || true' INT TERM
while kill -0 "$pid" 2>/dev/null; do
  sleep 1
  if [ $((SECONDS % 60)) -eq 0 ]; then say "tests: $(grep -cE '(Passed|Failed|Skipped|Timeout|Exception)' "$results/summary.txt" || true) programs done after $SECONDS s"; fi
done
status=0
wait "$pid" || status=$?
trap - INT TERM
if [ "$status" -ne 0 ]; then cat "$results/summary.txt"; fi
exec python3 "$serhost_root/scripts/count_tests.py" "$results" "$status" "$no_skip"
