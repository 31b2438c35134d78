"""The program and the library that the package belongs to, and how their faults become exceptions.

Both lie in the package, or in the prefix whose share/serhost/python it is. Of a checkout, the environment variable SERHOST_PREFIX
names the folder with `bin/serhost` and `lib/serhost/libserhost_python.so`: the build folder is one.
"""

import ctypes
import functools
import json
import logging
import os
import pathlib

_VERSION = 1  # of the library's functions: SERHOST_PYTHON_VERSION of interface.h
_log = logging.getLogger("serhost")


class Error(Exception):
    """What the program would have ended with: its message, and its exit status in `status`."""

    def __init__(self, message: str, status: int = 70) -> None:
        super().__init__("".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in message))
        self.status = status


def _found_prefix() -> pathlib.Path:
    package = pathlib.Path(__file__).resolve().parent
    installed = package.parents[3]  # of a prefix it lies in share/serhost/python/serhost
    for folder in [package, installed]:
        if (folder / "bin/serhost").exists() and (folder / "lib/serhost/plugins").exists():
            return folder
    return pathlib.Path(os.environ.get("SERHOST_PREFIX", package)).resolve()


prefix = _found_prefix()


def _part(name: str) -> pathlib.Path:
    file = prefix / name
    if not file.exists():
        raise Error(f"{file} is not there: install the wheel, or set SERHOST_PREFIX to an installed prefix or a build folder", 69)
    return file


def program() -> pathlib.Path:
    """The file of the program."""
    return _part("bin/serhost")


class Array(ctypes.Structure):
    _fields_ = [("samples", ctypes.c_void_p), ("frames", ctypes.c_int64), ("channels", ctypes.c_int64), ("sample_rate", ctypes.c_int64)]


class Values(ctypes.Structure):
    _fields_ = [("values", ctypes.POINTER(ctypes.c_float)), ("dimensions", ctypes.c_int64), ("shape", ctypes.c_int64 * 3),
                ("owner", ctypes.c_void_p)]


@ctypes.CFUNCTYPE(None, ctypes.c_char_p)
def log_line(line: bytes) -> None:
    """Lines of the program's log go to the logger `serhost`."""
    text = line.decode("utf-8", "replace")
    warning = text.startswith("warning: ")
    _log.log(logging.WARNING if warning else logging.INFO, "%s", text.removeprefix("warning: "))


@functools.cache
def library() -> ctypes.CDLL:
    """Loaded at the first use: LibTorch comes with it. ctypes lets go of the GIL in every call."""
    file = _part("lib/serhost/libserhost_python.so")
    try:
        found = ctypes.CDLL(str(file))
    except OSError as error:
        raise Error(f"{file} cannot be loaded: {error}", 69) from error
    number, text, handle = ctypes.c_int64, ctypes.c_char_p, ctypes.c_void_p
    log = type(log_line)
    for name, result, arguments in [
            ("python_version", ctypes.c_int, []),
            ("begin", None, [text]),
            ("error", text, []),
            ("status", ctypes.c_int, []),
            ("open_model", handle, [text, ctypes.POINTER(number), ctypes.POINTER(number), text, ctypes.c_int, log]),
            ("model_facts", text, [handle]),
            ("answer", text, [handle, ctypes.POINTER(Array), number]),
            ("close_model", None, [handle]),
            ("open_features", handle, [text, ctypes.POINTER(text), number, text, text, ctypes.c_int, log]),
            ("features_rate", number, [handle]),
            ("features_of", ctypes.c_int, [handle, ctypes.POINTER(Array), ctypes.POINTER(Values)]),
            ("free_values", None, [handle]),
            ("close_features", None, [handle])]:
        function = getattr(found, "serhost_" + name)
        function.restype, function.argtypes = result, arguments
    if found.serhost_python_version() != _VERSION:
        raise Error(f"{file} is of another version of serhost than {__file__}; install the wheel again", 69)
    found.serhost_begin(os.fsencode(program()))
    return found


def toml_text(value) -> str:
    """A value as it stands in an experiment file."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_text(each) for each in value) + "]"
    return json.dumps(os.fspath(value) if isinstance(value, os.PathLike) else value, ensure_ascii=False)


def raise_last() -> None:
    """Raises what the last call of this thread failed with."""
    raise Error(library().serhost_error().decode("utf-8", "replace"), library().serhost_status())
