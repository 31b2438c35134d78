"""Experiment files: texts that are not TOML, keys and values that cannot be, parents, overrides."""

import sample
from ideas import idea

COMMANDS = (["check", "e.toml"], ["run", "e.toml"], ["plan", "e.toml"], ["data", "stats", "e.toml"])
PLACE = r"e\.toml:{}:\d+"


def refused(box, rng, text, *says, status=78, command=None):
    box.write("e.toml", text)
    return box.refuses(command or rng.choice(COMMANDS), status, *says)


def with_line(rng, line: str) -> tuple[str, str]:
    """The experiment with `line` in its last table, and where it stands."""
    text = sample.made_up() + line + "\n"
    return text, PLACE.format(text[: text.index(line)].count("\n") + 1)


@idea("toml", "text that is not TOML")
def not_toml(box, rng):
    line = rng.choice(
        [
            "name =",
            "= 3",
            "a = [1, 2",
            "a = {b = 1",
            'a = "x',
            "[[",
            "[a",
            "a b = 1",
            "a = 1 2",
            "a = 01",
            "a = 1__0",
            "a = +-1",
            "a = tru",
            "a = '''x",
            "a = 1e",
            "a = 0x",
            "a = 2020-13-45",
            'a = "\\q"',
            'a = "\\uD800"',
            "<html>",
            '{"name": "e"}',
        ]
    )
    text = sample.made_up() + line + "\n"
    refused(box, rng, text, PLACE.format(r"\d+"), "not valid TOML")


@idea("toml", "an experiment cut off at a random byte")
def cut(box, rng):
    text = sample.made_up()
    end = text.index("[train]") - rng.randrange(2, 60)  # [loss] is needed, so it cannot be whole
    kept = text[: max(1, text.index("[loss]") - rng.randrange(1, end))] if end > 0 else "n"
    refused(box, rng, kept, r"e\.toml", status=(78, 69, 66))


@idea("toml", "bytes that are no text")
def no_text(box, rng):
    content = rng.choice(
        [
            b'name = "caf\xe9"\n',
            b"\xff\xfe" + "name = 1".encode("utf-16-le"),
            b"\x7fELF" + bytes(100),
            b'name = "\xc0\x80"\n',
            b"a\0b = 1\n",
            b'name = "\xed\xa0\x80"\n',
            rng.randbytes(400),
            b"PK\3\4" + bytes(50),
        ]
    )
    refused(box, rng, content, r"e\.toml")


@idea("toml", "an unknown key in a table")
def unknown_key(box, rng):
    key = rng.choice(["epocs", "bach_size", "lr", "Epochs", "epochs2", '""', '"a b"', "name"])
    text, place = with_line(rng, f"{key} = 3")
    refused(box, rng, text, place, "unknown key")


@idea("toml", "an unknown table, or a table in the place of a value")
def unknown_table(box, rng):
    line = rng.choice(["[trains]\nepochs = 1", "[protocols]", "[data]", "[[losses]]"])
    text, place = with_line(rng, line)
    refused(box, rng, text, r"e\.toml:\d+:\d+", "unknown")


VALUES = {
    "train.epochs": ["0", "-1", "1.5", '"3"', "true", "[1]", "9223372036854775807", "nan", "{}"],
    "train.batch_size": ["0", "-4", "4.0", '"4"', "inf", "99999999999999999999"],
    "train.clip_norm": ["-1", "nan", '"much"', "[]", "inf"],
    "train.precision": ['"fp64"', "32", '""'],
    "train.device": ['"tpu"', '"cuda:x"', '"cuda:-1"', "1"],
    "train.optimizer": [
        '{ name = "adamm" }',
        "{ lr = -1 }",
        "{ lr = 0 }",
        "{ betas = [0.9] }",
        '{ name = "adamw", momentum = 0.9 }',
        "3",
        "{ lr = nan }",
    ],
    "train.schedule": ['{ name = "linera" }', "{ warmup = -1 }", '{ name = "cyclic" }', "[]"],
    "protocol.k": ["1", "0", "-3", "2.5", '"2"'],
    "protocol.name": ['"kfold"', "5", '""'],
    "protocol.seed": ["-1", "0.5", '"0"'],
    "protocol.select": ['"uaa"', "1"],
    "protocol.validation": ['{ from = "speaker" }', "{ fraction = 0 }", "{ fraction = 1 }", "3"],
    "seeds": ["[]", "[1, 1]", "[-1]", "[1.5]", "1", '["1"]', "[99999999999999999999]"],
    "name": ['""', '"a/b"', '".a"', "3", '"' + "n" * 300 + '"', '".."', '"a\\u0000b"'],
    "head.hidden": ["[0]", "[-1]", "[1.5]", "64", "[70000]", '["64"]'],
    "head.dropout": ["1", "-0.1", '"a"', "nan"],
    "head.pooling": ['"maen"', "1"],
    "backbone.width": ["0", "-1", '"8"', "1e400"],
    "backbone.layers": ['"weightd"', "-1", "99", "1.5"],
    "backbone.freeze": ['"nothing"', "1"],
    "dataset.speakers": ["0", "-2", "1.5", '"4"'],
    "dataset.weight": ["0", "-1", '"1"', "nan"],
    "task": ['"classify"', "1", '""'],
}


@idea("toml", "a value of another type or out of its range", weight=3)
def bad_value(box, rng):
    key = rng.choice(sorted(VALUES))
    value = rng.choice(VALUES[key])
    box.write("e.toml", sample.made_up())
    command = rng.choice(COMMANDS) + ["-s", f"{key}={value}"]
    if command[0] == "data":
        command = ["check"] + command[2:]
    box.refuses(command, 78, key.split(".")[-1])


@idea("toml", "a key or a table that is there twice")
def twice(box, rng):
    line = rng.choice(
        ["epochs = 2", "[train]", '[loss]\nplugin = "focal"', "train.epochs = 2\n[loss]"]
    )
    refused(box, rng, sample.made_up() + line + "\n", r"e\.toml:\d+:\d+")


@idea("toml", "brackets, dots or names without end")
def deep(box, rng):
    many = rng.choice([100, 3000, 200000])
    line = rng.choice(
        [
            "a = " + "[" * many,
            "a = " + "{a = " * many,
            ".".join("a" * many) + " = 1",
            "[" + ".".join("a" * many) + "]",
            "[" * many,
            'a = "' + "x" * many,
            "a = " + "[" * many + "]" * many,
        ]
    )
    refused(box, rng, sample.made_up() + line + "\n", r"e\.toml(:\d+)?")


@idea("toml", "variables that are not set, or not closed")
def variables(box, rng):
    value = rng.choice(
        [
            "${TORTURE_NOT_SET}",
            "${TORTURE_NOT_SET}/x",
            "${",
            "${A",
            "${}",
            "a${TORTURE_NOT_SET}b",
            "${1}",
            "${A B}",
        ]
    )
    text = sample.made_up(head=f'name = "{value}"\n')
    refused(box, rng, text, PLACE.format(1))


@idea("toml", "a parent that is missing, is no text, or extends its child")
def parents(box, rng):
    what = rng.choice(["missing", "circle", "folder", "damaged", "long", "type"])
    status, says = 78, r"e\.toml:1:\d+"
    if what == "circle":
        box.write("base.toml", 'extends = "e.toml"\n')
        says = "extends itself"
    elif what == "folder":
        (box.work / "base.toml").mkdir()
        says = r"base\.toml"
    elif what == "damaged":
        box.write("base.toml", "[train\n")
        says = r"base\.toml:1"
    elif what == "long":
        for i in range(40):
            box.write(f"c{i}.toml", f'extends = "c{i + 1}.toml"\n')
        box.write("base.toml", 'extends = "c0.toml"\n')
        says = "more than"
    else:
        status = 66 if what == "missing" else 78
    extends = "3" if what == "type" else '"base.toml"'
    refused(box, rng, f"extends = {extends}\n" + sample.made_up(), says, status=status)


@idea("toml", "a path that does not exist")
def no_path(box, rng):
    line, says = rng.choice(
        [
            ("dataset.root=nowhere", "nowhere"),
            ("dataset.labels=nowhere.toml", "nowhere"),
            ("protocol.file=nowhere.csv", "nowhere"),
        ]
    )
    changes = {"protocol": '[protocol]\nname = "folds"\n'} if "protocol" in line else {}
    box.corpus(**changes)
    box.refuses([rng.choice(["check", "run"]), "e.toml", "-s", line], 66, says)


@idea("toml", "a component that does not exist")
def no_component(box, rng):
    key = rng.choice(["loss.plugin", "backbone.plugin", "dataset.plugin"])
    name = rng.choice(["focall", "", "a/b/c", "../focal", "lstm ", "FOCAL", "x" * 500])
    box.write("e.toml", sample.made_up())
    box.refuses(
        [rng.choice(["check", "run"]), "e.toml", "-s", f"{key}={name}"], (69, 78), "no |plugin"
    )


@idea("toml", "overrides that say nothing or too much")
def overrides(box, rng):
    given, status = rng.choice(
        [
            ("loss.gamma", 64),
            ("=3", 64),
            ("", 64),
            ("loss..gamma=3", 78),
            ("loss.=3", 78),
            (".=1", 78),
            ("loss.plugin.x=1", 78),
            ("a=" + "[" * 50000, 78),
            ("backbone.7.width=3", 78),
            ("train.epochs.x=2", 78),
            ("a\x1b[2Jb=1", 78),
            ("train=3", 78),
            ("loss=focal", 78),
        ]
    )
    box.write("e.toml", sample.made_up())
    done = box.refuses(
        [rng.choice(["check", "run"]), "e.toml", "-s", given], (status, 64), "-s|key"
    )
    box.require("\x1b" not in done.said, "an escape sequence is printed")


@idea("toml", "no file, a folder, a pipe or a huge file in the place of an experiment")
def no_file(box, rng):
    what = rng.choice(["none", "folder", "huge", "device", "empty"])
    status, says = {
        "none": (66, r"none\.toml"),
        "folder": (78, "folder"),
        "huge": (78, "bytes"),
        "device": (78, "null|device|dataset"),
        "empty": (78, r"dataset"),
    }[what]
    file = box.work / "e.toml"
    if what == "huge":
        box.write("e.toml", 'name = "x')
        with open(file, "r+b") as out:
            out.truncate(100 << 20)
    elif what == "folder":
        file.mkdir()
    elif what == "empty":
        box.write("e.toml", rng.choice(["", "\n\n", "# nothing\n", "\ufeff"]))
    name = {"none": "none.toml", "device": "/dev/null"}.get(what, "e.toml")
    box.refuses([rng.choice(["check", "run", "plan"]), name], status, says)


@idea("toml", "works: unusual spellings of one experiment")
def unusual(box, rng):
    text = sample.made_up()
    text = rng.choice(
        [
            lambda: "\ufeff" + text,
            lambda: text.replace("\n", "\r\n"),
            lambda: text.rstrip("\n"),
            lambda: "# ü\n" * 1000 + text,
            lambda: text.replace('plugin = "lstm"', "'plugin' = 'lstm'"),
            lambda: text.replace("epochs     = 1", "epochs = 0x1"),
            lambda: text.replace(
                '[loss]\nplugin = "cross_entropy"', '[loss]\n"plugin" = ' '"""cross_entropy"""'
            ),
            lambda: "name = 'e'\nloss.plugin = 'cross_entropy'\n"
            + text.replace(sample.LOSS, "").replace('name = "e"\n', ""),
        ]
    )()
    box.write("e.toml", text)
    box.works([rng.choice(["check", "plan"]), "e.toml"])


@idea("toml", "works: a variable, a parent and an override together")
def together(box, rng):
    box.write("base.toml", sample.made_up(head=""))
    box.write("e.toml", 'extends = "base.toml"\nname = "a${TORTURE_SET}"\n[train]\nepochs = 2\n')
    box.works(
        ["check", "e.toml", "-s", f"train.epochs={rng.randrange(1, 99)}"],
        environment={"TORTURE_SET": rng.choice(["x", "", "ü", "1"])},
    )
