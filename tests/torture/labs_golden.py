"""Copies of the small published weights that the other tests have, for inputs made of them."""

import json
import pathlib
import shutil

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
HUBERT = GOLDEN / "encoders/fixture_hubert_layer_preln"
TORCH = GOLDEN / "weights/torch"
LEDGER = GOLDEN / "compatibility/swept/ledger.sqlite"


def copy_hubert(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True)
    for file in ("config.json", "preprocessor_config.json", "model.safetensors"):
        shutil.copyfile(HUBERT / file, folder / file)


def put_hubert(box, name: str) -> dict:
    """The folder of a tiny encoder in the box; its config."""
    for file in ("config.json", "preprocessor_config.json", "model.safetensors"):
        box.copy(HUBERT / file, f"{name}/{file}")
    return json.loads((HUBERT / "config.json").read_text())
