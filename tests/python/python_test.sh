#!/usr/bin/env bash
# python_test.sh SOURCE BUILD: runs the tests of the Python package on the build folder. Ends with 77 where there is no NumPy.
set -euo pipefail
source=$1 build=$2
python=${SERHOST_TEST_PYTHON:-python3}
"$python" -c 'import numpy, pandas' 2>/dev/null || {
  echo "python_test: $python has no NumPy and pandas; scripts/test.sh makes one that has (SERHOST_TEST_PYTHON)" >&2
  exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export SERHOST_PREFIX=$build PYTHONPATH=$source/core/python PYTHONDONTWRITEBYTECODE=1 PATH=$build/bin:$PATH
export SERHOST_SOURCE=$source SERHOST_CACHE_DIR=$work/cache
"$build/bin/serhost" run "$source/experiments/quickstart.toml" --quiet -s train.epochs=2 -s train.max_clips=96 --out runs/quickstart >run.txt
"$python" "$source/tests/python/package_tests.py"
"$python" "$source/tests/python/run_notebook.py" "$source/docs/notebooks/from_python.ipynb"
