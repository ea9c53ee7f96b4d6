"""A site per test."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.settings import Settings
from tests.pipelines.fhir import said
from tests.pipelines.site import Site


@pytest.fixture
def site(home: Settings, tmp_path: Path) -> Site:
    return Site(home, tmp_path / "delivered")


@pytest.fixture
def fhir(site: Site) -> Site:
    """A site whose one profile takes FHIR files."""
    return said(site)
