#!/usr/bin/env bash
# package_test.sh SOURCE TORCH WORK: makes the wheel and the tarball and uses both as strangers do, without the source tree: a run,
# its model on new audio and as an ONNX file, and for the wheel a plugin of their own. LibTorch's wheel is not installed again: its folder
# is linked where pip would have put it.
set -euo pipefail
source=$1 torch=$2 work=$3
rm -rf "$work"
mkdir -p "$work/home" "$work/dist"
ended_wrong() {
  printf 'package_test: %s\n' "$*" >&2
  exit 1
}
# Nothing of this shell's environment helps: no LibTorch to find, no plugin path.
stranger() {
  local program=$1
  shift
  (cd "$work/home" && env -i "PATH=$(dirname "$program"):$tools:/usr/local/bin:/usr/bin:/bin" "HOME=$work/home" "${CXX_LAUNCHER[@]}" serhost "$@")
}
CXX_LAUNCHER=("CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER:-}")
if [ -n "${CCACHE_DIR:-}" ]; then CXX_LAUNCHER+=("CCACHE_DIR=$CCACHE_DIR"); fi

quickstart() {
  local program=$1 name=$2
  [ "$(stranger "$program" --version)" = "serhost $version" ] || ended_wrong "$name: --version is not $version"
  stranger "$program" run "$(dirname "$program")/../${3:-}share/serhost/experiments/quickstart.toml" --quiet \
    -s train.epochs=1 -s train.max_clips=40 --out "$work/$name-run" >"$work/$name.txt" || ended_wrong "$name: run ended with $?"
  grep -q '^UA ' "$work/$name.txt" || ended_wrong "$name: no table: $(cat "$work/$name.txt")"
  cut -d, -f1-6 "$work/$name-run/predictions.csv" >"$work/$name-predictions.csv"
  stranger "$program" predict "$work/$name-run" "$source/docs/audio/voice.flac" --window 1 --hop 0.5 --json >"$work/$name-windows.jsonl" 2>"$work/$name.err" ||
    ended_wrong "$name: predict: $(cat "$work/$name.err")"
  grep -q '"start": 0.5.*"predicted": ' "$work/$name-windows.jsonl" || ended_wrong "$name: no second window: $(cat "$work/$name-windows.jsonl")"
}

# What other programs get of the run: an ONNX file that ONNX Runtime answers from as the program does.
exported() {
  local program=$1 name=$2 model="$work/$2.onnx" answers="$work/$2-answers.jsonl"
  stranger "$program" export "$work/$name-run" --format onnx --out "$model" --fold 1 --seed 1 >"$work/$name.txt" 2>&1 ||
    ended_wrong "$name: export: $(cat "$work/$name.txt")"
  stranger "$program" predict "$work/$name-run" "$work/sound.wav" --fold 1 --seed 1 --json >"$answers" 2>"$work/$name.err" ||
    ended_wrong "$name: predict: $(cat "$work/$name.err")"
  "$onnx/bin/python" "$source/tests/onnx/same_answer.py" compare "$model" "$work/sound.wav" "$answers" || ended_wrong "$name: its ONNX file"
}

tools=$(dirname "$(command -v cmake)"):$(dirname "$(command -v ninja)")
version=$(sed -n 's/^project(serhost VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
SERHOST_TORCH=$torch SERHOST_PACKAGE_LEVEL=1 "$source/scripts/package.sh" all --out "$work/dist" --no-build >"$work/package.txt" 2>&1 ||
  ended_wrong "$(cat "$work/package.txt")"

wheel=$(echo "$work"/dist/serhost-"$version"-py3-none-manylinux_*_x86_64.whl)
[ "$(stat -c %s "$wheel")" -lt 60000000 ] || ended_wrong "$wheel has $(stat -c %s "$wheel") bytes; at most 60 MB"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps "$wheel"
site=$(echo "$work"/venv/lib/python3*/site-packages)
ln -s "$torch" "$site/torch"
# The packages of tests/onnx/runtime_test.sh.
onnx=$(dirname "$work")/../../onnx-venv
# shellcheck source=scripts/python_tools.sh
source "$source/scripts/python_tools.sh"
python_tools "$onnx" onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6 || ended_wrong "$(cat "$onnx.log")"
"$onnx/bin/python" "$source/tests/onnx/same_answer.py" write "$work/sound.wav"
quickstart "$work/venv/bin/serhost" wheel "$(realpath --relative-to="$work/venv" "$site/serhost")/"
exported "$work/venv/bin/serhost" wheel
"$work/venv/bin/python" -m serhost --version | grep "serhost $version" >/dev/null || ended_wrong "python -m serhost does not start it"
if "${SERHOST_TEST_PYTHON:-python3}" -c 'import numpy' 2>/dev/null; then
  (cd "$work/home" && env -i PYTHONPATH="$site" "HOME=$work/home" "${SERHOST_TEST_PYTHON:-python3}" -c '
import sys, numpy, serhost
model = serhost.Model(sys.argv[1])
said = model.predict(numpy.sin(numpy.arange(20000) / 20).astype(numpy.float32) / 4, 16000)
assert abs(sum(said.scores.values()) - 1) < 1e-6 and said.label in model.classes, said
' "$work/wheel-run") || ended_wrong "the Python package does not apply the run"
fi
# Manual pages that roff reads without a warning, and completion.
for page in man1/serhost.1 man5/serhost.toml.5 man7/serhost-plugin.7; do
  file="$work/venv/share/man/$page"
  [ "$(grep -c '^\.S[HS] ' "$file")" -ge 10 ] || ended_wrong "$file has fewer than 10 headings"
  if command -v groff >/dev/null; then
    warnings=$(groff -man -Kutf8 -Tutf8 -ww "$file" 2>&1 >/dev/null)
    [ -z "$warnings" ] || ended_wrong "$file: $warnings"
  fi
done
bash -n "$work/venv/share/bash-completion/completions/serhost"
# A new loss, built and tested without the source tree.
stranger "$work/venv/bin/serhost" new loss my_loss >/dev/null
stranger "$work/venv/bin/serhost" build my_loss >"$work/build.txt" 2>&1 || ended_wrong "$(cat "$work/build.txt")"
stranger "$work/venv/bin/serhost" list losses --plugin-path my_loss/build/lib/serhost/plugins | grep my_loss >/dev/null || ended_wrong "the built loss is not listed"

# The tarball runs where it is unpacked, under a path with a blank.
mkdir "$work/an other place"
tar --extract --use-compress-program unzstd --file "$work/dist/serhost-$version-linux-x86_64.tar.zst" --directory "$work/an other place"
quickstart "$work/an other place/serhost-$version-linux-x86_64/bin/serhost" tarball serhost/
exported "$work/an other place/serhost-$version-linux-x86_64/bin/serhost" tarball
cmp "$work/wheel-predictions.csv" "$work/tarball-predictions.csv" || ended_wrong "wheel and tarball predict otherwise"
cmp "$work/wheel-windows.jsonl" "$work/tarball-windows.jsonl" || ended_wrong "wheel and tarball answer otherwise"

# Everything found is of the package or of the C library: nothing of the system that another one may lack.
for file in "$site"/serhost/bin/serhost "$site"/serhost/lib/serhost/plugins/*.so "$site"/serhost.libs/*; do
  ldd "$file" | sed -E 's/^[[:space:]]+//; s/ \(0x[0-9a-f]+\)$//' | while IFS= read -r line; do
    name=${line%% => *} place=${line#* => }
    case $name in
      linux-vdso* | /lib64/* | libc.so* | libm.so* | libdl.so* | librt.so* | libpthread.so* | libgcc_s.so* | libstdc++.so* | libgomp.so*) ;;
      *) case $place in "$site"/* | "$torch"/* | "$(realpath "$torch")"/*) ;; *) ended_wrong "$file needs $name of $place" ;; esac ;;
    esac
  done
done
rm -rf "$work/dist" "$work/an other place" "$work/venv"
