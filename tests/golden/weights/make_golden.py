"""Writes python.safetensors with the reference implementation: pip install safetensors numpy; python make_golden.py"""
import pathlib

import numpy as np
from safetensors.numpy import save_file

save_file(
    {
        "matrix": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
        "half": np.array([0.5, -1.0], dtype=np.float16),
        "whole": np.array([-1, 1 << 20], dtype=np.int64),
        "flags": np.array([True, False, True]),
        "bytes": np.array([0, 255], dtype=np.uint8),
    },
    pathlib.Path(__file__).parent / "python.safetensors",
    metadata={"format": "np"},
)
