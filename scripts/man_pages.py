#!/usr/bin/env python3
"""Writes serhost(1), serhost.toml(5) and serhost-plugin(7) from what the program's --help prints and from the pages of docs/.

usage: man_pages.py PROGRAM DOCS VERSION OUT
"""

import pathlib
import re
import subprocess
import sys

PAGES = [
    ("serhost.toml", 5, "the experiment file of serhost", ["experiment-file.md", "protocols.md", "sweeps.md"]),
    ("serhost-plugin", 7, "how plugins of serhost are written, found and refused",
     ["plugin-abi.md", "write-a-loss.md", "write-a-backbone.md", "write-a-dataset.md", "share-a-pack.md"]),
]


def plain(text: str) -> str:
    """Text as roff reads it: no escapes and no line that it would take for a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def inline(text: str) -> str:
    """`code` bold, *words* and **words** plain, links by their text."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    parts = re.split(r"`([^`]*)`", text)
    out = []
    for number, part in enumerate(parts):
        if number % 2:
            out.append("\\fB" + plain(part).removeprefix("\\&") + "\\fR")
        else:
            out.append(plain(re.sub(r"\*\*?([^*\s][^*]*)\*\*?", r"\1", part)).removeprefix("\\&"))
    joined = "".join(out)
    return "\\&" + joined if joined[:1] in (".", "'") else joined


def cells(row: str) -> list:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def table(rows: list) -> list:
    """A row becomes a tagged paragraph: its first cell, then the others under their headings."""
    heads, out = cells(rows[0]), []
    for row in rows[2:]:
        first, *others = cells(row)
        out += [".TP", inline(first) or "\\&"]
        said = [f"{inline(cell)}" if len(heads) < 3 else f"{inline(head)}: {inline(cell)}"
                for head, cell in zip(heads[1:], others) if cell]
        out.append(("; ".join(said) or "\\&"))
    return [*out, ".PP"]


def preformatted(lines: list) -> list:
    return [".PP", ".RS 4", ".nf", *[plain(line) or "\\&" for line in lines], ".fi", ".RE", ".PP"]


def roff(markdown: str) -> list:
    out, lines, at = [], markdown.splitlines(), 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("```"):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("```")), len(lines))
            out += preformatted(lines[at + 1:end])
            at = end + 1
            continue
        if line.startswith("|"):
            end = at
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            out += table(lines[at:end])
            at = end
            continue
        heading = re.match(r"(#+) (.*)", line)
        item = re.match(r"\s*(?:[-*]|\d+\.) (.*)", line)
        if line.startswith("<!--"):
            pass
        elif heading and len(heading.group(1)) == 1:
            out.append(".SH " + inline(heading.group(2)).upper().replace("\\FB", "\\fB").replace("\\FR", "\\fR"))
        elif heading:
            out.append(".SS " + inline(heading.group(2)))
        elif item:
            out += [".IP \\(bu 2", inline(item.group(1))]
        elif not line.strip():
            out.append(".PP")
        else:
            out.append(inline(line.strip()))
        at += 1
    return out


def page(name: str, section: int, about: str, version: str, body: list) -> str:
    head = [f'.TH "{name.upper()}" {section} "" "serhost {version}"', ".SH NAME", f"{plain(name)} \\- {about}"]
    text = "\n".join([*head, *body]) + "\n"
    return re.sub(r"(?:\.PP\n)+(?=\.(?:PP|SH|SS|TP|IP|RS))", "", text)


def help_of(program: str, *command: str) -> list:
    return subprocess.run([program, *command, "--help"], stdout=subprocess.PIPE, text=True, check=True,
                          env={"COLUMNS": "76", "NO_COLOR": "1"}).stdout.rstrip().splitlines()


def program_page(program: str, docs: pathlib.Path, version: str) -> str:
    general = help_of(program)
    body = [".SH SYNOPSIS", *preformatted(general[:2]), ".SH DESCRIPTION", *preformatted(general[3:])]
    start = general.index("commands:") + 1
    for line in general[start:general.index("", start)]:
        command = line.split()[0]
        body += [".SH " + plain(f"serhost {command}").upper(), *preformatted(help_of(program, command))]
    statuses = (docs / "commands.md").read_text()
    found = re.search(r"^(##+ [^\n]*[Ee]xit status[^\n]*\n.*?)(?=^#+ |\Z)", statuses, re.M | re.S)
    if not found:
        raise SystemExit(f"{docs}/commands.md: expected a section about exit statuses")
    body += roff(re.sub(r"^#+", "#", found.group(1)))
    body += [".SH SEE ALSO", "\\fBserhost.toml\\fR(5), \\fBserhost\\-plugin\\fR(7)"]
    return page("serhost", 1, "trains and evaluates speech emotion recognition experiments", version, body)


def main() -> int:
    program, docs, version, out = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
    pages = {"serhost.1": program_page(program, docs, version)}
    for name, section, about, sources in PAGES:
        body = [line for source in sources for line in roff((docs / source).read_text())]
        pages[f"{name}.{section}"] = page(name, section, about, version, [*body, ".SH SEE ALSO", "\\fBserhost\\fR(1)"])
    for name, text in pages.items():
        file = out / f"man{name[-1]}" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
