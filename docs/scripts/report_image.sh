#!/usr/bin/env bash
# docs/scripts/report_image.sh [RUN]: takes the picture docs/images/report.png of README.md: the top of the report of RUN (default: a run of
# experiments/quickstart.toml, about a minute). Needs chromium (apt-get install chromium); CHROMIUM names another one.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
chromium=${CHROMIUM:-chromium}
command -v "$chromium" >/dev/null || { echo "$chromium is not on PATH; apt-get install chromium, or set CHROMIUM" >&2; exit 69; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=${1:-$work/quickstart}
if [ ! -f "$run/report.html" ]; then
  "$root/build/bin/serhost" run "$root/experiments/quickstart.toml" --quiet --out "$run" >/dev/null
fi
# A profile of its own: chromium otherwise joins one that is already running, or fails without a home.
"$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" --force-device-scale-factor=1 \
  --window-size=1100,1100 --screenshot="$work/report.png" "file://$(cd "$run" && pwd)/report.html" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mkdir -p "$root/docs/images"
cp "$work/report.png" "$root/docs/images/report.png"
size=$(stat -c %s "$root/docs/images/report.png")
echo "docs/images/report.png: $size bytes"
[ "$size" -lt 200000 ] || { echo "larger than 200 kB: make --window-size smaller" >&2; exit 1; }
