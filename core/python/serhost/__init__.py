"""serhost: speech emotion recognition from plugins and one TOML file.

    run = serhost.run("experiments/quickstart.toml", **{"train.epochs": 3}, out="runs/short")
    run.metrics["ua"]["pooled"], run.predictions

    model = serhost.Model("runs/short")
    model.predict(samples, 16000).label

    frames = serhost.features("hubert", samples, 16000, checkpoint="models/hubert-base")

The words are those of the program: `serhost run`, `predict`, `extract`. `prefix` holds the SDK for CMake.
"""

from ._library import Error, prefix
from ._record import Run, read_run
from ._run import run

__all__ = ["Error", "Features", "Model", "Prediction", "Run", "features", "prefix", "read_run", "run"]


def __getattr__(name: str):
    """What needs NumPy is loaded when it is asked for: the program starts through this package, too."""
    if name in ("Features", "Model", "Prediction", "features"):
        from . import _model

        return getattr(_model, name)
    raise AttributeError(f"module 'serhost' has no attribute '{name}'")
