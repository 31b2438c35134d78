"""The table of ideas: the kinds of hostile input, and the functions that make them by seed."""

import dataclasses
from typing import Callable

KINDS = (
    "plugins",
    "packs",
    "bundles",
    "weights",
    "configs",
    "audio",
    "toml",
    "lists",
    "environment",
    "kills",
    "disk",
    "limits",
)


@dataclasses.dataclass(frozen=True)
class Idea:
    kind: str
    text: str  # what is wrong with the input, or "works: ..." for one that must be taken
    make: Callable  # (box, random): makes the input, runs commands, says what is right
    weight: int  # how often in a round of seeds


_ideas: dict[str, list[Idea]] = {kind: [] for kind in KINDS}


def idea(kind: str, text: str, weight: int = 1):
    """Registers the decorated function as a generator of inputs of `kind`."""

    def register(make):
        _ideas[kind].append(Idea(kind, text, make, weight))
        return make

    return register


def of_kind(kind: str) -> list[Idea]:
    return _ideas[kind]


def of_seed(kind: str, seed: int) -> Idea:
    """Ideas take turns, so that any run of seeds as long as a round has them all."""
    turns = [each for each in _ideas[kind] for _ in range(each.weight)]
    return turns[(seed - 1) % len(turns)]


def round_of(kind: str) -> int:
    return sum(each.weight for each in _ideas[kind])
