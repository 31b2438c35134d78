"""Plugin files: damaged libraries, records of other hosts, code that fails while it is loaded."""

import os
import struct

import damage
import elf
import sample
from ideas import idea

USE = ["-s", "loss.plugin=vocal", "--plugin-path", "plugins"]


def library(box) -> bytes:
    """A plugin of a name that is not bundled: the loss 'vocal'."""
    return box.lab.fixture("plugin").read_bytes()


def refused(box, rng, content: bytes | None, *says, name="mine.so"):
    """`list` shows the refusal, an experiment that needs the plugin ends with 69, one that does not
    need it is not touched."""
    if content is not None:
        box.write("plugins/" + name, content)
    box.write("e.toml", sample.made_up())
    named = name.replace(".", r"\.")
    what = rng.choice(["list", "list", "needed", "needed", "not needed", "describe", "test"])
    if what == "list":
        box.refuses(["list", "--plugin-path", "plugins"], 0, named, "refused", *says)
    elif what == "needed":
        box.refuses(
            [rng.choice(["check", "run", "plan"]), "e.toml", *USE], 69, named, "refused", *says
        )
    elif what == "describe":
        box.refuses(["describe", "loss", "vocal", "--plugin-path", "plugins"], 69, named)
    elif what == "test":
        box.refuses(["test-plugin", "plugins/" + name], 69, named, *says)
    else:
        box.works(["check", "e.toml", "--plugin-path", "plugins"], leaves=())


@idea("plugins", "a library that is cut off")
def cut(box, rng):
    content = library(box)
    refused(box, rng, content[: rng.choice([1, 15, 16, 63, 64, rng.randrange(64, len(content))])])


@idea("plugins", "something that is no library")
def no_library(box, rng):
    content = damage.nonsense(rng)
    refused(box, rng, content if content[:4] != b"\x7fELF" else b"text", "not an? ")


@idea("plugins", "a header of another machine, width, order or kind of file")
def header(box, rng):
    at, value = rng.choice(
        [
            (4, b"\1"),
            (4, b"\0"),
            (5, b"\2"),
            (16, b"\2\0"),
            (16, b"\1\0"),
            (16, b"\4\0"),
            (18, b"\xb7\0"),
            (18, b"\xf3\0"),
            (0, b"\x7fELG"),
        ]
    )
    refused(box, rng, elf.patched(library(box), at, value), "not an ELF shared library")


@idea("plugins", "a table of sections that lies outside, or says impossible sizes")
def sections(box, rng):
    at, value = rng.choice(
        [
            (40, struct.pack("<Q", rng.choice([2**64 - 1, 2**63, 2**40, 1 << 30]))),
            (58, struct.pack("<H", rng.choice([0, 1, 63, 65, 65535]))),
            (60, struct.pack("<H", 65279)),
        ]
    )
    refused(box, rng, elf.patched(library(box), at, value))


@idea("plugins", "a record that was made for another host", weight=2)
def other_host(box, rng):
    field, value, says = rng.choice(
        [
            ("torch_version", "2.12.0", "libtorch"),
            ("torch_version", "2.13.99", "libtorch"),
            ("torch_version", "", "libtorch"),
            ("stdlib", "libc++ 17", "standard library"),
            ("stdlib", "libstdc++ cxx11abi=0", "standard library"),
            ("build", "asan", "built as"),
            ("build", "plain debug-containers", "built as"),
            ("api_major", 1, "API"),
            ("api_major", 3, "API"),
            ("api_minor", 99, "update serhost"),
            ("api_major", 2**32 - 1, "API"),
            ("cxx_standard", 201703, "C\\+\\+ standard"),
            ("cxx_standard", 0, "C\\+\\+ standard"),
        ]
    )
    refused(box, rng, elf.with_field(library(box), field, value), says)


@idea("plugins", "a record that is damaged")
def record(box, rng):
    content = library(box)
    field, value = rng.choice(
        [
            ("magic", b"serhost-plugin/2\n"),
            ("magic", b"\0" * 24),
            ("size", 0),
            ("size", 295),
            ("torch_version", b"x" * 32),
            ("stdlib", b"y" * 48),
            ("compiler", b"z" * 32),
            ("plugin_name", b"a" * 64),
            ("plugin_name", b"a\x1b[2J"),
            ("plugin_version", b"\xff1"),
            ("torch_version", b"2.13.0\n"),
        ]
    )
    refused(box, rng, elf.with_field(content, field, value), "record")


@idea("plugins", "no record: the section has another name, or lies outside of the file")
def no_record(box, rng):
    content = library(box)
    if rng.random() < 0.5:
        content = content.replace(b"\0.serhost\0", b"\0.serhoss\0")
    else:
        at = elf.section_header(content, ".serhost")
        place, value = rng.choice(
            [(24, 2**63), (24, len(content)), (24, 2**64 - 8), (32, 8), (32, 2**62), (32, 0)]
        )
        content = elf.patched(content, at + place, struct.pack("<Q", value))
    refused(box, rng, content)


@idea("plugins", "code that crashes while it is loaded")
def crashes(box, rng):
    content = library(box)
    place = elf.first_constructor(content)
    code = rng.choice([b"\x0f\x0b", b"\xcc", b"\xf4", b"\x31\xc0\x48\x8b\x00"])  # ud2, int3, ...
    refused(box, rng, elf.patched(content, place, code), "crashed while loading")


@idea("plugins", "code that ends the program while it is loaded")
def ends(box, rng):
    content = library(box)
    place = elf.first_constructor(content)
    # exit_group(STATUS), also with 0: mov edi, STATUS; mov eax, 231; syscall
    status = rng.choice([0, 1, 70, 139])
    code = b"\xbf" + struct.pack("<I", status) + b"\xb8" + struct.pack("<I", 231) + b"\x0f\x05"
    refused(box, rng, elf.patched(content, place, code), "ended the program while loading")


@idea("plugins", "zeros or noise in the tables of the dynamic linker", weight=2)
def linker(box, rng):
    content = library(box)
    name = rng.choice([".dynamic", ".dynsym", ".dynstr", ".gnu.version_r", ".rela.dyn"])
    at, size = elf.section(content, name)
    noise = rng.choice([bytes(size), b"\xff" * size, rng.randbytes(size)])
    refused(box, rng, elf.patched(content, at, noise))


@idea("plugins", "a folder, a pipe, a device or a link in the place of a library")
def no_file(box, rng):
    folder = box.work / "plugins"
    folder.mkdir()
    what = rng.choice(["folder", "pipe", "device", "broken", "circle"])
    file = folder / "mine.so"
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to({"device": "/dev/zero", "broken": "nowhere.so", "circle": "mine.so"}[what])
    box.write("e.toml", sample.made_up())
    if rng.random() < 0.5:
        box.works(["check", "e.toml", "--plugin-path", "plugins"], leaves=())
    else:
        box.refuses(["check", "e.toml", *USE], 69, "vocal")


@idea("plugins", "a folder of plugins that is not there")
def no_folder(box, rng):
    box.write("e.toml", sample.made_up())
    box.write("file", "x")
    place = rng.choice(["nowhere", "file", "nowhere/below", ""])
    command = rng.choice([["list"], ["check", "e.toml"], ["describe", "loss", "focal"]])
    box.refuses([*command, f"--plugin-path={place}"], (66, 64) if place == "" else 66)


@idea("plugins", "two libraries in one folder that offer one name")
def twins(box, rng):
    content = library(box)
    for name in rng.sample(["a.so", "b.so", "c.so", "ü.so"], rng.randrange(2, 4)):
        box.write("plugins/" + name, content)
    box.write("e.toml", sample.made_up())
    box.refuses(["check", "e.toml", *USE], 69, r"\.so")


@idea("plugins", "works: a whole library, alone, linked, or beside refused ones", weight=2)
def good(box, rng):
    content = library(box)
    box.write("e.toml", sample.made_up())
    what = rng.choice(["alone", "linked", "beside", "trailing", "unseen"])
    if what == "linked":
        box.write("elsewhere/x", content)
        (box.work / "plugins").mkdir()
        (box.work / "plugins/mine.so").symlink_to("../elsewhere/x")
    else:
        box.write("plugins/mine.so", content + (b"x" * 99 if what == "trailing" else b""))
    if what == "beside":
        box.write("plugins/bad.so", content[:1000])
    elif what == "unseen":
        box.write("plugins/notes.txt", "x")
        box.write("plugins/.hidden", "x")
    box.works(["check", "e.toml", *USE], leaves=())


@idea("plugins", "works: a library that takes the name of a bundled one, with a warning")
def shadows(box, rng):
    box.write("plugins/mine.so", box.lab.bundled("focal").read_bytes())
    box.write("e.toml", sample.made_up())
    box.works(["list", "--plugin-path", "plugins"], "mine.so", "shadow")
