"""Trained models and encoders for arrays: what a file of the same samples would give, to the last bit."""

import ctypes
import dataclasses
import json
import os
import threading
import weakref
from typing import Optional

import numpy as np

from ._library import Array, Values, library, log_line, raise_last, toml_text


@dataclasses.dataclass(frozen=True)
class Prediction:
    """What is said of one clip."""

    label: Optional[str]
    """The class; None of a model without classes."""
    scores: dict
    """By class its probability, or by dimension its value."""


def _array(samples, rate: int):
    """[n] or [n, channels] as the library reads it, and the NumPy array that must live as long. Nothing is copied where the numbers
    are float32 already and lie one behind the other; whole numbers are scaled to [-1, 1) as files of their width are."""
    given = np.asarray(samples)
    if given.ndim not in (1, 2):
        raise ValueError(f"expected samples [n] or [n, channels], got an array of shape {given.shape}")
    if given.dtype.kind == "i":
        given = given.astype(np.float32) / np.float32(2 ** (8 * given.dtype.itemsize - 1))
    elif given.dtype.kind != "f":
        raise TypeError(f"expected samples that are float or signed whole numbers, got {given.dtype}")
    plain = np.ascontiguousarray(given, np.float32)
    channels = plain.shape[1] if plain.ndim == 2 else 1
    return Array(plain.ctypes.data, plain.shape[0], channels, int(rate)), plain


def _number(value):
    return None if value is None else ctypes.byref(ctypes.c_int64(value))


class Model:
    """The models of a run (the mean of their probabilities; one of them by `fold` and `seed`), or a published model with its head.

    `classes` and `sample_rate` say what it knows and hears, `members` which models of the run it is. May be used by several threads.
    """

    def __init__(self, path, *, fold: Optional[int] = None, seed: Optional[int] = None, device: str = "auto", threads: int = 0) -> None:
        found = library()
        handle = found.serhost_open_model(os.fsencode(path), _number(fold), _number(seed), device.encode(), threads, log_line)
        if not handle:
            raise_last()
        self._handle, self._lock = handle, threading.Lock()
        self._close = weakref.finalize(self, found.serhost_close_model, handle)
        facts = json.loads(found.serhost_model_facts(handle))
        self.sample_rate, self.classes, self.members = facts["sample_rate"], facts["classes"], facts["members"]
        self._columns = facts["columns"]

    def predict(self, samples, rate: int) -> Prediction:
        """Of one clip, [n] or [n, channels] at `rate` Hz."""
        return self.predict_many([samples], rate)[0]

    def predict_many(self, clips, rate: int) -> list:
        """Of several clips of one rate: each as if it were alone; the processor's cores share them."""
        arrays = [_array(clip, rate) for clip in clips]
        if not arrays:
            return []
        said = self._answer((Array * len(arrays))(*[array for array, _ in arrays]))
        return [self._prediction(dict(zip(self._columns, texts))) for texts in said]

    def _answer(self, arrays) -> list:
        with self._lock:  # the answer lies in the handle until its next call, which may be another thread's
            text = library().serhost_answer(self._handle, arrays, len(arrays))
            if text is None:
                raise_last()
        return json.loads(text)

    @staticmethod
    def _prediction(texts: dict) -> Prediction:
        label = texts.pop("predicted", None)
        return Prediction(label, {name.removeprefix("p_").removeprefix("predicted_"): float(text) for name, text in texts.items()})


class Features:
    """An encoder by the name of its backbone, with its parameters: `Features("hubert", checkpoint="models/hubert-base", layer="all")`.

    `layer` is "last", "all" or a number. A call gives [frames, width], or [layers, frames, width] of all layers. What is made once is
    used again by every call."""

    def __init__(self, backbone: str, *, layer="last", device: str = "auto", threads: int = 0, **parameters) -> None:
        found = library()
        settings = [f"{key}={toml_text(value)}".encode() for key, value in parameters.items()]
        texts = (ctypes.c_char_p * len(settings))(*settings)
        handle = found.serhost_open_features(backbone.encode(), texts, len(settings), str(layer).encode(), device.encode(), threads, log_line)
        if not handle:
            raise_last()
        self._handle = handle
        self._close = weakref.finalize(self, found.serhost_close_features, handle)
        self.sample_rate = found.serhost_features_rate(handle)

    def __call__(self, samples, rate: int) -> np.ndarray:
        found, (array, _kept) = library(), _array(samples, rate)
        values = Values()
        if found.serhost_features_of(self._handle, ctypes.byref(array), ctypes.byref(values)) != 0:
            raise_last()
        out = np.ctypeslib.as_array(values.values, tuple(values.shape[:values.dimensions]))
        weakref.finalize(_base(out), found.serhost_free_values, values.owner)
        return out


def _base(array: np.ndarray):
    """What lives as long as any view of the numbers."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def features(backbone: str, samples, rate: int, **options) -> np.ndarray:
    """`Features(backbone, **options)(samples, rate)`: for one clip; make `Features` once for several."""
    return Features(backbone, **options)(samples, rate)
