"""The demo of the size that `make run` builds, through the real command: generated, loaded, judged, published."""

from __future__ import annotations

import contextlib
import io
from datetime import date
from pathlib import Path

import pytest

from tests.once import built_once

UNTIL = date(2026, 11, 24)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory):
    from app import main
    from data.demo import DEFAULT_ENCOUNTERS
    from data.settings import read_settings
    from data.warehouse import Warehouse
    from metrics.engine import Engine

    def build(home: Path) -> None:
        size = ["--encounters", str(DEFAULT_ENCOUNTERS), "--until", UNTIL.isoformat()]
        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["demo", *size, "--home", str(home)]) == 0

    settings = read_settings(built_once(tmp_path_factory, "stories", build))
    return Engine(Warehouse(settings), settings)
