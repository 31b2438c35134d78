"""Trained models in use: predict, evaluate, export; what is wrong with the model, with what it
hears and with where its answers go. Under several kinds, as the input is."""

import json
import os
import re

import damage
import sample
from ideas import idea
from models import encoder, trained

STEMS = ("predict", "run", "-q", "--threads", "1")
PREDICT = (*STEMS, "--key", "path")
EVALUATE = ("evaluate", "run", "e.toml", "--out", "seen", "-q", "--threads", "1")
EXPORT = ("export", "enc", "--format", "huggingface", "--fold", "1", "--out", "model", "-q")


def a_file_of(rng, folder, pattern):
    return rng.choice(sorted(folder.glob(pattern)))


# ---- records and checkpoints


@idea("bundles", "predictions of a run whose checkpoint was damaged")
def damaged_checkpoint(box, rng):
    trained(box)
    file = a_file_of(rng, box.work, "run/checkpoints/*/*/best/model.safetensors")
    file.write_bytes(rng.choice([damage.flipped, damage.cut_or_grown])(rng, file.read_bytes()))
    command = rng.choice([(*PREDICT, "data"), EVALUATE])
    box.refuses(command, 65, "model.safetensors|best", leaves=("seen", "seen/*"))


@idea("bundles", "predictions of a run that lacks a part of itself")
def lacking(box, rng):
    trained(box)
    name, status = rng.choice(
        [("run.json", 66), ("resolved.toml", 66), ("checkpoints", (66, 73, 78, 65))]
    )
    path = box.work / "run" / name
    if path.is_dir():
        path.rename(box.path / "away")
    else:
        path.unlink()
    command = rng.choice([(*PREDICT, "data"), EVALUATE])
    box.refuses(command, status, re.escape(name) + "|checkpoint", leaves=("seen", "seen/*"))


@idea("bundles", "a model asked for a fold or a seed that it has not")
def no_member(box, rng):
    trained(box)
    option = rng.choice([("--fold", "3"), ("--seed", "7"), ("--fold", "0"), ("--fold", "-1")])
    command = rng.choice([(*PREDICT, *option, "data"), (*EVALUATE, *option)])
    box.refuses(command, (64, 66), "fold|seed", leaves=("seen", "seen/*"))


@idea("bundles", "an export of what Transformers cannot have, or that is not finished")
def no_export(box, rng):
    what = rng.choice(["backbone", "unfinished", "all folds", "format"])
    command = list(EXPORT)
    if what == "backbone":
        trained(box)
        command[1] = "run"
        return box.refuses(command, (64, 69, 78, 1), "lstm|Transformers|backbone")
    encoder(box)
    if what == "unfinished":
        record = json.loads((box.work / "enc/run.json").read_text())
        record.update(status="running")
        box.write("enc/run.json", json.dumps(record))
        return box.refuses(command, (1, 65), "finished|run.json")
    if what == "all folds":
        return box.refuses([*command[:4], "--out", "model"], 64, "choose the fold")
    command[3] = rng.choice(["", "onnxx", "HUGGINGFACE", "../x"])
    return box.refuses(command, 64, "huggingface")


@idea("bundles", "an export of a damaged checkpoint, or onto what is there already")
def bad_export(box, rng):
    encoder(box)
    if rng.random() < 0.5:
        file = a_file_of(rng, box.work, "enc/checkpoints/fold-1/*/best/model.safetensors")
        file.write_bytes(damage.flipped(rng, file.read_bytes()))
        return box.refuses(EXPORT, 65, "model.safetensors|best")
    what = rng.choice(["file", "folder", "link"])
    if what == "file":
        box.write("model", "mine")
    elif what == "folder":
        box.write("model/mine.txt", "mine")
    else:
        os.symlink("/nowhere", box.work / "model")
    return box.refuses(EXPORT, 73, "model")


@idea("bundles", "works: a model is exported, and the folder predicts what the run does")
def exported(box, rng):
    encoder(box)
    trained(box)
    box.works(EXPORT, seconds=30)
    wav = rng.choice(sample.clip_names())
    own = box.works(["predict", "enc", "--fold", "1", "-q", "--json", f"data/{wav}"], seconds=30)
    theirs = box.works(["predict", "model", "-q", "--json", f"data/{wav}"], seconds=30)
    if not box.wrong:
        ours, seen = json.loads(own.out), json.loads(theirs.out)
        box.require(ours["predicted"] == seen["predicted"], "the exported model says otherwise")


@idea("configs", "an exported folder whose texts were changed")
def changed_export(box, rng):
    encoder(box)
    trained(box)
    box.works(EXPORT, seconds=30)
    name = rng.choice(["config.json", "preprocessor_config.json", "model.safetensors"])
    content = rng.choice([b"", b"{", b"[]", rng.randbytes(50)])
    box.write("model/" + name, content)
    command = ["predict", "model", "-q", "--key", "path", "data"]
    box.refuses(command, (65, 78), re.escape(name), leaves=("model/*",))


# ---- audio


@idea("audio", "new audio for a trained model that is damaged, beside files that are not")
def heard_damaged(box, rng):
    trained(box)
    good = (box.work / "data/sad/s1_1.wav").read_bytes()
    name, content = rng.choice(
        [
            ("x.wav", good[: rng.randrange(46, len(good) - 4)]),
            ("x.wav", b""),
            ("x.flac", rng.randbytes(400)),
            ("x.wav", sample.wave(b"")),
            ("x.mp3", good[:200]),
        ]
    )
    box.write("more/" + name, content)
    box.write("more/good.wav", good)
    done = box.refuses([*PREDICT, "more"], 65, re.escape(name))
    box.require("good" in done.out, "the good file was not predicted")


@idea("audio", "raw samples on standard input that end within one, are none, or told wrongly")
def heard_raw(box, rng):
    trained(box)
    options, content, status = rng.choice(
        [
            ([], b"", 65),
            ([], b"\1", 65),
            (["--rate", "0"], bytes(32000), 64),
            (["--rate", "x"], bytes(32000), 64),
            (["--channels", "0"], bytes(32000), 64),
            (["--encoding", "f32le"], b"\xff\xff\xff\x7f" * 8000, 65),
            (["--encoding", "mp3"], bytes(32000), 64),
        ]
    )
    file = box.write("raw", content)
    with open(file, "rb") as given:
        box.refuses([*PREDICT, "-", *options], status, stdin=given)


@idea("audio", "works: windows of any length over a clip, in every format")
def windows(box, rng):
    trained(box)
    size = rng.choice(["0.05", "0.1", "0.2", "3"])
    form = rng.choice(["csv", "jsonl", "rttm", "textgrid", "audacity", "webvtt"])
    box.works([*PREDICT, "--window", size, "--format", form, "data/sad/s1_1.wav"])


# ---- lists, arguments and places


@idea("lists", "a list of new audio that is none, or names what is not there")
def predicted_list(box, rng):
    trained(box)
    text, status = rng.choice(
        [
            ("data/none.wav\n", 66),
            ("data/sad/s1_1.wav\ndata/none.wav\n", 66),
            ("", (64, 65, 66)),
            ("\n\n", (64, 65, 66)),
            ("data/sad/s1_1.wav\ndata/sad/s1_1.wav\n", (64, 65, 78)),
            ("/dev/zero\n", (65, 66, 78)),
        ]
    )
    box.write("l.txt", text)
    box.refuses([*PREDICT, "--list", "l.txt"], status)


@idea("lists", "two new clips with one key")
def one_key(box, rng):
    trained(box)
    for folder in ("one", "two"):
        box.copy(box.work / "data/sad/s1_1.wav", f"{folder}/x.wav")
    box.refuses([*STEMS, "one", "two"], (64, 65, 78), "x")
    box.works([*PREDICT, "one", "two"])


@idea("lists", "labels of another corpus that the model never heard of")
def other_labels(box, rng):
    trained(box)
    rng_name = rng.choice(["bored", "Angry ", "é"])
    box.write(
        "other.toml",
        sample.experiment(head='name = "other"\n').replace('root    = "data"', 'root    = "new"'),
    )
    for n, (name, content) in enumerate(sorted(sample.clips().items())):
        label, clip = name.split("/")
        box.write(f"new/{rng_name if label == 'sad' else label}/{n}{clip}", content)
    command = [*EVALUATE]
    command[2] = "other.toml"
    box.refuses(command, (65, 78), "other.toml|class|label", leaves=("seen", "seen/*"))


@idea("toml", "an evaluation by an experiment that is faulty")
def faulty_evaluation(box, rng):
    trained(box)
    text = rng.choice(
        [
            sample.experiment() + "\n[train2]\nx = 1\n",
            sample.experiment(loss='[loss]\nplugin = "none_such"\n'),
            sample.experiment(dataset='[dataset]\nplugin = "folder"\nroot = "nowhere"\n'),
            "",
            "[",
        ]
    )
    box.write("e.toml", text)
    box.refuses(EVALUATE, (66, 69, 78), r"e\.toml", leaves=("seen", "seen/*"))


@idea("toml", "options of predict, evaluate and export without sense")
def options(box, rng):
    trained(box)
    given, status = rng.choice(
        [
            ([*PREDICT, "--window", "0", "data"], 64),
            ([*PREDICT, "--window", "nan", "data"], 64),
            ([*PREDICT, "--hop", "1", "data"], 64),
            ([*PREDICT, "--window", "1", "--hop", "-1", "data"], 64),
            ([*PREDICT, "--format", "mp3", "data"], 64),
            ([*PREDICT, "--device", "gpu", "data"], (64, 69, 78)),
            ([*PREDICT], 64),
            (["predict", "nowhere", "data"], 66),
            (["predict", "data", "data"], (64, 65, 66, 78)),
            (["evaluate", "run", "nowhere.toml"], 66),
            (["evaluate", "run"], 64),
            (["export", "nowhere", "--format", "huggingface", "--out", "x"], 66),
            (["export", "run"], 64),
        ]
    )
    box.refuses(given, status)


@idea("disk", "answers that must not take the place of something else")
def answers_place(box, rng):
    trained(box)
    what = rng.choice(["record", "folder", "link", "other"])
    out = {"record": "run/predictions.csv", "folder": "data", "link": "l.csv", "other": "e.toml"}[
        what
    ]
    if what == "link":
        os.symlink("e.toml", box.work / "l.csv")
    box.refuses([*PREDICT, "--out", out, "data/sad/s1_1.wav"], 73, re.escape(out))
