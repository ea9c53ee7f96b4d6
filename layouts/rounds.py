"""Which pages a wall turns over: pages and saved views by name, and the indicators that each of them tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from layouts.page import Block, Page, View, every_page, find

ALIASES = {"home": "/", "ed": "/access", "emergency": "/access", "hr": "/workforce", "money": "/finance"}


@dataclass(frozen=True)
class Turn:
    """One page of the round; a saved view has a name, and its own query instead of that of the wall."""

    page: Page
    path: str
    name: str = ""
    query: str | None = None


def named(names: str, saved: Sequence[Mapping[str, str]] = ()) -> list[Turn] | None:
    """The pages that a list of names means, in its order: home,ed,flow; `all` = every page with tiles."""
    known = {page.path.strip("/"): Turn(page, page.path) for page in with_tiles()}
    if names == "all":
        return list(known.values())
    mine = {name_of(row["name"]): turn for row in saved if (turn := _saved(row))}
    wanted = [ALIASES.get(name, name).strip("/") for name in names.split(",")]
    every = mine | known
    return [every[name] for name in wanted] if all(name in every for name in wanted) else None


def with_tiles() -> list[Page]:
    """The pages that a wall can show: those that tell of indicators."""
    return [
        page
        for page in every_page()
        if page.has_filters
        and "<" not in page.path
        and (page.path == "/" or any(b.kpis or b.tells is not Block.tells for b in page.blocks))
    ]


def name_of(view: str) -> str:
    """A saved view as an address of the wall names it."""
    return "-".join("".join(c if c.isalnum() else " " for c in view.lower()).split())


def _saved(row: Mapping[str, str]) -> Turn | None:
    parts = urlsplit(row["address"])
    found = find(parts.path)
    if found is None or not found[0].has_filters:
        return None
    return Turn(found[0], parts.path, row["name"], parts.query)


def kpis_of(page: Page, view: View) -> tuple[str, ...]:
    """The indicators that the page itself shows as tiles, else those that it tells of."""
    tiles = tuple(view.market.counted(*(kpi_id for block in page.blocks for kpi_id in block.kpis)))
    return tiles or tuple(dict.fromkeys(kpi_id for block in page.blocks for kpi_id in block.tells(view)))
