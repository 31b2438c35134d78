"""Ways to damage any file, whatever it holds."""


def cut_or_grown(rng, content: bytes) -> bytes:
    """Whatever it was, it is longer or shorter."""
    if rng.random() < 0.75:
        return content[: rng.randrange(1, len(content))]
    return content + rng.choice([b"\0", b"\0" * 512, b"x", rng.randbytes(600)])


def flipped(rng, content: bytes) -> bytes:
    out = bytearray(content)
    at = rng.randrange(len(out))
    out[at] ^= rng.randrange(1, 256)
    return bytes(out)


def holes(rng, content: bytes) -> bytes:
    """Zeros in the place of a part, as after a crash of a file system."""
    at = rng.randrange(len(content) // 2)
    size = rng.randrange(16, max(17, len(content) // 2))
    return content[:at] + bytes(size) + content[at + size :]


def nonsense(rng) -> bytes:
    return rng.choice(
        [
            b"",
            b"x",
            b"\0" * 1024,
            rng.randbytes(3000),
            b"PK\3\4" + rng.randbytes(99),
            b"<!DOCTYPE html><html><title>404</title></html>",
            b"\x28\xb5\x2f\xfd" + rng.randbytes(50),
            b"\x7fELF" + bytes(60),
            b"version https://git-lfs.github.com/spec/v1\n",
            b"\x1f\x8b\x08" + bytes(20),
        ]
    )
