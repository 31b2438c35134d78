"""Lists of clips, fold lists, label maps, ledgers: damaged rows, encodings, contradictions."""

import json
import sqlite3

import sample
from ideas import idea

MANIFEST = """[dataset]
plugin = "manifest"
root = "."
file = "{}"
"""
COMMANDS = (["check", "e.toml"], ["run", "e.toml", "-q"], ["data", "stats", "e.toml"])


def rows():
    return [
        (f"data/{name}", name.split("/")[0], name.split("/")[1][:2]) for name in sample.clip_names()
    ]


def lines():
    return ["path,label,speaker"] + [",".join(row) for row in rows()]


def text_of(all_lines) -> str:
    return "\n".join(all_lines) + "\n"


def refused(box, rng, content, *says, name="list.csv", status=65, commands=COMMANDS):
    box.corpus(dataset=MANIFEST.format(name))
    box.write(name, content)
    return box.refuses(rng.choice(commands), status, *says)


@idea("lists", "a row with too few or too many fields")
def fields(box, rng):
    table = lines()
    at = rng.randrange(1, len(table))
    table[at] = rng.choice(["data/a.wav,sad", "data/a.wav", table[at] + ",x", table[at] + ",,,"])
    refused(box, rng, text_of(table), rf"list\.csv:{at + 1}: ")


@idea("lists", "a quote that never closes")
def quote(box, rng):
    table = lines()
    at = rng.randrange(1, len(table))
    table[at] = rng.choice(['"' + table[at], table[at] + ',"x'])
    refused(box, rng, text_of(table), rf"list\.csv:{at + 1}: .*quote")


@idea("lists", "a clip that is listed twice")
def twice(box, rng):
    table = lines()
    table.append(table[rng.randrange(1, len(table))])
    refused(box, rng, text_of(table), rf"list\.csv:{len(table)}: .*already")


@idea("lists", "bytes that are not UTF-8")
def encoding(box, rng):
    table = text_of(lines()).encode()
    word = rng.choice([b"tr\xe8s", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"])
    at = table.index(b"sad")
    refused(box, rng, table[:at] + word + table[at:], r"list\.csv:\d+: is not UTF-8")


@idea("lists", "nothing, a header alone, or no column of paths")
def header(box, rng):
    content, says = rng.choice(
        [
            ("", "empty"),
            ("path,label,speaker\n", "no clip"),
            ("\n\n", ""),
            ("where,label\na.wav,sad\n", "no column"),
            ("path,path\na,b\n", "twice"),
            ("\ufeff", ""),
        ]
    )
    refused(box, rng, content, r"list\.csv", says)


@idea("lists", "a number of a column that is none")
def numbers(box, rng):
    column, value = rng.choice(
        [
            ("start", "x"),
            ("start", "-1"),
            ("end", "nan"),
            ("turn", "1.5"),
            ("channel", "-1"),
            ("start", "inf"),
            ("end", "0x"),
            ("turn", "1 2"),
            ("valence", "high"),
            ("channel", "99999999999999999999"),
        ]
    )
    table = [line + "," for line in lines()]
    table[0] += column
    at = rng.randrange(1, len(table))
    table[at] += value
    refused(box, rng, text_of(table), rf"list\.csv:{at + 1}: {column}")


@idea("lists", "a clip that ends before it begins, or lies outside of its file")
def segments(box, rng):
    start, end, says = rng.choice(
        [
            ("0.2", "0.1", r"list\.csv:\d+: end"),
            ("9", "10", "data/"),
            ("0.1", "0.1", r"list\.csv:\d+: end"),
            ("0", "99", "data/"),
        ]
    )
    table = [line + ",," for line in lines()]
    table[0] = lines()[0] + ",start,end"
    at = rng.randrange(1, len(table))
    table[at] = f"{lines()[at]},{start},{end}"
    refused(box, rng, text_of(table), says, commands=COMMANDS[:2])


@idea("lists", "files that do not exist")
def missing(box, rng):
    table = lines()
    at = rng.randrange(1, len(table))
    table[at] = table[at].replace("data/", rng.choice(["nowhere/", "data/../../x/", "/nowhere/"]))
    refused(box, rng, text_of(table), "does not exist", status=66, commands=COMMANDS[:2])


@idea("lists", "JSON lines that are not JSON, or not objects")
def json_lines(box, rng):
    table = [json.dumps(dict(zip(("path", "label", "speaker"), row))) for row in rows()]
    at = rng.randrange(len(table))
    table[at] = rng.choice(
        [
            '{"path": ',
            "[1]",
            "3",
            "null",
            "{'path': 'a'}",
            "{}",
            '{"path": 3}',
            '{"path": "' + "[" * 5,
            '{"path": ' + "[" * 50000,
            '{"path": "a.wav"} x',
            "NaN",
            '{"path": "\\ud800"}',
        ]
    )
    refused(box, rng, text_of(table), rf"list\.jsonl:{at + 1}", name="list.jsonl")


@idea("lists", "a line of many megabytes, or very many columns")
def huge(box, rng):
    content = rng.choice(
        [
            "path,label\na.wav," + "x" * 3_000_000 + "\n",
            "path," + ",".join(f"c{i}" for i in range(400_000)) + "\na\n",
        ]
    )
    refused(box, rng, content, r"list\.csv:\d")


def folds() -> list[str]:
    return ["key,fold,part"] + [
        f"{name},{fold},{'test' if (name[-7] in '12') == (fold == 1) else 'train'}"
        for fold in (1, 2)
        for name in sample.clip_names()
    ]


def with_folds(box, rng, content, *says, status=65):
    box.corpus(
        protocol='[protocol]\nname = "folds"\nfile = "folds.csv"\n'
        'validation = { from = "none" }\n'
    )
    if content is not None:
        box.write("folds.csv", content)
    return box.refuses(rng.choice(COMMANDS[:2]), status, r"folds\.csv", *says)


@idea("lists", "a fold list with a damaged row")
def fold_rows(box, rng):
    table = folds()
    at = rng.randrange(1, len(table))
    key, fold, part = table[at].split(",")
    table[at] = rng.choice(
        [
            f"{key},{fold},trian",
            f"{key},{fold},TEST x",
            f"{key},{fold}",
            "x",
            ",,",
            f"{key},{fold},",
            f",{fold},{part}",
            f'"{key}',
            f"{key},{fold},{part},more",
        ]
    )
    with_folds(box, rng, text_of(table), rf":{at + 1}: ")


@idea("lists", "a fold list that contradicts itself or the data")
def fold_faults(box, rng):
    table = folds()
    what = rng.choice(["two parts", "unknown", "no test", "no train", "header", "missing", "empty"])
    status, says = 65, ""
    if what == "two parts":
        key, fold, part = table[1].split(",")
        table.append(f"{key},{fold},{'train' if part == 'test' else 'test'}")
        says = "two parts"
    elif what == "unknown":
        table = table[:1] + ["x.wav,1,train", "y.wav,1,test"]
    if what == "no test":
        table = [line.replace(",test", ",train") for line in table]
        says = "test"
    elif what == "no train":
        table = [line.replace(",train", ",test") for line in table]
        says = "train"
    elif what == "header":
        table = table[1:]
        says = "header"
    elif what == "empty":
        table = rng.choice([[""], table[:1]])
    with_folds(
        box,
        rng,
        None if what == "missing" else text_of(table),
        says,
        status=66 if what == "missing" else status,
    )


@idea("lists", "a label map that cannot be read or says nothing")
def label_map(box, rng):
    content, status, says = rng.choice(
        [
            ('[labels]\n"angry" = 3\n', 78, r":2"),
            ("[labels\n", 78, r":1"),
            ("", 78, "labels"),
            ('[labels]\n"angry" = ""\n', 78, r":2"),
            ('[label]\n"angry" = "a"\n', 78, "label"),
            (None, 66, "does not exist"),
            ('[labels]\n"angry" = "a"\n"angry" = "b"\n', 78, r":3"),
            ("\xff", 78, r"map\.toml"),
        ]
    )
    box.corpus()
    if content is not None:
        box.write("map.toml", content.encode("latin-1"))
    box.refuses(
        [*rng.choice(COMMANDS[:2]), "-s", "dataset.labels=map.toml"], status, r"map\.toml", says
    )


def ledger(rng, path) -> tuple[int, str]:
    """A ledger of a sweep with one fault; the status and a word of the message."""
    base = sqlite3.connect(path)
    base.executescript("""
        CREATE TABLE facts(key, value); CREATE TABLE settings(cell, position, axis, value);
        CREATE TABLE cells(id, position, grid, trial, status, reason, run, started, finished,
                           seconds, attempts, validation, result);
        INSERT INTO facts VALUES('schema', 'serhost.ledger/1'), ('sweep', 's'), ('shard', '1'),
                                ('shards', '1'), ('axes', 'loss.plugin'), ('figure', 'ua');
        INSERT INTO cells VALUES('a', 0, 'g', 1, 'done', '', 'cells/a', '', '', 1.5, 1, 0.5, '00');
        INSERT INTO settings VALUES('a', 0, 'loss.plugin', 'focal');""")
    fault, word = rng.choice(
        [
            ("UPDATE cells SET status = 'lost'", "lost"),
            ("DROP TABLE cells", "cells"),
            ("DROP TABLE facts", "facts"),
            ("UPDATE facts SET value = 'x' WHERE key = 'schema'", "schema"),
            ("DELETE FROM facts", "schema"),
            ("DROP TABLE settings", "settings"),
            ("ALTER TABLE cells RENAME COLUMN status TO state", "status"),
            (
                "DROP TABLE settings; CREATE VIEW settings AS WITH RECURSIVE r(cell) AS "
                "(SELECT 'a' UNION ALL SELECT cell FROM r) "
                "SELECT cell, 1 AS position, 'x' AS axis, 'y' AS value FROM r",
                "",
            ),
        ]
    )
    base.executescript(fault)
    base.close()
    return 65, word


@idea("lists", "a ledger of a sweep that is damaged, or of somebody who means no good")
def ledgers(box, rng):
    file = box.work / "ledger.sqlite"
    status, word = ledger(rng, file)
    if rng.random() < 0.4:
        content = file.read_bytes()
        file.write_bytes(
            rng.choice(
                [
                    content[: rng.randrange(1, len(content) - 1)],
                    b"no ledger\n",
                    bytes(4096),
                    b"SQLite format 3\0" + rng.randbytes(4096),
                ]
            )
        )
        word = ""
    command = rng.choice(
        [
            ["show", "ledger.sqlite"],
            ["show", "ledger.sqlite", "--json"],
            ["merge", "ledger.sqlite", "--out", "all.sqlite"],
        ]
    )
    box.refuses(["ledger", *command], status, r"ledger\.sqlite", word)


@idea("lists", "works: lists as people have them", weight=2)
def unusual(box, rng):
    table = lines()
    name = "list.csv"
    what = rng.choice(
        [
            "bom",
            "crlf",
            "tabs",
            "quotes",
            "no end",
            "blank lines",
            "columns",
            "json",
            "semicolons",
            "utf-16",
        ]
    )
    content: str | bytes = text_of(table)
    if what == "bom":
        content = "\ufeff" + content
    elif what == "crlf":
        content = content.replace("\n", "\r\n")
    elif what == "tabs":
        content = content.replace(",", "\t")
    elif what == "semicolons":
        content = content.replace(",", ";")
    elif what == "utf-16":
        content = content.encode("utf-16")
    elif what == "quotes":
        content = text_of(",".join(f'"{field}"' for field in line.split(",")) for line in table)
    elif what == "no end":
        content = content.rstrip("\n")
    elif what == "blank lines":
        content = content.replace("\n", "\n\n")
    elif what == "columns":
        content = text_of(
            [table[0] + ",room,text"] + [line + ',12,"a, ""b"""' for line in table[1:]]
        )
    else:
        name = "list.jsonl"
        content = text_of(
            json.dumps(dict(zip(("path", "label", "speaker"), row))) for row in rows()
        )
    box.corpus(dataset=MANIFEST.format(name))
    box.write(name, content)
    box.works(rng.choice([COMMANDS[0], COMMANDS[2]]))


@idea("lists", "works: a fold list with its rows in any order")
def fold_order(box, rng):
    table = folds()
    body = table[1:]
    rng.shuffle(body)
    box.corpus(
        protocol='[protocol]\nname = "folds"\nfile = "folds.csv"\n'
        'validation = { from = "none" }\n'
    )
    box.write("folds.csv", text_of(table[:1] + body))
    box.works(["check", "e.toml"])
