"""A finished run as NumPy arrays, or as pandas frames where pandas is there."""

import csv
import dataclasses
import json
import pathlib

from ._library import Error


def _column(texts: list):
    import numpy as np

    for kind in (np.int64, np.float64):
        try:
            return np.array([kind(text) for text in texts])
        except ValueError:
            continue
    return np.array(texts, dtype=object)


def _table(file: pathlib.Path, texts: tuple = ()):
    """The columns of a CSV file by name; a pandas frame where that can be had. Names are texts whatever they look like, an empty
    number is NaN."""
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    if not rows:
        raise Error(f"{file} is empty; expected a line with the names of its columns", 65)
    names, body = rows[0], rows[1:]
    for number, row in enumerate(body, 2):
        if len(row) != len(names):
            raise Error(f"{file}:{number}: {len(row)} fields; expected {len(names)}", 65)
    columns = {}
    for place, name in enumerate(names):
        column = [row[place] for row in body]
        text = name in texts or name.startswith("truth") and not _numbers(column)
        columns[name] = _texts(column) if text else _column([value if value else "nan" for value in column])
    try:
        import pandas
    except ImportError:
        return columns
    return pandas.DataFrame(columns)


def _texts(column: list):
    import numpy as np

    return np.array(column, dtype=object)


def _numbers(column: list) -> bool:
    try:
        return all(float(value) is not None for value in column if value)
    except ValueError:
        return False


@dataclasses.dataclass(frozen=True)
class Run:
    """The record of a run; its files are those of docs/read-the-results.md."""

    path: pathlib.Path
    record: dict
    """run.json."""

    @property
    def metrics(self) -> dict:
        """By metric what `summary` of run.json says: `metrics["ua"]["pooled"]`."""
        return self.record["summary"]

    @property
    def predictions(self):
        """A row per test clip and seed."""
        classes = ("key", "speaker", "truth", "predicted") if self.record.get("classes") else ("key", "speaker")
        return _table(self.path / "predictions.csv", classes)

    @property
    def history(self):
        """A row per epoch."""
        return _table(self.path / "history.csv")

    @property
    def folds(self):
        """Which clip was in which part of which fold."""
        return _table(self.path / "folds.csv", ("key", "part", "speaker"))

    @property
    def results(self) -> list:
        """By fold and seed: metrics, recall, confusion."""
        return self.record["results"]


def read_run(path) -> Run:
    """The run in the folder `path`. Raises Error where it is none, or is not finished."""
    path = pathlib.Path(path)
    file = path / "run.json"
    if not file.exists():
        raise Error(f"{path} is no run: it holds no run.json", 66)
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Error(f"{file} is damaged: {error}", 65) from error
    if not isinstance(record, dict) or not str(record.get("schema", "")).startswith("serhost.run/"):
        raise Error(f"{file} is not the record of a run: its schema is not serhost.run", 65)
    if record.get("status") != "finished":
        raise Error(f"{path} is {record.get('status', 'not finished')}; finish it with `serhost run {path}/experiment.toml --out {path} --resume`", 65)
    return Run(path, record)
