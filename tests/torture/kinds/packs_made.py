"""Packs that are really made and installed, by a project whose build is quick (vocal.py)."""

import os
import re
import shutil

import damage
from ideas import idea
from vocal import CREATE, LEAVES, SECONDS, pack_of, prepared, project


def trusting(box):
    """a.serpack, and a home that trusts its key."""
    box.copy(pack_of(box.lab), "a.serpack")
    public = next((project(box.lab) / "home/.config/serhost").rglob("*.pub"))
    box.copy(public, "lab.pub")
    box.works(["pack", "key", "trust", "lab.pub", "--name", "lab"])


def edited(box, old, new):
    file = box.work / "vocal/pack.toml"
    text = file.read_text()
    box.require(re.search(old, text), f"the project's pack.toml has no '{old}'")
    file.write_text(re.sub(old, new, text, count=1))


def none_made(box):
    box.require(not list(box.work.glob("*.serpack")), "a pack was made")


def none_installed(box):
    packs = box.home / ".local/share/serhost/packs"
    left = [path for path in packs.iterdir() if path.name != ".lock"] if packs.exists() else []
    box.require(not left, f"something was installed: {left}")


@idea("packs", "works: a pack is made, verified, installed, listed and removed")
def made(box, rng):
    prepared(box)
    box.works([*CREATE, "-o", "a.serpack"], "a.serpack", seconds=SECONDS)
    box.works(["pack", "key", "list"], "lab")
    public = next((box.home / ".config/serhost").rglob("*.pub"))
    box.copy(public, "lab.pub")
    box.serhost("pack", "key", "trust", "lab.pub", "--name", "lab")
    box.works(["pack", "verify", "a.serpack"], "vocal 0.1.0")
    box.works(["pack", "install", "a.serpack", "-q"], seconds=SECONDS)
    box.works(["pack", "list"], "vocal")
    box.works(["list", "losses"], "vocal")
    box.works(["pack", "remove", "vocal"])
    none_installed(box)


@idea("packs", "a project whose pack.toml is not fit for a pack")
def unfit(box, rng):
    prepared(box)
    old, new, says = rng.choice(
        [
            (r"(?m)^authors .*$", "authors = []", "authors"),
            (r"(?m)^license .*$", 'license = ""', "license"),
            (r"(?m)^license .*$", 'license = "MTI"', "license"),
            (r"(?m)^version .*$", 'version = "1"', "version"),
            (r"(?m)^name .*$", 'name = "../x"', "name"),
            (r"(?m)^name .*$", "name = 3", "name"),
            (r"(?m)^authors .*$", "authors = [", r"pack\.toml"),
        ]
    )
    edited(box, old, new)
    box.refuses(CREATE, 78, says, leaves=LEAVES, seconds=SECONDS)
    none_made(box)


@idea("packs", "a project whose build or tests fail, hang on nothing, or make no plugin")
def no_build(box, rng):
    prepared(box)
    what, says = rng.choice(
        [
            ('message(FATAL_ERROR "no way")', "no way|cmake|build"),
            ("add_test(NAME bad COMMAND ${CMAKE_COMMAND} -E false)", "test"),
            ("nonsense(", "cmake|build|Parse"),
            ('file(REMOVE "${PROJECT_BINARY_DIR}/lib/serhost/plugins/vocal.so")', "vocal|plugin"),
        ]
    )
    with open(box.work / "vocal/CMakeLists.txt", "a") as file:
        file.write(what + "\n")
    box.refuses(CREATE, (1, 69), says, leaves=LEAVES, seconds=SECONDS)
    none_made(box)


@idea("packs", "a project whose plugin is damaged or was built elsewhere")
def bad_plugin(box, rng):
    prepared(box)
    file = box.work / "vocal/vocal.so"
    content = file.read_bytes()
    content = rng.choice(
        [
            content[: len(content) // 2],
            b"",
            b"\x7fELF" + bytes(60),
            content.replace(b"2.13.", b"2.12."),
        ]
    )
    file.write_bytes(content)
    box.refuses(CREATE, (1, 65, 69), "vocal", leaves=LEAVES, seconds=SECONDS)
    none_made(box)


@idea("packs", "a project with files that do not belong into a pack")
def strange_files(box, rng):
    prepared(box)
    what = rng.choice(["link", "fifo", "name", "case"])
    folder = box.work / "vocal"
    if what == "link":
        os.symlink("/etc/hostname", folder / "notes.txt")
    elif what == "fifo":
        os.mkfifo(folder / "notes")
    elif what == "name":
        (folder / "a\nb.txt").write_text("x")
    else:
        (folder / "VOCAL.cpp").write_text("x")
    box.refuses(CREATE, (65, 73, 77, 78), "notes|a.*b|VOCAL|vocal", leaves=LEAVES, seconds=SECONDS)
    none_made(box)


@idea("packs", "no key to sign with, or one that is not there or damaged")
def no_key(box, rng):
    what = rng.choice(["none", "other", "damaged"])
    prepared(box, key=what != "none")
    command = list(CREATE)
    if what == "other":
        command += ["--key", "nobody"]
    elif what == "damaged":
        secret = next((box.home / ".config/serhost/keys").glob("*.key"))
        secret.write_bytes(damage.nonsense(rng))
    box.refuses(command, (66, 77), "key", leaves=LEAVES, seconds=SECONDS)
    none_made(box)


@idea("packs", "a project that is not there, is a file, or holds no project")
def no_project(box, rng):
    prepared(box)
    box.write("file", "x")
    (box.work / "empty").mkdir()
    name, status = rng.choice([("nowhere", 66), ("file", (66, 78)), ("empty", (66, 78))])
    box.refuses(["pack", "create", name], status, name)


@idea("packs", "a pack that is written onto something else")
def pack_place(box, rng):
    prepared(box)
    box.write("mine.txt", "mine")
    (box.work / "folder").mkdir()
    os.symlink("mine.txt", box.work / "link.serpack")
    out = rng.choice(["mine.txt", "folder", "link.serpack"])
    box.refuses([*CREATE, "-o", out], 73, re.escape(out), leaves=LEAVES, seconds=SECONDS)
    box.require((box.work / "mine.txt").read_text() == "mine", "a file was overwritten")


@idea("packs", "a real pack that was changed behind its signature, or that nobody trusts")
def changed_pack(box, rng):
    trusting(box)
    file = box.work / "a.serpack"
    what = rng.choice(["flipped", "cut", "untrusted", "revoked"])
    if what == "flipped":
        file.write_bytes(damage.flipped(rng, file.read_bytes()))
    elif what == "cut":
        file.write_bytes(damage.cut_or_grown(rng, file.read_bytes()))
    elif what == "untrusted":
        shutil.rmtree(box.home / ".config/serhost")
    else:
        box.works(["pack", "key", "revoke", "lab", "--reason", "stolen"])
    box.refuses(["pack", "install", "a.serpack"], 77, "a.serpack|vocal", seconds=SECONDS)
    none_installed(box)


@idea("packs", "an installation where nothing can be written or built")
def no_place(box, rng):
    trusting(box)
    what = rng.choice(["data", "path", "tmp"])
    environment = {}
    if what == "data":
        box.write("file", "x")
        environment["XDG_DATA_HOME"] = str(box.work / "file")
        status, says = (73, 74), "file"
    elif what == "path":
        (box.work / "bin").mkdir()
        environment["PATH"] = str(box.work / "bin")
        status, says = 69, "cmake"
    else:
        environment["TMPDIR"] = "/nowhere"
        status, says = (0, 73, 74), ""
    box.refuses(
        ["pack", "install", "a.serpack", "-q"],
        status,
        *([says] if says else []),
        environment=environment,
        seconds=SECONDS,
    )
    if what != "tmp":
        none_installed(box)


@idea("packs", "installed twice, after it was damaged on the disk, and removed twice")
def twice(box, rng):
    trusting(box)
    install = ["pack", "install", "a.serpack", "-q"]
    box.works(install, seconds=SECONDS)
    packs = box.home / ".local/share/serhost/packs"
    plugin = next(packs.rglob("vocal.so"))
    if rng.random() < 0.5:
        plugin.write_bytes(plugin.read_bytes()[:100])
        done = box.serhost("list", "losses")
        box.judge(done, 0, ["vocal"], "list, with a damaged plugin")
    else:
        box.works(install, seconds=SECONDS)
    box.works(["pack", "remove", "vocal"])
    box.refuses(["pack", "remove", "vocal"], 66, "vocal")


@idea("packs", "a pack whose component has the name of a bundled one")
def bundled_name(box, rng):
    prepared(box)
    name = rng.choice(["focal", "aam"])
    file = box.work / "vocal/vocal.so"
    if name == "focal":
        file.write_bytes(file.read_bytes().replace(b"vocal\0", b"focal\0"))
    else:
        file.write_bytes(box.lab.bundled("aam").read_bytes())
    # Its author may make it; nobody's bundled component is shadowed by installing it.
    box.works([*CREATE, "-o", "a.serpack"], seconds=SECONDS)
    public = next((box.home / ".config/serhost").rglob("*.pub"))
    box.serhost("pack", "key", "trust", str(public), "--name", "lab")
    install = ["pack", "install", "a.serpack", "-q"]
    box.refuses(install, 77, name, seconds=SECONDS, leaves=LEAVES)
    none_installed(box)


@idea("packs", "works: a pack that is not signed, where that is allowed")
def unsigned(box, rng):
    prepared(box, key=False)
    box.works([*CREATE, "--unsigned", "-o", "a.serpack"], seconds=SECONDS)
    box.refuses(["pack", "install", "a.serpack"], 77, "not signed", leaves=LEAVES)
    box.works(
        ["pack", "install", "a.serpack", "--trust", "unsigned-ok", "-q"], seconds=SECONDS
    )
