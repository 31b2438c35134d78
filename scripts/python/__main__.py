"""`serhost` and `python -m serhost`: this process becomes the program that lies in the package."""

import os
import pathlib
import sys


def main() -> None:
    program = pathlib.Path(__file__).resolve().parent / "bin" / "serhost"
    os.execv(program, ["serhost", *sys.argv[1:]])


if __name__ == "__main__":
    main()
