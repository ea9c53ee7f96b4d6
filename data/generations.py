"""The files of a warehouse: numbered generations, a manifest beside each, and the pointer to the one that is served.

A generation is never changed once it has its number. Publishing is: write a new file, flush it, rename it, flush the
folder, then move the pointer the same way; whatever breaks in between leaves the pointer on the old generation.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_NAME = re.compile(r"wh-(\d+)\.duckdb")


class RefreshBusy(Exception):
    """Another refresh holds the lock; the message says which."""


class Damaged(Exception):
    """A generation's file is not the one its manifest describes."""


def file_of(folder: Path, number: int) -> Path:
    return folder / f"wh-{number}.duckdb"


def manifest_of(folder: Path, number: int) -> Path:
    return folder / f"wh-{number}.json"


def numbers(folder: Path) -> list[int]:
    """Every complete generation in the folder, oldest first."""
    if not folder.is_dir():
        return []
    found = (int(m.group(1)) for path in folder.iterdir() if (m := _NAME.fullmatch(path.name)))
    return sorted(n for n in found if manifest_of(folder, n).is_file())


def current(folder: Path) -> int | None:
    """The generation the pointer names, or None before the first publish."""
    try:
        match = _NAME.fullmatch((folder / "CURRENT").read_text("ascii").strip())
    except FileNotFoundError:
        return None
    return int(match.group(1)) if match else None


def read_manifest(folder: Path, number: int) -> dict[str, Any]:
    return json.loads(manifest_of(folder, number).read_text("utf-8"))


def check(folder: Path, number: int) -> dict[str, Any]:
    """The manifest of a generation whose bytes are the ones that were published; else `Damaged`."""
    try:
        manifest = read_manifest(folder, number)
        size = file_of(folder, number).stat().st_size
    except (OSError, ValueError):
        raise Damaged(f"generation {number}: its file or its manifest cannot be read") from None
    if size != manifest.get("bytes") or sha256(file_of(folder, number)) != manifest.get("sha256"):
        raise Damaged(f"generation {number}: its file is not the one that was published")
    return manifest


def servable(folder: Path) -> list[int]:
    """What may be served, best first: the generation the pointer names, then the older ones."""
    served = current(folder)
    return [] if served is None else [served, *(n for n in reversed(numbers(folder)) if n < served)]


def newest_whole(folder: Path) -> int | None:
    """The first servable generation that is not damaged; None before the first publish."""
    damage = None
    for number in servable(folder):
        try:
            check(folder, number)
            return number
        except Damaged as error:
            damage = error
            log.error("%s; the next refresh builds on an older one: load the files since then again", error)
    if damage:
        raise damage
    return None


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy(source: Path, target: Path) -> None:
    """Copy a file, sharing blocks where the file system can, and begin to write it to the disk.

    The first checkpoint of a copy waits until all of it is on the disk. By then a refresh has computed for a while.
    """
    _copy(source, target)
    threading.Thread(target=_begin_to_flush, args=(target,), daemon=True).start()


def _copy(source: Path, target: Path) -> None:
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target)
        return
    with source.open("rb") as old, target.open("wb") as new:
        left = os.fstat(old.fileno()).st_size
        try:
            while left and (moved := os.copy_file_range(old.fileno(), new.fileno(), left)):
                left -= moved
        except OSError:
            left = -1
    if left:
        shutil.copyfile(source, target)


def _begin_to_flush(path: Path) -> None:
    # Nothing is promised here: whoever needs the bytes on the disk flushes them again, and says so if that fails.
    with suppress(OSError):
        _flush(path)


def clone(folder: Path, target: Path) -> None:
    """Copy the served generation into another warehouse folder, for a trial that must not touch the real one."""
    if (number := newest_whole(folder)) is not None:
        copy(file_of(folder, number), file_of(target, number))
        copy(manifest_of(folder, number), manifest_of(target, number))
        (target / "CURRENT").write_text(file_of(target, number).name, "ascii")


def publish(folder: Path, build: Path, number: int, manifest: dict[str, Any]) -> None:
    """Give a finished build its number and point readers to it. Each step is on disk before the next begins."""
    described = {"generation": number, "sha256": sha256(build), "bytes": build.stat().st_size, **manifest}
    _flush(build)
    _write(manifest_of(folder, number), json.dumps(described, indent=1, sort_keys=True, default=str))
    os.replace(build, file_of(folder, number))
    _flush(folder)
    _write(folder / "CURRENT", file_of(folder, number).name + "\n")


def _write(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".tmp")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, keep: int) -> None:
    """Remove what a crash left behind and generations beyond the newest `keep`. Only under the refresh lock.

    A complete generation above the pointer is one whose publisher died before it moved the pointer: nobody was told
    that it exists, so it goes, and the next refresh takes its number.
    """
    served = current(folder)
    kept = {*[n for n in numbers(folder) if served and n <= served][-keep:], served}
    for path in folder.iterdir():
        match = re.fullmatch(r"wh-(\d+)\.(duckdb|json)", path.name)
        if (
            (match and int(match.group(1)) not in kept)
            or path.name.startswith("build-")
            or path.suffix == ".tmp"
        ):
            log.info("removing leftover %s", path.name)
            path.unlink(missing_ok=True)


def sweep_spill(folder: Path) -> None:
    """Remove the spill folders (`<pid>-…`) of processes that have died: they hold rows of patients."""
    for path in folder.iterdir():
        owner = path.name.partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def refresh_lock(folder: Path) -> Iterator[None]:
    """Hold the right to refresh. The kernel lets go when the holder dies, so a stale lock cannot exist."""
    path = folder / "refresh.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 64).decode("ascii", "replace").strip()
            raise RefreshBusy(
                f"a refresh is already running (process {holder or 'unknown'}); "
                "this one did nothing, run it again when that one has ended"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)
