#!/usr/bin/env bash
# scripts/fuzz.sh [--runs N] [--jobs J] [--merge] [TARGET...]: builds the fuzz targets with clang (preset fuzz), runs each N times
# (default 1000000), J of them at once (default 1), and prints a table. --merge adds inputs that reach new code to tests/fuzz/corpus.
#
# Needs clang with libFuzzer (apt-get install clang libclang-rt-14-dev). Inputs on which a target fails are kept in build/fuzz/findings/TARGET.
set -euo pipefail
runs=1000000 jobs=1 merge=0
targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2; shift ;;
    --jobs) jobs=$2; shift ;;
    --merge) merge=1 ;;
    --help | -h)
      sed -n 's/^# \{0,1\}//; 2,5p' "${BASH_SOURCE[0]}"
      printf '\nexample: scripts/fuzz.sh --runs 100000 elf toml\n'
      exit 0
      ;;
    -*) echo "serhost: no option '$1' of scripts/fuzz.sh; see scripts/fuzz.sh --help" >&2; exit 64 ;;
    *) targets+=("$1") ;;
  esac
  shift
done
command -v clang++ >/dev/null || { echo "serhost: clang is missing, which brings libFuzzer: apt-get install clang libclang-rt-14-dev" >&2; exit 69; }
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_packages
find_torch
cd "$serhost_root"
folder=build/fuzz
mkdir -p "$folder"
forget_other_checkout "$folder"
cmake --preset fuzz -DSERHOST_TORCH="$SERHOST_TORCH" >"$folder/configure.log" 2>&1 || fail "cmake could not configure (whole output: $folder/configure.log)"
serhost_build=$folder
build fuzz
if [ ${#targets[@]} -eq 0 ]; then
  for program in "$folder"/fuzz/*_fuzz; do targets+=("$(basename "$program" _fuzz)"); done
fi
for target in "${targets[@]}"; do
  [ -x "$folder/fuzz/${target}_fuzz" ] || fail "there is no fuzz target '$target'; the targets are tests/fuzz/*_fuzz.cpp"
done

fuzz_target() {
  local program=$folder/fuzz/$1_fuzz kept=tests/fuzz/corpus/$1 grown=$folder/corpus/$1 findings=$folder/findings/$1 log=$folder/$1.log
  mkdir -p "$kept" "$grown" "$findings"
  # Longer inputs cost time and find nothing that these do not. No parser may need more than 1 GiB for one.
  local options=(-max_len=4096 -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 "-artifact_prefix=$findings/")
  local began=$SECONDS status=0
  "$program" "${options[@]}" "-runs=$runs" "$grown" "$kept" >"$log" 2>&1 </dev/null || status=1
  echo "serhost::seconds: $((SECONDS - began))" >>"$log"
  # Only what reaches an edge that no file of the corpus reaches is added, not what reaches it more often.
  if [ "$merge" -eq 1 ]; then "$program" "${options[@]}" -merge=1 -use_counters=0 "$kept" "$grown" >"$folder/$1.merge.log" 2>&1 </dev/null || status=1; fi
  return "$status"
}

status=0
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || status=1; done
  fuzz_target "$target" &
done
while [ -n "$(jobs -rp)" ]; do wait -n || status=1; done

value() { sed -n "s/^$2: *//p" "$1" | tail -n 1; }
reached() { grep -oE "$2: [0-9]+" "$1" | tail -n 1 | cut -d' ' -f2; }
printf '%-12s %10s %8s %7s %9s %7s %7s %9s\n' target executions seconds edges features corpus bytes findings
for target in "${targets[@]}"; do
  log=$folder/$target.log
  kept=tests/fuzz/corpus/$target
  printf '%-12s %10s %8s %7s %9s %7s %7s %9s\n' "$target" "$(value "$log" stat::number_of_executed_units)" "$(value "$log" serhost::seconds)" \
    "$(reached "$log" cov)" "$(reached "$log" ft)" "$(find "$kept" -type f | wc -l)" "$(find "$kept" -type f -printf '%s\n' | awk '{n += $1} END {print n + 0}')" \
    "$(find "$folder/findings/$target" -type f | wc -l)"
done
exit "$status"
