#!/usr/bin/env bash
# docs/scripts/emodb_results.sh [FOLDER]: runs experiments/emodb_lstm.toml with each of the five losses, changing the [loss] table alone, and
# experiments/emodb_vggish.toml with cross-entropy (with all five under ALL=1), and prints the table of docs/results.md. Runs that are finished in
# FOLDER (default: runs/emodb) are not repeated. Needs EMODB_ROOT. JOBS (default 2) runs at a time, one thread each.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${1:-runs/emodb}
jobs=${JOBS:-2}
: "${EMODB_ROOT:?set EMODB_ROOT to the folder that holds EmoDB\'s wav/}"
mkdir -p "$folder"

one() {
  local backbone=$1 loss=$2
  "$root/build/bin/serhost" run "$root/experiments/emodb_$backbone.toml" -s "name=emodb_${backbone}_$loss" -s "loss={plugin=\"$loss\"}" \
    --threads 1 --quiet --resume --out "$folder/$backbone-$loss" >"$folder/$backbone-$loss.txt" 2>&1 || { cat "$folder/$backbone-$loss.txt" >&2; return 1; }
}
export -f one
export root folder
losses="cross_entropy label_smoothing focal aam ccc"
{
  for loss in $losses; do echo "lstm $loss"; done
  if [ "${ALL:-0}" = 1 ]; then for loss in $losses; do echo "vggish $loss"; done; else echo "vggish cross_entropy"; fi
} | xargs -P "$jobs" -L 1 bash -c 'one "$@"' one

python3 - "$folder" <<'PY'
import json, pathlib, sys

print("| backbone | loss | pooled UA | 95 % interval | folds mean ± sd | seeds sd | pooled WA |")
print("|---|---|---|---|---|---|---|")
for backbone in ("lstm", "vggish"):
    for loss in ("cross_entropy", "label_smoothing", "focal", "aam", "ccc"):
        file = pathlib.Path(sys.argv[1]) / f"{backbone}-{loss}" / "run.json"
        if not file.exists():
            continue
        summary = json.loads(file.read_text())["summary"]
        if not summary:
            continue
        ua, wa = summary["ua"], summary["wa"]
        low, high = ua["interval"]
        print(f"| {backbone} | {loss} | {ua['pooled']:.3f} | {low:.3f} – {high:.3f} | {ua['folds_mean']:.3f} ± {ua['folds_sd']:.3f} | {ua['seeds_sd']:.3f} | {wa['pooled']:.3f} |")
PY
