"""What takes minutes to build is built once, however many processes run the tests."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


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
