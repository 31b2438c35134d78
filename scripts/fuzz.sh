#!/usr/bin/env bash
# scripts/fuzz.sh [--runs N] [--minutes M] [--merge] [TARGET...]: builds the fuzz targets with clang (preset fuzz), runs each N times
# (default 1000000, or until M minutes are over) and prints a table. --merge adds what was found to tests/fuzz/corpus.
#
# Needs clang with libFuzzer (apt-get install clang). What a target fails on is kept in build/fuzz/findings/TARGET.
set -euo pipefail
runs=1000000 minutes=0 merge=0
targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2; shift ;;
    --minutes) minutes=$2; shift ;;
    --merge) merge=1 ;;
    --help | -h)
      sed -n 's/^# \{0,1\}//; 2,5p' "${BASH_SOURCE[0]}"
      printf '\nexample: scripts/fuzz.sh --runs 100000 elf toml\n'
      exit 0
      ;;
    *) targets+=("$1") ;;
  esac
  shift
done
command -v clang++ >/dev/null || { echo "serhost: clang is missing, which brings libFuzzer: apt-get install clang" >&2; exit 69; }
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_packages
find_torch
cd "$serhost_root"
folder=build/fuzz
mkdir -p "$folder"
cmake --preset fuzz -DSERHOST_TORCH="$SERHOST_TORCH" >"$folder/configure.log" 2>&1 || fail "cmake could not configure (whole output: $folder/configure.log)"
cmake --build "$folder" --target fuzz --parallel "${SERHOST_JOBS:-$(nproc)}" >"$folder/build.log" 2>&1 || fail "the build failed (whole output: $folder/build.log)"
if [ ${#targets[@]} -eq 0 ]; then
  for program in "$folder"/fuzz/*_fuzz; do targets+=("$(basename "$program" _fuzz)"); done
fi

# value LOG NAME: of the statistics that libFuzzer prints at the end.
value() { sed -n "s/^stat::$2: *//p" "$1" | tail -n 1; }

printf '%-14s %10s %8s %7s %9s %8s %9s\n' target executions seconds edges features corpus findings
status=0
for target in "${targets[@]}"; do
  program="$folder/fuzz/${target}_fuzz"
  [ -x "$program" ] || fail "there is no fuzz target '$target'; the targets are the files tests/fuzz/*_fuzz.cpp"
  kept=tests/fuzz/corpus/$target
  grown=$folder/corpus/$target
  findings=$folder/findings/$target
  log=$folder/$target.log
  mkdir -p "$kept" "$grown" "$findings"
  # A file of this size is long for every target but audio, whose inputs are seconds of sound: longer ones only cost time.
  options=(-max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 "-artifact_prefix=$findings/")
  [ -f "tests/fuzz/$target.dict" ] && options+=("-dict=tests/fuzz/$target.dict")
  began=$SECONDS
  "$program" "${options[@]}" "-runs=$runs" "-max_total_time=$((minutes * 60))" "$grown" "$kept" >"$log" 2>&1 </dev/null || status=1
  seconds=$((SECONDS - began))
  if [ "$merge" -eq 1 ]; then
    # Files that were there first stay; new ones are added only for edges that none of those reaches.
    "$program" "${options[@]}" -merge=1 -use_counters=0 "$kept" "$grown" >>"$log" 2>&1 </dev/null || status=1
  fi
  last=$(grep -E 'cov: [0-9]+' "$log" | tail -n 1)
  edges=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' <<<"$last")
  features=$(sed -n 's/.*ft: \([0-9]*\).*/\1/p' <<<"$last")
  printf '%-14s %10s %8s %7s %9s %8s %9s\n' "$target" "$(value "$log" number_of_executed_units)" "$seconds" "$edges" "$features" \
    "$(find "$kept" -type f | wc -l)" "$(find "$findings" -type f | wc -l)"
done
exit "$status"
