#!/usr/bin/env bash
# Five losses over one frozen encoder, five seeds, leave one speaker out on EmoDB: how much of the work the feature cache saves.
#
# Usage: EMODB_ROOT=... benchmarks/frozen_losses.sh BACKBONE CHECKPOINT [BUILD]
# BACKBONE and CHECKPOINT: as in [backbone], for example wav2vec2 and a model directory; random weights do as well as trained ones here.
# SEEDS (default "1 2 3 4 5"), LOSSES and EPOCHS (default 10) make it shorter. WORK (default: a temporary folder) keeps the runs.
#
# Measured: all runs, a loss and a seed each, over one cache that is empty at first; and the first of them once more with a cache of its own and
# once with that cache filled, which tells what computing the features costs. From these two: what all runs would take if each
# computed the features once, as a script per run does, if each fold did, as a script per training does, and if each computed them in every epoch,
# as a training loop without a cache does.
set -euo pipefail
backbone=${1:?name a backbone, as in benchmarks/frozen_losses.sh wav2vec2 models/wav2vec2-base}
checkpoint=$(realpath "${2:?name its checkpoint}")
program=$(realpath "${3:-build}")/bin/serhost
: "${EMODB_ROOT:?set EMODB_ROOT to the folder that holds EmoDB\'s wav/}"
[[ -x $program ]] || { echo "frozen_losses.sh: no program at $program; build it, or name the build folder" >&2; exit 66; }
read -r -a seeds <<<"${SEEDS:-1 2 3 4 5}"
read -r -a losses <<<"${LOSSES:-cross_entropy label_smoothing focal aam ccc}"
epochs=${EPOCHS:-10}
work=${WORK:-$(mktemp -d)}
[[ -n ${WORK:-} ]] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work"

cat > "$work/frozen.toml" <<TOML
name = "frozen"
[dataset]
plugin  = "emodb"
root    = "$EMODB_ROOT"
classes = ["anger", "happiness", "neutral", "sadness"]
[protocol]
name = "leave-one-speaker-out"
[backbone]
plugin     = "$backbone"
checkpoint = "$checkpoint"
freeze     = "all"
[head]
hidden = [256]
[loss]
plugin = "cross_entropy"
[train]
epochs     = $epochs
batch_size = 32
optimizer  = { name = "adamw", lr = 1e-3 }
checkpoints = "none"
TOML

# Seconds of one run; the cache is the folder $1.
seconds() {
  local cache=$1 loss=$2 seed=$3 start end
  start=$(date +%s.%N)
  SERHOST_CACHE_DIR=$cache "$program" run "$work/frozen.toml" -s "loss={plugin=\"$loss\"}" -s "seeds=[$seed]" --quiet \
    --out "$work/runs/$(basename "$cache")-$loss-$seed-$RANDOM" > /dev/null
  end=$(date +%s.%N)
  echo "$end - $start" | bc
}

cold=$(seconds "$work/own" "${losses[0]}" "${seeds[0]}")
warm=$(seconds "$work/own" "${losses[0]}" "${seeds[0]}")
total=0
for loss in "${losses[@]}"; do
  for seed in "${seeds[@]}"; do
    took=$(seconds "$work/shared" "$loss" "$seed")
    echo "$loss, seed $seed: $took s"
    total=$(echo "$total + $took" | bc)
  done
done

python3 - "$cold" "$warm" "$total" "$((${#losses[@]} * ${#seeds[@]}))" "$epochs" "$work" <<'PY'
import json, pathlib, sys

cold, warm, total = map(float, sys.argv[1:4])
runs, epochs = int(sys.argv[4]), int(sys.argv[5])
record = json.loads(next(pathlib.Path(sys.argv[6]).glob("runs/own-*/run.json")).read_text())
features = cold - warm  # computing them once for all clips
clips = record["data"]["clips"]
passes = sum(epochs * (r["train_clips"] + r["validation_clips"]) + r["clips"] for r in record["results"]) / clips
rest = total - features  # of all runs: training, and reading the cache
print(f"features of {clips} clips ({record['data']['hours']:.2f} h): {features:.1f} s; a run behind them: {warm:.1f} s")
print(f"{runs} runs over one cache: {total:.1f} s")
print(f"features computed once a run: {rest + runs * features:.1f} s, {(rest + runs * features) / total:.1f} times as much")
folds = len(record["results"])
print(f"features computed once a training ({folds} folds each): {rest + runs * folds * features:.1f} s, {(rest + runs * folds * features) / total:.1f} times as much")
print(f"features computed in every epoch: {rest + runs * passes * features:.1f} s, {(rest + runs * passes * features) / total:.1f} times as much")
PY
