#!/usr/bin/env bash
# runtime_test.sh SOURCE BUILD [CASE...]: trains small models of every backbone that can be written as ONNX, exports them, and compares
# ONNX Runtime with `serhost predict` on 50 clips of mixed length, alone and in batches. The packages come from PyPI, pinned, into
# build/onnx-venv.
set -euo pipefail
source=$1 build=$2
shift 2
venv=$build/onnx-venv
# shellcheck source=scripts/python_tools.sh
source "$source/scripts/python_tools.sh"
python_tools "$venv" onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6 || { cat "$venv.log" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$venv/bin/python" "$source/tests/onnx/runtime_test.py" "$source" "$build/bin/serhost" "$work" "$@"
