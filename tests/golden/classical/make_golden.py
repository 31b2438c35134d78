"""Writes expected.safetensors beside this file: what scikit-learn's classifiers give for random clusters of three classes.

`x` [36, 5], `label` [36], `weight` [36] of the train part, `test` [10, 5]; `mean`, `deviation` of the train part. Of the
standardized rows: `rbf` and `linear` [3, 10], decision values of each pair of classes (0-1, 0-2, 1-2; C = 2 times the weight,
gamma = 1 / 5) for the test rows; `knn` and `knn_distance` [10, 3], probabilities of 4 neighbors; `ridge` [10, 3], decision
values at alpha = 0.7 with weights; `platt` [2], slope and offset of a sigmoid through `rbf`'s first row, as libsvm fits it.
pip install numpy scikit-learn safetensors; python make_golden.py
"""
import pathlib

import numpy as np
from safetensors.numpy import save_file
from scipy.optimize import minimize
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

random = np.random.default_rng(5)
label = np.arange(36) % 3
centers = random.normal(size=(3, 5)) * 0.8
x = (centers[label] + random.normal(size=(36, 5))) * [1, 3, 0.2, 10, 1] + [0, 5, 0, -3, 1]
test = (centers[np.arange(10) % 3] + random.normal(size=(10, 5))) * [1, 3, 0.2, 10, 1] + [0, 5, 0, -3, 1]
weight = random.uniform(0.5, 2.0, 36)
mean, deviation = x.mean(0), x.std(0)
train, rows = (x - mean) / deviation, (test - mean) / deviation


def decisions(kernel):
    out = []
    for i, j in [(0, 1), (0, 2), (1, 2)]:
        of = (label == i) | (label == j)
        machine = SVC(C=2.0, kernel=kernel, gamma=0.2, tol=1e-10)
        machine.fit(train[of], np.where(label[of] == i, 1, -1), sample_weight=weight[of])
        out.append(machine.decision_function(rows))
    return np.array(out)


def platt(values, y):
    n, p = (y < 0).sum(), (y > 0).sum()
    t = np.where(y > 0, (p + 1) / (p + 2), 1 / (n + 2))
    loss = lambda ab: np.sum(np.logaddexp(0, ab[0] * values + ab[1]) - (1 - t) * (ab[0] * values + ab[1]))
    return minimize(loss, [0.0, 0.0], tol=1e-14, method="Nelder-Mead", options=dict(maxiter=20000, xatol=1e-10, fatol=1e-14)).x


rbf = decisions("rbf")
knn = KNeighborsClassifier(4).fit(train, label)
near = KNeighborsClassifier(4, weights="distance").fit(train, label)
save_file({
    "x": x, "label": label, "weight": weight, "test": test, "mean": mean, "deviation": deviation, "rbf": rbf,
    "linear": decisions("linear"), "knn": knn.predict_proba(rows), "knn_distance": near.predict_proba(rows),
    "ridge": RidgeClassifier(alpha=0.7).fit(train, label, sample_weight=weight).decision_function(rows),
    "platt": platt(rbf[0], np.where(np.arange(10) % 2 == 0, 1, -1)),
}, pathlib.Path(__file__).parent / "expected.safetensors")
