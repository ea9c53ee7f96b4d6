"""What takes minutes to build is built once, however many processes run the tests."""

from __future__ import annotations

import contextlib
import fcntl
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings, read_settings

# The day as of which the small demo hospital is judged.
SMALL_UNTIL = date(2026, 3, 31)


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """A folder that `build` fills, shared by every process of one run; whoever comes second waits for the first.

    Nobody may write into it afterwards. A build that failed is tried again by the next one.
    """
    # Processes of one run have their own folders beside each other; a run of one has none around its own.
    own = factory.getbasetemp()
    around = own.parent if own.name.startswith("popen-") else own
    folder, done = around / f"once-{name}", around / f"once-{name}.done"
    with (around / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            build(folder)
            done.touch()
    return folder


def small_demo(factory: pytest.TempPathFactory, name: str) -> Settings:
    """A small demo hospital of one's own to write into, loaded and derived by today's program."""
    own = factory.mktemp(name) / "home"
    shutil.copytree(built_once(factory, "small-demo", _make_small), own)
    return replace(read_settings(own), keep_generations=1)


def _make_small(home: Path) -> None:
    from app import main

    with contextlib.redirect_stdout(io.StringIO()):
        size = ["--encounters", "1500", "--until", SMALL_UNTIL.isoformat()]
        assert main(["demo", *size, "--home", str(home)]) == 0
