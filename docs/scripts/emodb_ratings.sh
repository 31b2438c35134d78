#!/usr/bin/env bash
# docs/scripts/emodb_ratings.sh [FOLDER]: writes ratings of valence and arousal for EmoDB's clips of anger, happiness, neutral and sadness,
# made of a mean for each class and Gaussian noise (FOLDER/list/manifest.csv; default: runs/emodb_ratings), prints how well they can be
# recovered at best, runs experiments/emodb_ratings.toml on them, and compares. Needs EMODB_ROOT, and ENCODER, the folder of a Whisper encoder.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${1:-runs/emodb_ratings}
: "${EMODB_ROOT:?set EMODB_ROOT to the folder that holds EmoDB\'s wav/}"
: "${ENCODER:?set ENCODER to the folder of a Whisper encoder (config.json, model.safetensors)}"
mkdir -p "$folder/list"

python3 - "$EMODB_ROOT" "$folder/list/manifest.csv" <<'PY'
import pathlib, random, sys

wav, out = pathlib.Path(sys.argv[1]).resolve() / "wav", pathlib.Path(sys.argv[2])
classes = {"W": ("anger", 1.8, 4.4), "F": ("happiness", 4.4, 4.0), "N": ("neutral", 3.0, 2.6), "T": ("sadness", 1.6, 1.6)}
noise, rows = random.Random(1), []
for file in sorted(wav.glob("*.wav")):
    if len(file.stem) == 7 and file.stem[5] in classes:
        name, *means = classes[file.stem[5]]
        rows.append((file, file.stem[:2], file.stem[2:5], name, means, [mean + noise.gauss(0.0, 0.5) for mean in means]))
lines = ["path,key,speaker,sentence,label,valence,arousal"]
lines += [f"{file},{file.stem},{speaker},{text},{name},{rated[0]:.4f},{rated[1]:.4f}" for file, speaker, text, name, _, rated in rows]
out.write_text("\n".join(lines) + "\n")


def ccc(x, y):
    n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
    xx, yy = sum((a - mx) ** 2 for a in x) / n, sum((b - my) ** 2 for b in y) / n
    xy = sum((a - mx) * (b - my) for a, b in zip(x, y)) / n
    return 2 * xy / (xx + yy + (mx - my) ** 2)


for d, dimension in enumerate(("valence", "arousal")):
    best = ccc([row[4][d] for row in rows], [row[5][d] for row in rows])
    print(f"{dimension}: {len(rows)} clips, CCC of the means of the true classes with the ratings: {best:.3f}")
PY

export EMODB_RATINGS=$folder/list
"$root/build/bin/serhost" sweep "$root/experiments/emodb_ratings.toml" --out "$folder/sweep" --threads 1 "${@:2}"
cells=$(cd "$folder/sweep/cells" && ls)
pick() { grep -E "^$1-" <<<"$cells" | head -n 1; }
for pair in "classes both ua" "ratings both ccc" "classes ratings ua"; do
  read -r first second metric <<<"$pair"
  "$root/build/bin/serhost" compare "$folder/sweep/cells/$(pick "$first")" "$folder/sweep/cells/$(pick "$second")" --metric "$metric"
done
