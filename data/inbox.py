"""The folder that exports land in, and where a file goes once its rows are published."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from data import generations
from data.settings import Settings

SETTLED_SECONDS = 10
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart")


def waiting(settings: Settings, now: float | None = None) -> list[Path]:
    """The files of the inbox that nobody is still writing, in name order."""
    latest = (time.time() if now is None else now) - SETTLED_SECONDS
    found = (Path(folder, name) for folder, _, names in os.walk(settings.inbox) for name in names)
    return sorted(
        path
        for path in found
        if not path.name.startswith(".")
        and path.suffix.lower() not in UNFINISHED
        and path.is_file()
        and path.stat().st_mtime <= latest
    )


def expand(paths: Iterable[Path]) -> list[Path]:
    """Files as named, and every visible file below the folders named."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p for p in path.rglob("*") if p.is_file() and not any(x.startswith(".") for x in p.parts)
            )
        else:
            found.append(path)
    return found


def keep(settings: Settings, path: Path, sha256: str) -> None:
    """Keep the bytes of a loaded file in the home, once, named by what is in it; a file of the inbox moves."""
    target = settings.landed / f"{sha256[:16]}-{path.name}"
    if target.exists():
        if path.is_relative_to(settings.inbox):
            path.unlink()
    elif path.is_relative_to(settings.inbox):
        shutil.move(path, target)
    elif not path.is_relative_to(settings.landed):
        new = target.with_name(f".{target.name}.tmp")
        generations.copy(path, new)
        os.replace(new, target)
    if target.exists():
        target.chmod(0o600)
