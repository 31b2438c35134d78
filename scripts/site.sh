#!/usr/bin/env bash
# scripts/site.sh [--out DIR]: builds docs/ as a site with search into build/site; a warning (a link that leads nowhere, a page that is
# in no chapter) is an error. The pages of the SDK are in it where doxygen is there.
#
# MkDocs comes from PyPI, pinned, into build/site-venv. Exit status: 0 built, 1 warnings, 69 MkDocs is missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/build/site
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h)
      sed -n 's/^# \{0,1\}//; 2,3p' "${BASH_SOURCE[0]}"
      printf '\nexample: scripts/site.sh && xdg-open build/site/index.html\n'
      exit 0
      ;;
    --out) out=$(realpath -m "${2:?--out needs a folder}"); shift 2 ;;
    *) echo "serhost: no option '$1' of scripts/site.sh; see scripts/site.sh --help" >&2; exit 64 ;;
  esac
done
venv=$root/build/site-venv
pins=(mkdocs==1.6.1 mkdocs-material==9.8.2)
# shellcheck source=scripts/python_tools.sh
source "$root/scripts/python_tools.sh"
if ! python_tools "$venv" "${pins[@]}"; then
  tail -n 5 "$venv.log" >&2
  echo "serhost: pip could not install ${pins[*]} into build/site-venv (python3-venv and the network are needed)" >&2
  exit 69
fi
if ! NO_MKDOCS_2_WARNING=1 "$venv/bin/python" -m mkdocs build --strict --config-file "$root/docs/site/mkdocs.yml" --site-dir "$out" \
  >"$root/build/site.log" 2>&1; then
  grep -vE '^INFO' "$root/build/site.log" >&2
  exit 1
fi
echo "$out/index.html"
