"""Writes ratings.json, the metrics of rated dimensions as SciPy, scikit-learn and NumPy compute them, for regression_test.cpp.

Concordance is in none of them; it is computed here by its definition (Lin 1989) in plain NumPy.

    python3 -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python tests/golden/metrics/make_ratings.py
"""

import json
import math
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.stats import pearsonr
from sklearn.metrics import mean_absolute_error, root_mean_squared_error


def concordance(x, y):
    covariance = ((x - x.mean()) * (y - y.mean())).mean()
    return 2 * covariance / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


def metrics(truth, predicted):
    known = ~np.isnan(truth)
    x, y = truth[known], predicted[known]
    return {
        "ccc": concordance(x, y),
        "pearson": pearsonr(x, y).statistic,
        "mae": mean_absolute_error(x, y),
        "rmse": root_mean_squared_error(x, y),
    }


def case(name, generator, clips, dimensions, unrated=0.0, shift=0.0, skill=0.6):
    columns, values, expected = [], [], {}
    for dimension in dimensions:
        truth = generator.normal(3.0, 0.9, size=clips)
        predicted = skill * truth + generator.normal(1.2 + shift, 0.5, size=clips)
        truth[generator.random(clips) < unrated] = math.nan
        columns += [f"truth_{dimension}", f"predicted_{dimension}"]
        values += [truth, predicted]
        for metric, value in metrics(truth, predicted).items():
            expected[f"{dimension}.{metric}"] = float(value)
    for metric in ("ccc", "pearson", "mae", "rmse"):
        expected[metric] = float(np.mean([expected[f"{dimension}.{metric}"] for dimension in dimensions]))
    rows = [[None if math.isnan(x) else float(x) for x in row] for row in np.stack(values, axis=1)]
    return {"name": name, "columns": columns, "rows": rows, "expected": expected}


generator = np.random.default_rng(11)
usual = ["valence", "arousal", "dominance"]
cases = [
    case("one dimension", generator, 40, ["valence"]),
    case("three dimensions", generator, 60, usual),
    case("gaps", generator, 50, usual, unrated=0.3),
    case("far off", generator, 30, usual[:2], shift=1e4),
    case("two clips", generator, 2, ["arousal"]),
    case("worse than chance", generator, 45, usual[:2], skill=-0.4),
]
tool = f"SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
path = pathlib.Path(__file__).parent / "ratings.json"
path.write_text(json.dumps({"tool": tool, "cases": cases}, indent=1) + "\n")
