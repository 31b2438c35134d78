#!/usr/bin/env bash
# runtime_test.sh SOURCE BUILD [CASE...]: trains small models of every backbone that can be written as ONNX, exports them, and compares
# ONNX Runtime with `serhost predict` on 50 clips of mixed length, alone and in batches. The packages come from PyPI, pinned, into
# build/onnx-venv.
set -euo pipefail
source=$1 build=$2
shift 2
venv=$build/onnx-venv
pins=(onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6)
if [ "$(cat "$venv/.complete" 2>/dev/null)" != "${pins[*]} $venv" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${pins[@]}" </dev/null
  printf '%s' "${pins[*]} $venv" >"$venv/.complete"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$venv/bin/python" "$source/tests/onnx/runtime_test.py" "$source" "$build/bin/serhost" "$work" "$@"
