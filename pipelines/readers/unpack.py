"""Open a delivered file, compressed or not, and refuse archives that could hurt."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipelines.refusal import FileRefused

CHUNK = 1 << 20  # small enough that what framing makes of it stays in the processor's cache
RATIO_LIMIT = 100
RATIO_FREE = 16 << 20
PACKED = (".gz", ".zip")


def plain_name(name: str) -> str:
    """The name of the file inside: `visits.csv.gz` holds `visits.csv`."""
    return name[: name.rindex(".")] if name.lower().endswith(PACKED) else name


def is_packed(path: Path) -> bool:
    return path.name.lower().endswith(PACKED)


def chunks(path: Path, size: int = CHUNK) -> Iterator[bytes]:
    """The bytes of the file, decompressed; checks the CRC and stops at a suspicious ratio."""
    try:
        if path.name.lower().endswith(".gz"):
            with gzip.open(path, "rb") as stream:
                yield from _limited(stream, path.stat().st_size, size)
        elif path.name.lower().endswith(".zip"):
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive)) as member:
                yield from _limited(member, path.stat().st_size, size)
        else:
            with path.open("rb") as plain:
                while chunk := plain.read(size):
                    yield chunk
    except (
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileRefused(
            f"The compressed file is damaged or incomplete ({type(error).__name__}): ask for it again."
        ) from None


def _limited(stream: BinaryIO, packed: int, size: int) -> Iterator[bytes]:
    seen = 0
    while chunk := stream.read(size):
        seen += len(chunk)
        if seen > RATIO_FREE and seen > RATIO_LIMIT * packed:
            raise FileRefused(
                "The compressed file unpacks to more than 100 times its size; load it unpacked."
            )
        yield chunk


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise FileRefused(
            f"The archive holds {len(members):,} files; one is expected. Unpack it and load the files."
        )
    member = members[0]
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused("The archive holds a link instead of a file.")
    parts = Path(member.filename.replace("\\", "/")).parts
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in member.filename:
        raise FileRefused("The archive holds a path that leads out of it.")
    if member.filename.lower().endswith((*PACKED, ".tar", ".7z", ".tgz")):
        raise FileRefused("The archive holds another archive. Unpack it and load the files.")
    if member.flag_bits & 1:
        raise FileRefused("The archive is protected by a password.")
    return member


__all__ = ["chunks", "is_packed", "plain_name"]
