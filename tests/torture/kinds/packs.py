"""Packs, keys and locks: foreign archives, names, signatures and manifests."""

import functools
import hashlib

import archive
import damage
import minisign
from ideas import idea

MANIFEST = """name = "calm_loss"
version = "0.1.0"
summary = "a loss"
authors = ["Ada Author"]
license = "MIT"

[requires]
api = "2.0"
libtorch = "2.13.0"

[[component]]
kind = "loss"
name = "calm_loss"
summary = "a loss"
"""
SOURCES = {
    "CMakeLists.txt": b"project(calm_loss)\n",
    "calm_loss.cpp": b"int main;\n",
    "docs/README.md": b"# calm\n",
    "pack.toml": MANIFEST.encode(),
}


@functools.cache
def key(sentence="a key of the tests"):
    return minisign.Key(sentence)


def content_hash(files) -> str:
    text = "".join(
        f"{hashlib.sha256(files[path]).hexdigest()} - {path}\n" for path in sorted(files)
    )
    return hashlib.sha256(text.encode()).hexdigest()


def signed(payload: bytes, by=None) -> bytes:
    signature = (by or key()).sign(payload, "serhost pack calm_loss 0.1.0").encode()
    return archive.ustar({"payload.tar.zst": payload, "payload.tar.zst.minisig": signature})


def pack(files=SOURCES, by=None) -> bytes:
    return signed(archive.zstd(archive.ustar(files)), by)


def trust(box, by=None) -> None:
    folder = box.home / ".config/serhost/trusted"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = by or key()
    (folder / "lab.pub").write_text(
        f"untrusted comment: minisign public key {chosen.shown_id()}\n{chosen.public_line()}\n"
    )


def refused(box, rng, content: bytes, *says, status=77, trusted=True):
    """By verify, show and install alike, whatever the level of trust; nothing is installed."""
    if trusted:
        trust(box)
    box.write("a.serpack", content)
    command = rng.choice(
        [
            ["pack", "verify", "a.serpack"],
            ["pack", "install", "a.serpack"],
            ["pack", "show", "a.serpack"],
            ["pack", "install", "a.serpack", "--trust", "unsigned-ok"],
        ]
    )
    if not trusted:
        command = ["pack", rng.choice(["verify", "install"]), "a.serpack"]
    box.refuses(command, status, r"a\.serpack", *says)
    packs = box.home / ".local/share/serhost/packs"
    box.require(not packs.exists() or not any(packs.iterdir()), "something was installed")


@idea("packs", "a pack that is cut off, or has bytes behind it")
def cut(box, rng):
    content = pack()
    refused(box, rng, damage.cut_or_grown(rng, content))


@idea("packs", "a byte changed anywhere")
def flipped(box, rng):
    refused(box, rng, damage.flipped(rng, pack()))


@idea("packs", "something that is no pack")
def no_pack(box, rng):
    refused(box, rng, damage.nonsense(rng))


@idea("packs", "a payload that was changed behind its signature")
def changed(box, rng):
    files = dict(SOURCES)
    files[rng.choice(sorted(set(SOURCES) - {"pack.toml"}))] += b"x"
    payload = archive.zstd(archive.ustar(SOURCES))
    signature = key().sign(payload, "serhost pack calm_loss 0.1.0").encode()
    refused(
        box,
        rng,
        archive.ustar(
            {
                "payload.tar.zst": archive.zstd(archive.ustar(files)),
                "payload.tar.zst.minisig": signature,
            }
        ),
        "signature",
    )


@idea("packs", "no signature, or one of a key that is not trusted")
def untrusted(box, rng):
    content = rng.choice(
        [
            archive.ustar({"payload.tar.zst": archive.zstd(archive.ustar(SOURCES))}),
            pack(by=key("somebody else")),
        ]
    )
    trust(box)
    refused(box, rng, content, "not signed|not trusted", trusted=False)


@idea("packs", "a signature that is damaged, or written in another way")
def signature(box, rng):
    payload = archive.zstd(archive.ustar(SOURCES))
    text = key().sign(payload, "serhost pack calm_loss 0.1.0")
    lines = text.split("\n")
    changed = rng.choice(
        [
            "",
            "x",
            "\n".join(lines[:2]),
            text.replace("0.1.0", "0.2.0"),
            text + "more\n",
            text.replace("untrusted comment: ", "untrusted comment: by me "),
            text.replace("\n", "\r\n"),
            text.replace(lines[1], "A" * len(lines[1])),
            text.replace(lines[3], lines[1]),
            text.replace(lines[1], lines[1][:-4] + "!!!!"),
        ]
    )
    refused(
        box,
        rng,
        archive.ustar({"payload.tar.zst": payload, "payload.tar.zst.minisig": changed.encode()}),
    )


@idea("packs", "a path that leads out of the pack, or that cannot be on every disk")
def paths(box, rng):
    path = rng.choice(
        [
            "../x",
            "/etc/x",
            "a/../../x",
            "a//b",
            "./a",
            "a/.",
            "a\\b",
            "c:x",
            "é",
            "a\tb",
            "..",
            "docs/README.md/x",
            "DOCS/readme.md",
            "x" * 101,
            "calm_loss.CPP",
            "a/" + "x" * 120,
        ]
    )
    content = b"".join(archive.entry(name, b"x") for name in [path])
    whole = archive.ustar(SOURCES)
    refused(box, rng, signed(archive.zstd(content + whole)))


@idea("packs", "an entry that is a link, a device, or has foreign rights")
def entries(box, rng):
    fields = rng.choice(
        [
            {"kind": kind}
            for kind in (b"1", b"2", b"3", b"4", b"5", b"6", b"L", b"x", b"g", b"7", b"\0")
        ]
        + [{"mode": mode} for mode in (0o777, 0o4755, 0o2644, 0o600, 0o1644)]
        + [
            {"user": b"0001750\0"},
            {"time": b"00000000001\0"},
            {"owner": b"root"},
            {"size": b"77777777777\0"},
            {"size": b"x"},
            {"link": b"/etc/passwd"},
        ]
    )
    content = archive.entry("a.txt", b"text", **fields) + archive.ustar(SOURCES)
    refused(box, rng, signed(archive.zstd(content)))


@idea("packs", "a zstd frame that lies about what it holds")
def frames(box, rng):
    whole = archive.ustar(SOURCES)
    frame = rng.choice(
        [
            archive.zstd(whole, size=len(whole) + 512),
            archive.zstd(whole, size=1 << 40),
            archive.zstd(whole, size=(1 << 64) - 3),
            archive.zstd(whole, size=0),
            archive.zstd(whole, checksum=False),
            archive.zstd(whole, dictionary=True),
            archive.zstd(whole, check=1),
            archive.zstd(whole) + b"x",
            archive.zstd(whole)[:-9],
            archive.zstd(whole) * 2,
            whole,
            b"",
            b"\x50\x2a\x4d\x18\4\0\0\0abcd" + archive.zstd(whole),
            archive.zstd(whole, size=1 << 31),
        ]
    )
    refused(box, rng, signed(frame))


@idea("packs", "an archive with files missing, doubled, or of another order")
def contents(box, rng):
    files = dict(SOURCES)
    what = rng.choice(["no manifest", "twice", "order", "outer", "empty", "no end"])
    if what == "no manifest":
        del files["pack.toml"]
    payload = archive.ustar(files)
    if what == "twice":
        payload = archive.entry("calm_loss.cpp", b"x") + payload
    elif what == "order":
        payload = archive.entry("zz", b"x") + payload
    elif what == "empty":
        payload = bytes(1024)
    elif what == "no end":
        payload = payload[:-1024]
    content = signed(archive.zstd(payload))
    if what == "outer":
        content = archive.entry("also.txt", b"x") + content
    refused(box, rng, content)


@idea("packs", "a manifest that is damaged, or not in the one form", weight=2)
def manifests(box, rng):
    old, new = rng.choice(
        [
            ('name = "calm_loss"\nversion', 'name = "Calm Loss"\nversion'),
            ("0.1.0", "1"),
            ("0.1.0", "01.0.0"),
            ('"MIT"', '"MTI"'),
            ('"MIT"', '"LicenseRef-x"'),
            ('"2.0"', '"2"'),
            ('authors = ["Ada Author"]\n', ""),
            ("[requires]\n", ""),
            ('kind = "loss"', 'kind = "los"'),
            ('name = "calm_loss"\nsummary', 'name = "../x"\nsummary'),
            ("summary", "sumary"),
            ("\n\n", "\n"),
            ('"a loss"', "'a loss'"),
            ("version = ", "version="),
            (MANIFEST, ""),
            (MANIFEST[MANIFEST.index("[[component") :], ""),
            ('"a loss"', '"a\\u001bloss"'),
            ('"Ada Author"', '"${HOME}"'),
            ("name", "[name"),
            ('"calm_loss"\nversion', '""\nversion'),
        ]
    )
    files = dict(SOURCES, **{"pack.toml": MANIFEST.replace(old, new, 1).encode()})
    refused(
        box,
        rng,
        pack(files),
        "pack.toml|name|license|LICENSE|component|api|authors|version|" "summary|requires|kind",
    )


@idea("packs", "binaries that nobody signed, or that are not what their list says")
def binaries(box, rng):
    abi = rng.choice(["x86_64-torch2.13.0", "a", "..", "A b"])
    files = dict(SOURCES)
    files[f"binaries/{abi}/calm_loss.so"] = b"\x7fELF"
    if rng.random() < 0.5:
        files[f"binaries/{abi}/files.txt"] = b"serhost binaries 1\n"
        files[f"binaries/{abi}/files.txt.minisig"] = key().sign(b"other", "binaries").encode()
    refused(box, rng, pack(files))


@idea("packs", "a pack that is not there, or is a folder, a pipe or a device")
def no_file(box, rng):
    name, status = rng.choice(
        [
            ("none.serpack", 66),
            ("folder.serpack", (66, 77, 78)),
            ("/dev/null", (66, 77, 78)),
            ("/dev/zero", (66, 77, 78)),
        ]
    )
    (box.work / "folder.serpack").mkdir()
    box.refuses(
        ["pack", rng.choice(["verify", "install", "show"]), name], status, name.split("/")[-1]
    )


@idea("packs", "keys that are none")
def keys(box, rng):
    line = key().public_line()
    text = rng.choice(
        [
            "",
            "RW",
            line[:-2],
            line + "A",
            line.replace("R", "S", 1),
            "x" * 70000,
            line + "\n" + line,
            "untrusted comment: x\n",
            "ssh-ed25519 AAAA",
            line[:20] + "!" + line[21:],
        ]
    )
    box.write("k.pub", text)
    box.refuses(["pack", "key", "trust", "k.pub"], 77, r"k\.pub", "not a public key")
    box.require(not (box.home / ".config/serhost/trusted/k.pub").exists(), "it is trusted")


@idea("packs", "names of keys that lead elsewhere, or of keys that are not there")
def key_names(box, rng):
    name = rng.choice(["../x", "a/b", "", ".hidden", "-x", "a b", "x" * 65, "é", "a\nb"])
    box.write("k.pub", key().public_line() + "\n")
    command, status = rng.choice(
        [
            (
                (
                    ["pack", "key", "new", "--", name]
                    if name.startswith("-")
                    else ["pack", "key", "new", name]
                ),
                64,
            ),
            (["pack", "key", "trust", "k.pub", f"--name={name}"], 64),
            (["pack", "key", "revoke", "nobody"], 66),
            (["pack", "remove", "nothing"], 66),
        ]
    )
    box.refuses(command, status)


@idea("packs", "works: a pack of a trusted key, a key that is made, trusted and revoked")
def good(box, rng):
    if rng.random() < 0.5:
        trust(box)
        files = dict(SOURCES)
        files[f"data/{rng.randrange(99)}.bin"] = rng.randbytes(rng.randrange(300_000))
        box.write("a.serpack", pack(files))
        box.works(
            ["pack", rng.choice(["verify", "show"]), "a.serpack"],
            "calm_loss 0.1.0",
            content_hash(files),
        )
    else:
        box.write("k.pub", rng.choice(["", "untrusted comment: a key\n"]) + key().public_line())
        box.works(["pack", "key", "trust", "k.pub", "--name", "lab"])
        box.works(["pack", "key", "list"], "lab")
        box.works(["pack", "key", "revoke", "lab"])
