"""Finds the parts of an ELF library, and changes them in place."""

import struct

# Of struct serhost_abi_block in core/plugin/include/serhost/abi.h: place and size.
RECORD = {
    "magic": (0, 24),
    "size": (24, 4),
    "api_major": (28, 4),
    "api_minor": (32, 4),
    "torch_version": (36, 32),
    "stdlib": (68, 48),
    "build": (116, 48),
    "cxx_standard": (164, 4),
    "compiler": (168, 32),
    "plugin_name": (200, 64),
    "plugin_version": (264, 32),
}


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def _headers(content: bytes):
    (at,) = struct.unpack_from("<Q", content, 40)
    count, names = struct.unpack_from("<HH", content, 60)
    table = [at + 64 * i for i in range(count)]
    (text,) = struct.unpack_from("<Q", content, table[names] + 24)
    for header in table:
        start = text + struct.unpack_from("<I", content, header)[0]
        yield content[start : content.index(b"\0", start)].decode(), header


def section_header(content: bytes, name: str) -> int:
    return dict(_headers(content))[name]


def section(content: bytes, name: str) -> tuple[int, int]:
    return struct.unpack_from("<QQ", content, section_header(content, name) + 24)


def with_field(content: bytes, field: str, value) -> bytes:
    """The plugin's record with another value: a number, a text, or the bytes themselves."""
    at, size = RECORD[field]
    if isinstance(value, int):
        value = struct.pack("<I", value)
    elif isinstance(value, str):
        value = value.encode()
    return patched(content, section(content, ".serhost")[0] + at, value.ljust(size, b"\0"))


def first_constructor(content: bytes) -> int:
    """Where the code lies that runs first when the library is loaded: _init."""
    at, _ = section(content, ".init")
    return at
