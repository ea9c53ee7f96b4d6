"""The folder that exports land in: which files are ready to be taken, and which may leave after a publish."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from data.settings import Settings

SETTLED_SECONDS = 10
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart")
Seen = dict[Path, tuple[int, int, int]]


class NoFile(Exception):
    """A path that leads to no file; the message names it."""


def waiting(settings: Settings, now: float | None = None) -> list[Path]:
    """The files of the inbox that nobody is still writing, in name order."""
    latest = (time.time() if now is None else now) - SETTLED_SECONDS
    return [path for path in expand([settings.inbox]) if path.stat().st_mtime <= latest]


def expand(paths: Iterable[Path]) -> list[Path]:
    """Files as named, and every finished, visible file below the folders named."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
        for folder, subfolders, names in os.walk(path):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            found += [Path(folder, name) for name in sorted(names) if _is_finished(name)]
    return [path for path in found if path.is_file()]


def named(paths: Iterable[Path]) -> list[Path]:
    """The files that a person named, or `NoFile`."""
    paths = list(paths)
    for path in paths:
        if not path.exists():
            raise NoFile(f"{path}: there is no such file or folder")
    if not (found := expand(paths)):
        raise NoFile(f"there is no file in {', '.join(map(str, paths))}")
    return found


def _is_finished(name: str) -> bool:
    return not name.startswith(".") and not name.lower().endswith(UNFINISHED)


def look(paths: Iterable[Path]) -> Seen:
    """What each file looks like now, so that `clear` can tell a file from its successor of the same name."""
    return {path: _look(path) for path in paths}


def _look(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def clear(settings: Settings, seen: Seen, rejected: Collection[str]) -> None:
    """Remove from the inbox what is published (the home keeps a copy of its bytes).

    A rejected file stays: once its profile is mended, the next refresh takes it.
    """
    for path, before in seen.items():
        is_ours = path.is_relative_to(settings.inbox) and path.name not in rejected
        if is_ours and path.exists() and _look(path) == before:
            path.unlink()
