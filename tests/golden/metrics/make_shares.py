"""Writes shares.json, the metrics of distributions and of several classes per clip as SciPy and scikit-learn compute them,
for soft_test.cpp and multilabel_test.cpp.

What is in neither is computed here by its definition in plain NumPy: soft calibration error, MOSEI's weighted accuracy.

    python3 -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python tests/golden/metrics/make_shares.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import cosine, jensenshannon
from scipy.stats import entropy
from sklearn.metrics import average_precision_score, balanced_accuracy_score, accuracy_score, f1_score, recall_score

warnings.filterwarnings("ignore")


def macro_f1(truth, predicted):
    """Over the classes that occur in truth or prediction."""
    occurs = (truth | predicted).any(axis=0)
    return f1_score(truth[:, occurs], predicted[:, occurs], average="macro", zero_division=0)


def soft_ece(truth, predicted, bins=15):
    guess = predicted.argmax(axis=1)
    confidence, agreement = predicted.max(axis=1), truth[np.arange(len(guess)), guess]
    error = 0.0
    for low, high in zip(np.arange(bins) / bins, np.arange(1, bins + 1) / bins):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(agreement[inside].mean() - confidence[inside].mean())
    return error


def soft_case(name, generator, clips, classes, votes):
    truth = generator.multinomial(votes, generator.dirichlet(np.ones(classes)), size=clips) / votes
    predicted = generator.dirichlet(np.ones(classes), size=clips) * 0.5 + truth * 0.5
    predicted /= predicted.sum(axis=1, keepdims=True)
    single = (truth == truth.max(axis=1, keepdims=True)).sum(axis=1) == 1
    label, guess = truth.argmax(axis=1)[single], predicted.argmax(axis=1)[single]
    return {
        "name": name,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "expected": {
            "kl": entropy(truth, predicted, axis=1).mean(),
            "js": (jensenshannon(truth, predicted, axis=1) ** 2).mean(),
            "tv": np.mean([np.abs(q - p).max() if classes == 2 else 0.5 * np.abs(q - p).sum() for q, p in zip(truth, predicted)]),
            "cosine": np.mean([1 - cosine(q, p) for q, p in zip(truth, predicted)]),
            "f1_above_chance": macro_f1(truth > 1 / classes, predicted > 1 / classes),
            "soft_ece": soft_ece(truth, predicted),
            "soft_brier": ((truth - predicted) ** 2).sum(axis=1).mean(),
            "ties": 1 - single.mean(),
            "wa": accuracy_score(label, guess),
            "ua": balanced_accuracy_score(label, guess),
        },
    }


def multi_case(name, generator, clips, classes, rate):
    truth = generator.random((clips, classes)) < rate
    scores = np.round(np.clip(0.3 * truth + generator.random((clips, classes)) * 0.7, 0, 1), 2)
    thresholds = generator.uniform(0.3, 0.6, classes)
    predicted = scores > thresholds
    expected = {
        "macro_f1": macro_f1(truth, predicted),
        "micro_f1": f1_score(truth, predicted, average="micro"),
        "wf1": f1_score(truth, predicted, average="weighted", zero_division=0),
    }
    both = [c for c in range(classes) if 0 < truth[:, c].sum() < clips]
    present = [c for c in range(classes) if truth[:, c].any()]
    expected["map"] = np.mean([average_precision_score(truth[:, c], scores[:, c]) for c in present])
    expected["mosei_wa"] = np.mean([(recall_score(truth[:, c], predicted[:, c]) + recall_score(~truth[:, c], ~predicted[:, c])) / 2 for c in both])
    for c in present:
        expected[f"c{c}.ap"] = average_precision_score(truth[:, c], scores[:, c])
        expected[f"c{c}.f1"] = f1_score(truth[:, c], predicted[:, c], zero_division=0)
    rows = np.stack([truth, scores, predicted], axis=2).reshape(clips, -1).astype(float)
    return {"name": name, "classes": classes, "rows": rows.tolist(), "expected": {k: float(v) for k, v in expected.items()}}


generator = np.random.default_rng(12)
soft = [
    soft_case("five annotators", generator, 60, 4, 5),
    soft_case("two annotators, many ties", generator, 40, 6, 2),
    soft_case("two classes", generator, 30, 2, 7),
    soft_case("one clip", generator, 1, 3, 9),
]
multi = [
    multi_case("common classes", generator, 80, 4, 0.4),
    multi_case("rare classes", generator, 50, 6, 0.05),
    multi_case("nearly always there", generator, 40, 3, 0.9),
]
tool = f"SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
path = pathlib.Path(__file__).parent / "shares.json"
path.write_text(json.dumps({"tool": tool, "soft": soft, "multilabel": multi}, indent=1, default=float) + "\n")
