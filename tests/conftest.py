"""What every test can lean on: a home of its own, no warning unnoticed, and a Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from data.settings import Settings, read_settings
from tests.get_browser import find
from tests.oracle.effort import EFFORT


def pytest_configure(config: pytest.Config) -> None:
    """Warnings fail, ours and others'. What is let through is named with its reason. No test fails for a slow machine.

    The examples that Hypothesis invents are the same at every run; a thorough one (`EFFORT=1` or more) invents new ones.
    """
    slow = hypothesis.HealthCheck.too_slow
    for name, is_same in (("everyday", True), ("thorough", False)):
        hypothesis.settings.register_profile(
            name, deadline=None, derandomize=is_same, suppress_health_check=[slow]
        )
    hypothesis.settings.load_profile("thorough" if EFFORT >= 1 else "everyday")
    config.addinivalue_line("filterwarnings", "error")
    # DuckDB 2.0 calls pandas with a deprecated argument when it hands out a time zone.
    config.addinivalue_line("filterwarnings", "ignore::pandas.errors.Pandas4Warning")


@pytest.fixture(autouse=True, scope="session")
def _no_home_of_a_person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test can reach the home or the key of the person who runs it."""
    nowhere = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("WARDBOARD_")]:
            patch.delenv(name)
        patch.setenv("WARDBOARD_HOME", str(nowhere / "home"))
        patch.setenv("WARDBOARD_KEY_FILE", str(nowhere / "key" / "pseudonym.key"))
        yield


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """The settings of an empty home."""
    settings = read_settings(tmp_path / "home")
    settings.make_home()
    return settings


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the browser tests."""
    found = find()
    if not found or not Path(found).exists():
        pytest.fail(
            "No Chromium: run `python tests/get_browser.py`, or name one with CHROMIUM=/path/to/chromium"
        )
    return found
