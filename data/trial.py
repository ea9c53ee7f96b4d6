"""A copy of a home to try something in; it is gone afterwards and the home has not changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from data import generations
from data.settings import Settings


@contextmanager
def trial(settings: Settings) -> Iterator[Settings]:
    """Settings whose home lies in the owner-only spill folder and starts with the served generation."""
    settings.make_home()
    home = settings.spill / f"{os.getpid()}-trial-{os.urandom(4).hex()}"
    folders = (*settings.profile_dirs, settings.home / "profiles")
    copy = replace(settings, home=home, profile_dirs=folders)
    copy.make_home()
    try:
        generations.clone(settings.warehouse, copy.warehouse)
        yield copy
    finally:
        shutil.rmtree(home, ignore_errors=True)
