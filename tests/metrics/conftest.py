"""A published network of three facilities under different suppression rules, made of loaded rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings
from metrics.engine import Engine
from tests.network import open_network, publish_network


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        home=tmp_path_factory.mktemp("home"), key_file=Path("/nonexistent/key"), market="us_hospital"
    )
    publish_network(settings, as_of=date(2026, 3, 10))
    return settings


@pytest.fixture
def engine(home: Settings) -> Engine:
    return open_network(home)


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[..., Settings]:
    """A home of its own, for tests that publish again."""
    return lambda **more: replace(
        Settings(home=tmp_path / "home", key_file=Path("/nonexistent/key"), market="us_hospital"), **more
    )
