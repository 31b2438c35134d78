#!/usr/bin/env bash
# scripts/sanitize.sh [address|undefined|thread|slice] [CTEST OPTION...]: builds the libraries that never call LibTorch with a
# sanitizer (default: address, with undefined behavior too) in build/asan, ubsan, tsan or slice; runs their tests and fuzz corpora.
#
# slice is what scripts/test.sh takes: the parsers of foreign bytes below, and a minute of mutations of their fuzz corpora.
set -euo pipefail
case ${1:-address} in
  address) preset=asan ;;
  undefined) preset=ubsan ;;
  thread) preset=tsan ;;
  slice) preset=slice ;;
  *)
    sed -n 's/^# \{0,1\}//; 2,5p' "${BASH_SOURCE[0]}"
    printf '\nexample: scripts/sanitize.sh thread -R data_test\n'
    [ "$1" = --help ] || [ "$1" = -h ] || exit 64
    exit 0
    ;;
esac
shift || true
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_packages
find_torch
cd "$serhost_root"
serhost_build=build/$preset
mkdir -p "$serhost_build"
forget_other_checkout "$serhost_build"
cmake --preset "$preset" -DSERHOST_TORCH="$SERHOST_TORCH" >"$serhost_build/configure.log" 2>&1 ||
  fail "cmake could not configure (whole output: $serhost_build/configure.log)"
if [ "$preset" = slice ]; then
  fuzzed=(audio_headers elf model_config pickle probe safetensors shard_index wave_header)
  fuzzed=("${fuzzed[@]/#/fuzz_}")
  fuzzed=("${fuzzed[@]/%/_test}")
  programs=(base_test weights_files_test "${fuzzed[@]}")
  export SERHOST_FUZZ_SECONDS=${SERHOST_FUZZ_SECONDS:-$((60 / ${#fuzzed[@]}))}
  build "${programs[@]}"
  set -- -R "^($(IFS='|'; printf '%s' "${programs[*]}"))\$" "$@"
else
  build all
fi
unset GTEST_OUTPUT  # of scripts/test.sh, which counts this as one test
# A child that is ended on purpose leaves memory behind; what a library of the system keeps is not ours.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
exec ctest --test-dir "$serhost_build" --parallel "${SERHOST_JOBS:-2}" --output-on-failure "$@"
