"""Writes metrics.json, the metrics of random predictions as scikit-learn and NumPy compute them, for golden_test.cpp.

Calibration error and concordance are not in scikit-learn; they are computed here by their definitions in plain NumPy.

    python3 -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python tests/golden/metrics/make_golden.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score, recall_score

warnings.filterwarnings("ignore", message="y_pred contains classes not in y_true")


def calibration_error(truth, probabilities, bins=15):
    confidence = probabilities.max(axis=1)
    right = (probabilities.argmax(axis=1) == truth).astype(float)
    error = 0.0
    for low, high in zip(np.arange(bins) / bins, np.arange(1, bins + 1) / bins):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def concordance(x, y):
    covariance = ((x - x.mean()) * (y - y.mean())).mean()
    return 2 * covariance / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


def case(name, generator, classes, clips, absent_truth=(), absent_predicted=(), skill=1.5):
    truth = generator.choice([c for c in range(classes) if c not in absent_truth], size=clips)
    logits = generator.normal(size=(clips, classes))
    logits[np.arange(clips), truth] += skill
    logits[:, list(absent_predicted)] = -20.0
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    predicted = probabilities.argmax(axis=1)
    recall = recall_score(truth, predicted, labels=range(classes), average=None, zero_division=np.nan)
    x = generator.normal(2.0, 0.7, size=clips)
    y = 0.6 * x + generator.normal(0.5, 0.5, size=clips)
    return {
        "name": name,
        "classes": classes,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": probabilities.tolist(),
        "x": x.tolist(),
        "y": y.tolist(),
        "expected": {
            "wa": accuracy_score(truth, predicted),
            "ua": balanced_accuracy_score(truth, predicted),
            "wf1": f1_score(truth, predicted, average="weighted", zero_division=0),
            "macro_f1": f1_score(truth, predicted, average="macro", zero_division=0),
            "micro_f1": f1_score(truth, predicted, average="micro", zero_division=0),
            "brier": float(((probabilities - np.eye(classes)[truth]) ** 2).sum(axis=1).mean()),
            "ece": float(calibration_error(truth, probabilities)),
        },
        "recall": [None if np.isnan(r) else float(r) for r in recall],
        "confusion": confusion_matrix(truth, predicted, labels=range(classes)).tolist(),
        "concordance": float(concordance(x, y)),
    }


def main():
    generator = np.random.default_rng(20240607)
    cases = [
        case("two classes", generator, 2, 40),
        case("four classes", generator, 4, 80),
        case("seven classes, little skill", generator, 7, 60, skill=0.3),
        case("a class absent from the truth", generator, 4, 50, absent_truth=[2]),
        case("a class never predicted", generator, 4, 50, absent_predicted=[1]),
        case("a class in neither", generator, 5, 50, absent_truth=[3], absent_predicted=[3]),
        case("two absent from the truth, one never predicted", generator, 6, 40, absent_truth=[0, 5], absent_predicted=[2]),
        case("one class in the truth", generator, 3, 20, absent_truth=[0, 1]),
        case("sure of itself", generator, 4, 40, skill=9.0),
        case("one clip", generator, 3, 1),
    ]
    cases[-1]["concordance"] = None  # x differs from y, so it is 0 by the definition; NumPy's rounding is not the point
    out = {
        "tool": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "command": "python tests/golden/metrics/make_golden.py",
        "cases": cases,
    }
    path = pathlib.Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(out, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")


if __name__ == "__main__":
    main()
