"""`serhost` and `python -m serhost`: this process becomes the program that lies in the package."""

import os
import sys

from serhost._library import program


def main() -> None:
    file = program()
    os.execv(file, ["serhost", *sys.argv[1:]])


if __name__ == "__main__":
    main()
