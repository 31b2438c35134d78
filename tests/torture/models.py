"""Finished runs whose models are put to use."""

import labs_golden

ENCODER = '[backbone]\nplugin = "hubert"\ncheckpoint = "encoder"\nfreeze = "all"\n'


def trained(box):
    """run/, e.toml and data/: a finished run on audio files."""
    box.copy(box.lab.fixture("real_run") / "run", "run")
    box.corpus()


def encoder(box):
    """enc/, a finished run whose model Transformers has, too."""

    def make(folder):
        labs_golden.copy_hubert(folder / "encoder")
        return box.lab.make_run(folder, {"backbone": ENCODER})

    made = box.lab.once("encoder run", lambda: make(box.lab.new_folder("encoder_run")))
    box.copy(made / "run", "enc")
