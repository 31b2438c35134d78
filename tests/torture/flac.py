"""Writes flac files of one channel: verbatim frames with both checksums, and no compression."""

import hashlib
import struct

BLOCK = 1152
FRAMES_AT = 4 + 4 + 34  # behind the mark and the one block of metadata


def _table(polynomial: int, bits: int) -> list[int]:
    top, mask, out = 1 << (bits - 1), (1 << bits) - 1, []
    for value in range(256):
        value <<= bits - 8
        for _ in range(8):
            value = ((value << 1) ^ (polynomial if value & top else 0)) & mask
        out.append(value)
    return out


_CRC8, _CRC16 = _table(0x07, 8), _table(0x8005, 16)


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = _CRC8[crc ^ byte]
    return crc


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = ((crc << 8) & 0xFFFF) ^ _CRC16[(crc >> 8) ^ byte]
    return crc


def _frame(number: int, samples) -> bytes:
    # 16 bits for the block's size, 16 kHz, one channel, 16 bits a sample; numbers below 128.
    head = struct.pack(">HBBBH", 0xFFF8, 0x75, 0x08, number, len(samples) - 1)
    head += bytes([_crc8(head)])
    body = head + b"\x02" + struct.pack(f">{len(samples)}h", *samples)
    return body + struct.pack(">H", _crc16(body))


def encode(samples, known_length: bool = True) -> bytes:
    """16-bit samples at 16 kHz; the length is left out as programs do that write into a pipe."""
    samples = list(samples)
    count = len(samples) if known_length else 0
    digest = hashlib.md5(struct.pack(f"<{len(samples)}h", *samples)).digest()
    packed = (16000 << 44) | (15 << 36) | count
    info = struct.pack(">HH", BLOCK, BLOCK) + bytes(6) + struct.pack(">Q", packed) + digest
    out = b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info
    for number in range(0, len(samples), BLOCK):
        out += _frame(number // BLOCK, samples[number : number + BLOCK])
    return out
