#!/usr/bin/env bash
# What scripts/run.sh and scripts/test.sh share: installs what is missing, finds or fetches LibTorch, configures the build.
# Sourced by them; run alone it does the same and says what it found.
set -euo pipefail

serhost_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
serhost_build="$serhost_root/build"
serhost_preset=release
serhost_torch_version=2.13.0
serhost_arrow_version=26.0.1
# Compiled files are found again in another checkout.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$serhost_root} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1} CCACHE_DIR=${CCACHE_DIR:-$serhost_build/ccache}
# Without these words ccache compiles anew whatever uses precompiled headers.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}
# And with this one it takes the compiler's list of headers, instead of preprocessing every file first.
export CCACHE_DEPEND=${CCACHE_DEPEND:-1}

say() { printf '%s\n' "serhost: $*" >&2; }
fail() { say "$*"; exit 69; }

# Debian and Ubuntu packages. docs/building.md says how to do without.
serhost_packages=(
  g++ cmake ninja-build pkg-config ccache mold python3 python3-venv
  libboost-dev libboost-filesystem-dev libboost-program-options-dev
  libtomlplusplus-dev libfmt-dev nlohmann-json3-dev libsndfile1-dev libsoxr-dev libutf8proc-dev libre2-dev libmicrohttpd-dev libsodium-dev libssl-dev libzstd-dev libsqlite3-dev libprotozero-dev librsvg2-dev libyaml-cpp-dev libavformat-dev libavcodec-dev libswresample-dev libgloo-dev
  libgtest-dev libgmock-dev minisign zstd
)

install_packages() {
  command -v dpkg-query >/dev/null || { say "not a Debian-like system: taking the libraries of docs/building.md as given"; return; }
  local missing=() package
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${serhost_packages[@]}" 2>/dev/null | sed -n 's/^installed //p' || true)
  for package in "${serhost_packages[@]}"; do
    grep -qxF "$package" <<<"$installed" || missing+=("$package")
  done
  # A tool that is there from elsewhere will do.
  local still=()
  for package in "${missing[@]}"; do
    case $package in
      g++) command -v c++ >/dev/null && continue ;;
      cmake) command -v cmake >/dev/null && continue ;;
      ninja-build) command -v ninja >/dev/null && continue ;;
      pkg-config) command -v pkg-config >/dev/null && continue ;;
      zstd) command -v zstd >/dev/null && continue ;;
      python3) command -v python3 >/dev/null && continue ;;
      python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null && continue ;;
      ccache | mold) if [ "$(id -u)" -ne 0 ]; then continue; fi ;;  # builds are only slower without
    esac
    still+=("$package")
  done
  [ ${#still[@]} -eq 0 ] && return
  say "installing: ${still[*]}"
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing packages; ask an administrator to run: apt-get install ${still[*]} (or see docs/building.md)"
    sudo=(sudo)
  fi
  local log
  mkdir -p "$serhost_build"
  log="$serhost_build/apt.log"
  if ! { "${sudo[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y --no-install-recommends "${still[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install: ${still[*]} (whole output: $log)"
  fi
}

# use_preset NAME: a preset of CMakePresets.json in the place of `release`, built where it says.
use_preset() {
  if [ "$1" = release ]; then return; fi
  grep -q "{\"name\": \"$1\"" "$serhost_root/CMakePresets.json" || fail "there is no preset '$1' in CMakePresets.json"
  serhost_preset=$1 serhost_build="$serhost_root/build/$1"
}

require_cuda_torch() {
  if [ -e "$SERHOST_TORCH/lib/libtorch_cuda.so" ]; then return; fi
  fail "$SERHOST_TORCH is a CPU build of LibTorch; set SERHOST_TORCH to the folder torch of a wheel for CUDA (pip download torch==$serhost_torch_version)"
}

# The folder with LibTorch's include/ and lib/, in the order of docs/building.md.
find_torch() {
  if [ -n "${SERHOST_TORCH:-}" ]; then
    [ -d "$SERHOST_TORCH/include/torch" ] || fail "SERHOST_TORCH is '$SERHOST_TORCH', but must be a folder with LibTorch's include/ and lib/"
    SERHOST_TORCH=$(cd "$SERHOST_TORCH" && pwd)
    export SERHOST_TORCH
    return
  fi
  local found
  found=$(python3 - <<'PY' 2>/dev/null || true
import importlib.util, os
spec = importlib.util.find_spec("torch")
if spec:
    root = spec.submodule_search_locations[0]
    version = open(os.path.join(root, "version.py")).read()
    if "'2.13." in version and os.path.isdir(os.path.join(root, "include", "torch")):
        print(root)
PY
)
  if [ -z "$found" ]; then
    local venv="$serhost_build/venv"
    found=$(echo "$venv"/lib/python3*/site-packages/torch)
    if [ ! -f "$venv/.complete" ]; then
      say "fetching LibTorch $serhost_torch_version (the torch wheel) into build/venv"
      rm -rf "$venv"
      mkdir -p "$serhost_build"
      python3 -m venv "$venv" || fail "python3 cannot make a virtual environment; install python3-venv"
      "$venv/bin/pip" install --quiet --disable-pip-version-check "torch==$serhost_torch_version" >"$serhost_build/pip.log" 2>&1 </dev/null ||
        { tail -n 5 "$serhost_build/pip.log" >&2; fail "pip could not install torch==$serhost_torch_version; set SERHOST_TORCH to a LibTorch folder instead (docs/building.md)"; }
      touch "$venv/.complete"
      found=$(echo "$venv"/lib/python3*/site-packages/torch)
    fi
  fi
  export SERHOST_TORCH=$found
}

# Parquet files are read with the libraries of the pyarrow wheel. Without them everything else works: pip is asked once.
find_arrow() {
  if [ -n "${SERHOST_ARROW:-}" ] || [ -e "$SERHOST_TORCH/../pyarrow/libparquet.so.2600" ] || [ -e "$serhost_build/.no-arrow" ]; then return; fi
  # shellcheck source=scripts/python_tools.sh
  source "$serhost_root/scripts/python_tools.sh"
  if python_tools "$serhost_build/arrow-venv" "pyarrow==$serhost_arrow_version"; then
    SERHOST_ARROW=$(echo "$serhost_build"/arrow-venv/lib/python3*/site-packages/pyarrow)
    export SERHOST_ARROW
    return
  fi
  touch "$serhost_build/.no-arrow"
  say "Parquet files will not be read: pip could not install pyarrow==$serhost_arrow_version (to try again: rm build/.no-arrow)"
}

# A build folder holds the path where it was configured. In a checkout that was moved or copied it is made anew; what is fetched and
# compiled is kept (build/ccache, build/venv).
forget_other_checkout() {
  local folder=$1 home
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$folder/CMakeCache.txt" 2>/dev/null || true)
  if [ -z "$home" ] || [ "$home" = "$serhost_root" ]; then return; fi
  say "$folder was made for $home: configuring anew for $serhost_root"
  rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles" "$folder/build.ninja" "$folder/.ninja_deps" "$folder/.ninja_log" "$folder/.configured"
}

configure() {
  command -v cmake >/dev/null || fail "cmake is missing; install cmake 3.25 or newer"
  local wanted="$SERHOST_TORCH${SERHOST_ARROW:+ $SERHOST_ARROW}"
  forget_other_checkout "$serhost_build"
  if [ -f "$serhost_build/build.ninja" ] && [ "$(cat "$serhost_build/.configured" 2>/dev/null)" = "$wanted" ]; then return; fi
  say "configuring"
  mkdir -p "$serhost_build"
  if ! cmake -S "$serhost_root" --preset "$serhost_preset" -DSERHOST_TORCH="$SERHOST_TORCH" >"$serhost_build/configure.log" 2>&1; then
    tail -n 20 "$serhost_build/configure.log" >&2
    fail "cmake could not configure (whole output: ${serhost_build#"$serhost_root"/}/configure.log)"
  fi
  printf '%s' "$wanted" >"$serhost_build/.configured"
}

# build TARGET...: with progress on a terminal, else a line now and then; the compiler's words only where it fails.
build() {
  local jobs memory
  jobs=${SERHOST_JOBS:-$(nproc)}
  memory=$(awk '/MemAvailable/ {print int($2 / 1900000)}' /proc/meminfo 2>/dev/null || echo "$jobs")  # LibTorch's headers cost a compiler up to 1.9 GB
  if [ "$memory" -lt "$jobs" ]; then jobs=$memory; fi
  if [ "$jobs" -lt 1 ]; then jobs=1; fi
  local log="$serhost_build/build.log"
  if [ -t 2 ]; then
    cmake --build "$serhost_build" --parallel "$jobs" --target "$@" >&2 || fail "the build failed; the first error is above"
    return
  fi
  say "building ($jobs jobs; output in ${serhost_build#"$serhost_root"/}/build.log)"
  cmake --build "$serhost_build" --parallel "$jobs" --target "$@" >"$log" 2>&1 &
  local pid=$! seconds=0
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    if [ $((seconds % 30)) -eq 0 ]; then say "building: $(grep -o '^\[[0-9]*/[0-9]*\]' "$log" | tail -n 1) after $seconds s"; fi
  done
  if ! wait "$pid"; then
    grep -n -m 5 -A 5 -E 'error|FAILED' "$log" >&2 || tail -n 20 "$log" >&2
    fail "the build failed (whole output: ${serhost_build#"$serhost_root"/}/build.log)"
  fi
}

setup() {
  install_packages
  mkdir -p "$serhost_build"
  # Two at once would tread on each other; the second waits.
  exec 9>"$serhost_build/.lock"
  flock -n 9 || { say "another build is running here; waiting for it"; flock 9; }
  find_torch
  find_arrow
  configure
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  setup
  say "ready: LibTorch at $SERHOST_TORCH, build folder $serhost_build"
fi
