"""An application over hand-made answers, asked through Flask's test client."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import layouts
from data.settings import Settings
from data.store import Store
from layouts.page import find
from tests.layouts.sample import SampleEngine


def block_of(path: str, maker: str) -> str:
    """The name of the first block of a page that a function of this name made."""
    found = find(path)
    assert found is not None
    makers = [one.draw.__qualname__.partition(".")[0] for one in found[0].blocks]
    return f"{path}#{makers.index(maker)}"


class Site:
    """One application and the words to ask it."""

    def __init__(self, engine: SampleEngine, settings: Settings):
        self.engine = engine
        self.store = engine.people = Store(settings)
        self.app = layouts.create(engine, settings, self.store)
        self.client = self.app.server.test_client()

    def callback(self, output: str, outputs: Any, inputs: list[Any], state: list[Any]) -> Any:
        asked = {"output": output, "outputs": outputs, "inputs": inputs, "state": state, "changedPropIds": []}
        return self.client.post("/_dash-update-component", json=asked)

    def block(self, block: str, search: str = "") -> str:
        """The content of one block as text."""
        name = {"block": block}
        response = self.callback(
            '{"block":["MATCH"]}.children',
            {"id": name, "property": "children"},
            [{"id": "url", "property": "search", "value": search}],
            [{"id": name, "property": "id", "value": name}],
        )
        assert response.status_code in (200, 204), response.status_code
        return "" if response.status_code == 204 else json.dumps(response.get_json(), ensure_ascii=False)

    def around(self, path: str, search: str = "") -> str:
        """Rail, filters and strip of a page as text."""
        response = self.callback(
            "..rail.children...filters.children...strip.children..",
            [{"id": part, "property": "children"} for part in ("rail", "filters", "strip")],
            [
                {"id": "url", "property": "pathname", "value": path},
                {"id": "url", "property": "search", "value": search},
            ],
            [],
        )
        assert response.status_code == 200
        return json.dumps(response.get_json(), ensure_ascii=False)

    def open(self, path: str, search: str = "") -> str:
        response = self.callback(
            "..main.children...title.data..",
            [{"id": "main", "property": "children"}, {"id": "title", "property": "data"}],
            [{"id": "url", "property": "pathname", "value": path}],
            [{"id": "url", "property": "search", "value": search}],
        )
        assert response.status_code == 200
        return json.dumps(response.get_json(), ensure_ascii=False)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(SampleEngine(), Settings(home=tmp_path, is_demo=True))


@pytest.fixture
def site_with(tmp_path: Path) -> Callable[..., Site]:
    return lambda **engine: Site(SampleEngine(**engine), Settings(home=tmp_path))
