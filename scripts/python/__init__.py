"""serhost: speech emotion recognition from plugins and one TOML file. The program is `serhost`; `prefix` holds its SDK for CMake."""

import pathlib

prefix = pathlib.Path(__file__).resolve().parent
