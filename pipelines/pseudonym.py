"""Replace identifying keys by keyed HMAC-SHA-256, in SQL, one domain per kind of identifier."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from pipelines.refusal import FileRefused

BLOCK = 64
KEPT_DIGITS = 32  # 128 of the 256 bits, as hexadecimal


class Pseudonyms:
    """The pads of one key. `sql()` yields an expression; `parameters()` the pads it needs, never as text."""

    def __init__(self, key: bytes) -> None:
        padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        self._inner = bytes(byte ^ 0x36 for byte in padded)
        self._outer = bytes(byte ^ 0x5C for byte in padded)
        self._key = key

    def sql(self, value: str, domain: str) -> str:
        """`left(hmac(key, domain ‖ 0x00 ‖ value), 32)`; NULL stays NULL."""
        return f"left(sha256($outer || unhex(sha256($inner_{domain} || encode({value})))), {KEPT_DIGITS})"

    def parameters(self, domains: set[str]) -> dict[str, bytes]:
        inner = {f"inner_{domain}": self._inner + domain.encode() + b"\0" for domain in domains}
        return {"outer": self._outer, **inner} if inner else {}

    def of(self, value: str, domain: str) -> str:
        """The same in Python, for tests and for a person's own check."""
        return hmac.digest(self._key, domain.encode() + b"\0" + value.encode(), "sha256").hex()[:KEPT_DIGITS]


def read_key(path: Path) -> bytes:
    """The key of this site, made at the first load; only its owner may read it."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return read_key(path)
        with os.fdopen(handle, "wb") as out:
            out.write(os.urandom(32))
    key = path.read_bytes()
    if len(key) < 32:
        raise FileRefused(f"The pseudonym key {path} holds fewer than 32 bytes; restore it from a backup.")
    return key


__all__ = ["Pseudonyms", "read_key"]
