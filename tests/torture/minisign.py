"""Signs as minisign and serhost do: Ed25519 over BLAKE2b, which Python lacks.

The key is one of tests, known to everyone: its secret is a sentence."""

import base64
import hashlib

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)


def _recover_x(y: int) -> int:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P)
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    return _P - x if x % 2 else x


_BY = 4 * pow(5, _P - 2, _P) % _P
_BX = _recover_x(_BY)
_BASE = (_BX, _BY, 1, _BX * _BY % _P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(point, count: int):
    out = (0, 1, 1, 0)
    while count:
        if count & 1:
            out = _add(out, point)
        point = _add(point, point)
        count >>= 1
    return out


def _packed(point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Key:
    def __init__(self, sentence: str):
        self.seed = hashlib.sha256(sentence.encode()).digest()
        self.id = hashlib.sha256(self.seed).digest()[:8]
        digest = hashlib.sha512(self.seed).digest()
        self.scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
        self.prefix = digest[32:]
        self.public = _packed(_times(_BASE, self.scalar))

    def raw(self, message: bytes) -> bytes:
        nonce = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % _Q
        first = _packed(_times(_BASE, nonce))
        challenge = hashlib.sha512(first + self.public + message).digest()
        last = (nonce + int.from_bytes(challenge, "little") * self.scalar) % _Q
        return first + last.to_bytes(32, "little")

    def shown_id(self) -> str:
        return self.id[::-1].hex().upper()

    def public_line(self) -> str:
        return base64.b64encode(b"Ed" + self.id + self.public).decode()

    def sign(self, message: bytes, comment: str) -> str:
        digest = hashlib.blake2b(message).digest()
        first = self.raw(digest)
        lines = [
            f"untrusted comment: signature by key {self.shown_id()}",
            base64.b64encode(b"ED" + self.id + first).decode(),
            f"trusted comment: {comment}",
            base64.b64encode(self.raw(first + comment.encode())).decode(),
        ]
        return "\n".join(lines) + "\n"
