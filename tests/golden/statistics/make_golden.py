"""Writes statistics.json, the tests of core/metrics as SciPy and statsmodels compute them, for statistics_golden_test.cpp.

    python3 -m venv venv && venv/bin/pip install scipy statsmodels && venv/bin/python tests/golden/statistics/make_golden.py
"""

import json
import pathlib

import numpy as np
import pandas
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

GENERATOR = np.random.default_rng(20240229)


def mcnemar_case(only_first, only_second, both=40, neither=7):
    # statsmodels has no mid-p; it is the exact p less the chance of the observed outcome.
    n, fewer = only_first + only_second, min(only_first, only_second)
    exact = float(mcnemar([[both, only_first], [only_second, neither]], exact=True).pvalue)
    mid = min(1.0, 2 * stats.binom.cdf(fewer, n, 0.5) - stats.binom.pmf(fewer, n, 0.5))
    return {"only_first": only_first, "only_second": only_second, "both": both, "neither": neither, "exact": exact, "mid_p": float(mid)}


def signed_rank_case(differences):
    differences = np.asarray(differences, dtype=float)
    nonzero = differences[differences != 0]
    if len(nonzero) > 200:
        result = stats.wilcoxon(differences, method="asymptotic", correction=False)
    elif len(set(np.abs(nonzero))) == len(nonzero):
        result = stats.wilcoxon(nonzero, method="exact")
    else:  # with ties SciPy's exact distribution is that of all signs
        result = stats.wilcoxon(nonzero, method=stats.PermutationMethod(n_resamples=np.inf))
    return {"differences": differences.tolist(), "statistic": float(result.statistic), "p": float(result.pvalue)}


def sign_flips_case(differences):
    result = stats.permutation_test((np.asarray(differences),), np.mean, permutation_type="samples", n_resamples=np.inf)
    return {"differences": list(differences), "statistic": float(result.statistic), "p": float(result.pvalue)}


def equivalence_case(differences, margin):
    p, (_, above, _), (_, below, _) = DescrStatsW(differences).ttost_mean(-margin, margin)
    n, limit = len(differences), stats.t.ppf(0.975, len(differences) - 1)
    chance = lambda shift: stats.nct.sf(limit, n - 1, shift) + np.nan_to_num(stats.nct.cdf(-limit, n - 1, shift))  # tiny tails come as NaN
    # As statsmodels' TTestPower().solve_power, which stops after six digits.
    shift = optimize.brentq(lambda shift: chance(shift) - 0.8, 0.1, 30.0, xtol=1e-14, rtol=1e-14)
    assert abs(shift / np.sqrt(n) / TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8) - 1) < 1e-4
    return {"differences": differences.tolist(), "margin": margin, "p": float(p), "above": float(above), "below": float(below),
            "detectable": float(shift / np.sqrt(n) * np.std(differences, ddof=1))}


def effects_case(figures):
    rows = [{"choice": i, "seed": j, "figure": value} for i, row in enumerate(figures) for j, value in enumerate(row)]
    table = anova_lm(ols("figure ~ C(choice) + C(seed)", data=pandas.DataFrame(rows)).fit())
    squares, total = table["sum_sq"], table["sum_sq"].sum()
    mean = table["mean_sq"]
    deviation = lambda factor, copies: float(np.sqrt(max(0.0, (mean[factor] - mean["Residual"]) / copies)))
    return {"figures": figures.tolist(), "choice": float(squares["C(choice)"] / total), "seed": float(squares["C(seed)"] / total),
            "rest": float(squares["Residual"] / total), "choice_p": float(table["PR(>F)"]["C(choice)"]),
            "seed_p": float(table["PR(>F)"]["C(seed)"]), "choice_sd": deviation("C(choice)", figures.shape[1]),
            "seed_sd": deviation("C(seed)", figures.shape[0]), "rest_sd": float(np.sqrt(mean["Residual"]))}


def t_case(sample):
    # The jackknife of a mean is the t test of its units.
    result = stats.ttest_1samp(sample, 0.0)
    limits = result.confidence_interval(0.95)
    left_out = [float(np.delete(sample, i).mean()) for i in range(len(sample))]
    return {"units": sample.tolist(), "left_out": left_out, "low": float(limits.low), "high": float(limits.high), "p": float(result.pvalue)}


def main():
    normal = lambda n, mean=0.0: np.round(GENERATOR.normal(mean, 1.0, n), 6)
    ps = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9, 1.0]
    golden = {
        "made_with": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "mcnemar": [mcnemar_case(*counts) for counts in [(3, 9), (9, 3), (5, 5), (0, 6), (1, 0), (140, 183)]],
        "signed_rank": [signed_rank_case(d) for d in [normal(8, 0.6), normal(30, 0.3), normal(150, 0.1), [1, -2, 2, 2, 0, 3, -1, 4, 4],
                                                      [0.5, 0.5, 0.5, 0.5, 0.5], np.round(normal(400, 0.1), 1)]],
        "sign_flips": [sign_flips_case(d) for d in [normal(5, 0.8).tolist(), normal(12, 0.4).tolist(), [1.0, 1.0, -1.0, 2.0, 2.0]]],
        "holm": {"p": ps, "adjusted": multipletests(ps, method="holm")[1].tolist()},
        "equivalence": [equivalence_case(normal(10) / 50, 0.03), equivalence_case(normal(15, 1.0) / 50, 0.02), equivalence_case(normal(3), 2.0)],
        "effects": [effects_case(np.round(GENERATOR.normal(0.7, 0.01, (5, 3)) + np.array([[0.0], [0.01], [0.02], [0.0], [0.04]]), 6)),
                    effects_case(np.round(GENERATOR.normal(0.6, 0.02, (2, 10)), 6))],
        "t": [t_case(np.round(GENERATOR.exponential(1.0, 12), 6)), t_case(normal(25))],
    }
    pathlib.Path(__file__).with_name("statistics.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
