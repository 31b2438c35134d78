#!/usr/bin/env bash
# scripts/lint.sh [format|tidy] [--fix] [--all]: checks the layout of all C++ (clang-format, 100 columns), then reads the libraries
# that never see LibTorch with clang-tidy. --fix formats in place; --all reads every source file with clang-tidy, a quarter of an hour.
#
# The two tools come from PyPI, pinned, into build/lint-venv. Exit status: 0 clean, 1 findings, 69 a tool is missing.
set -euo pipefail
for argument in "$@"; do
  case $argument in
    format | tidy | --fix | --all) ;;
    --help | -h)
      sed -n 's/^# \{0,1\}//; 2,3p' "${BASH_SOURCE[0]}"
      printf '\nexample: scripts/lint.sh format --fix\n'
      exit 0
      ;;
    *) echo "serhost: no option '$argument' of scripts/lint.sh; see scripts/lint.sh --help" >&2; exit 64 ;;
  esac
done
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/build/lint-venv
pins=(clang-format==19.1.7 clang-tidy==19.1.0.1)

# shellcheck source=scripts/python_tools.sh
source "$root/scripts/python_tools.sh"
if ! python_tools "$venv" "${pins[@]}"; then
  tail -n 5 "$venv.log" >&2
  echo "serhost: pip could not install ${pins[*]} into build/lint-venv (python3-venv and the network are needed)" >&2
  exit 69
fi
exec python3 "$root/scripts/lint.py" "$root" "$@"
