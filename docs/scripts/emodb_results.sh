#!/usr/bin/env bash
# docs/scripts/emodb_results.sh [FOLDER]: runs experiments/emodb_lstm.toml and emodb_vggish.toml with each of the five losses, changing
# the [loss] table alone, and prints the table of docs/results.md. Runs that are finished in FOLDER (default: runs/emodb) are not repeated.
# Needs EMODB_ROOT. JOBS (default 2) runs at a time, one thread each.
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
for backbone in lstm vggish; do
  for loss in cross_entropy label_smoothing focal aam ccc; do echo "$backbone $loss"; done
done | xargs -P "$jobs" -L 1 bash -c 'one "$@"' one

python3 - "$folder" <<'PY'
import json, pathlib, sys

print("| backbone | loss | pooled UA | 95 % interval | folds mean ± sd | seeds sd | pooled WA |")
print("|---|---|---|---|---|---|---|")
for backbone in ("lstm", "vggish"):
    for loss in ("cross_entropy", "label_smoothing", "focal", "aam", "ccc"):
        summary = json.loads((pathlib.Path(sys.argv[1]) / f"{backbone}-{loss}" / "run.json").read_text())["summary"]
        ua, wa = summary["ua"], summary["wa"]
        low, high = ua["interval"]
        print(f"| {backbone} | {loss} | {ua['pooled']:.3f} | {low:.3f} – {high:.3f} | {ua['folds_mean']:.3f} ± {ua['folds_sd']:.3f} | {ua['seeds_sd']:.3f} | {wa['pooled']:.3f} |")
PY
