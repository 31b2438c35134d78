"""Writes what packs and bundles consist of: canonical ustar archives in zstd frames."""

import struct

BLOCK = 512


def header(path: str, size: int, mode=0o644, kind=b"0", **fields) -> bytes:
    """Of one file; `fields` put other bytes into named fields, under a checksum that fits."""
    places = {
        "name": (0, 100),
        "mode": (100, 8),
        "user": (108, 8),
        "group": (116, 8),
        "size": (124, 12),
        "time": (136, 12),
        "link": (157, 100),
        "magic": (257, 8),
        "owner": (265, 32),
        "prefix": (345, 155),
    }
    out = bytearray(BLOCK)
    octal = lambda value, width: f"{value:0{width - 1}o}".encode() + b"\0"
    values = {
        "name": path.encode()[:100],
        "mode": octal(mode, 8),
        "user": octal(0, 8),
        "group": octal(0, 8),
        "size": octal(size, 12),
        "time": octal(0, 12),
        "magic": b"ustar\0" + b"00",
        **fields,
    }
    for name, value in values.items():
        at, width = places[name]
        out[at : at + min(width, len(value))] = value[:width]
    out[329:337] = out[337:345] = octal(0, 8)
    out[156:157] = kind
    out[148:156] = b" " * 8
    out[148:156] = f"{sum(out):06o}".encode() + b"\0 "
    return bytes(out)


def entry(path: str, content: bytes, **fields) -> bytes:
    return header(path, len(content), **fields) + content + bytes(-len(content) % BLOCK)


def ustar(files: dict[str, bytes]) -> bytes:
    return b"".join(entry(path, files[path]) for path in sorted(files)) + bytes(2 * BLOCK)


_P = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)
_MASK = (1 << 64) - 1


def _turn(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (64 - bits))) & _MASK


def _round(lane: int, value: int) -> int:
    return _turn((lane + value * _P[1]) & _MASK, 31) * _P[0] & _MASK


def xxh64(data: bytes) -> int:
    """The checksum of zstd frames, of which they hold the lower half."""
    at, end = 0, len(data)
    if end >= 32:
        lanes = [(_P[0] + _P[1]) & _MASK, _P[1], 0, -_P[0] & _MASK]
        while at + 32 <= end:
            for i, value in enumerate(struct.unpack_from("<4Q", data, at)):
                lanes[i] = _round(lanes[i], value)
            at += 32
        out = sum(_turn(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & _MASK
        for lane in lanes:
            out = ((out ^ _round(0, lane)) * _P[0] + _P[3]) & _MASK
    else:
        out = _P[4]
    out = (out + end) & _MASK
    while at + 8 <= end:
        out ^= _round(0, struct.unpack_from("<Q", data, at)[0])
        out = (_turn(out, 27) * _P[0] + _P[3]) & _MASK
        at += 8
    if at + 4 <= end:
        out ^= struct.unpack_from("<I", data, at)[0] * _P[0] & _MASK
        out = (_turn(out, 23) * _P[1] + _P[2]) & _MASK
        at += 4
    for byte in data[at:]:
        out = _turn(out ^ (byte * _P[4] & _MASK), 11) * _P[0] & _MASK
    for shift, prime in ((33, _P[1]), (29, _P[2])):
        out = (out ^ (out >> shift)) * prime & _MASK
    return out ^ (out >> 32)


def zstd(
    data: bytes,
    size: int | None = None,
    checksum: bool = True,
    dictionary: bool = False,
    check: int | None = None,
) -> bytes:
    """One frame of raw blocks. `size`: what its header says, `check`: another checksum."""
    said = len(data) if size is None else size
    descriptor = 0xE0 | (4 if checksum else 0) | (1 if dictionary else 0)  # 8 bytes of size, alone
    out = b"\x28\xb5\x2f\xfd" + bytes([descriptor]) + (b"\7" if dictionary else b"")
    out += struct.pack("<Q", said)
    blocks = [data[i : i + (1 << 17)] for i in range(0, len(data), 1 << 17)] or [b""]
    for i, block in enumerate(blocks):
        out += struct.pack("<I", (len(block) << 3) | (i == len(blocks) - 1))[:3] + block
    if checksum:
        out += struct.pack("<I", (xxh64(data) if check is None else check) & 0xFFFFFFFF)
    return out
