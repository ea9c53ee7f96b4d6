"""The vocabulary of a page: a page is a list of blocks; a block asks the engine and draws what it says.

A page can write no SQL and no callback: it declares blocks, and the one data callback of `shell.py` serves them all.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from secrets import token_hex
from typing import Any

from dash import html

import layouts.pages
from data.discover import discover
from data.settings import Settings
from layouts.filters import Filters
from metrics.engine import nearest_grain
from metrics.kpi import Kpi
from metrics.question import Access, Answer, QuestionError, Series, Stamp

log = logging.getLogger("wardboard.pages")


@dataclass(frozen=True)
class View:
    """What a block may use while it draws: the engine, the filters of the address, and who asks."""

    engine: Any
    settings: Settings
    filters: Filters
    access: Access = field(default_factory=Access)
    params: dict[str, str] = field(default_factory=dict)
    path: str = "/"

    @cached_property
    def stamp(self) -> Stamp | None:
        return self.engine.stamp()

    @cached_property
    def places(self) -> list[Any]:
        return list(self.engine.places(self.access))

    @cached_property
    def dark(self) -> dict[str, str]:
        return dict(self.engine.dark())

    @cached_property
    def currency(self) -> str:
        return self.engine.currency(*self.filters.scope)

    def kpi(self, kpi_id: str) -> Kpi | None:
        return self.engine.kpis().get(kpi_id)

    def grain_of(self, kpi_id: str) -> str:
        """The grain the engine answers with: the nearest one this KPI has."""
        return nearest_grain(self.engine.kpis()[kpi_id], self.filters.grain)

    @property
    def kpis(self) -> list[Kpi]:
        """Every KPI there is, lit or dark."""
        return list(self.engine.kpis().values())

    def place_name(self, scope_id: str) -> str:
        if scope_id == "*":
            return "Whole network"
        return next((place.name for place in self.places if place.scope_id == scope_id), scope_id)

    def ask(self, *kpis: str, by: str = "") -> Answer:
        through = self.stamp.data_through if self.stamp else None
        return self.engine.answer(self.filters.question(kpis, by, through), self.access)

    def overview(self) -> Answer:
        return self.engine.overview(self.filters.grain, *self.filters.scope, self.access)

    def trim(self, series: Series) -> Series:
        """The series as far as it is shown, with limits cut to what is possible: a share is never drawn below 0."""
        trimmed = self.filters.trim(series, self.stamp.data_through if self.stamp else None)
        least, most = self.engine.kpis()[series.kpi_id].bounds
        points = tuple(
            replace(
                p,
                lower=p.lower if p.lower is None or least is None else max(p.lower, least),
                upper=p.upper if p.upper is None or most is None else min(p.upper, most),
            )
            for p in trimmed.points
        )
        return replace(trimmed, points=points)


@dataclass(frozen=True)
class Block:
    """One question, one drawing. `height` is kept free while it loads, so that nothing jumps."""

    draw: Callable[[View], Any]
    height: int | Callable[[View], int] = 120
    css: str = ""

    def expected_height(self, view: View) -> int:
        return self.height(view) if callable(self.height) else self.height


@dataclass(frozen=True)
class Page:
    """One page of the product. `path` may hold one parameter, as in `/kpi/<kpi_id>`; `group` "" = not in the rail."""

    title: str
    path: str
    blocks: tuple[Block, ...]
    lead: str = ""
    order: int = 100
    group: str = ""
    icon: str = "help"
    has_filters: bool = True
    needs_data: bool = True
    has_breakdown: bool = False
    css: str = ""
    is_known: Callable[[View], bool] = lambda view: True
    title_of: Callable[[View], str] | None = None

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters of the path if it is this page's, else None."""
        wanted, given = self.path.strip("/").split("/"), path.strip("/").split("/")
        if len(wanted) != len(given):
            return None
        params = {}
        for expected, part in zip(wanted, given, strict=True):
            if expected.startswith("<"):
                params[expected.strip("<>")] = part
            elif expected != part:
                return None
        return params


PAGES: tuple[Page, ...] = tuple(
    sorted(discover(layouts.pages, Page).values(), key=lambda page: (page.order, page.path))
)


def find(path: str) -> tuple[Page, dict[str, str]] | None:
    """The page at a path, with the parameters the path holds."""
    for page in PAGES:
        params = page.match(path or "/")
        if params is not None:
            return page, params
    return None


def empty_blocks(page: Page, view: View) -> list[html.Div]:
    """The page before its data: every block in place, at the height it will have."""
    return [
        html.Div(
            skeleton(block.expected_height(view)),
            id={"block": f"{view.path}#{index}"},
            className=f"block {block.css}".strip(),
        )
        for index, block in enumerate(page.blocks)
    ]


def skeleton(height: int) -> html.Div:
    rows = max(1, min(6, height // 60))
    return html.Div(
        [html.Div(className="bone") for _ in range(rows)],
        className="skeleton",
        style={"height": height},
        **{"aria-hidden": "true"},
    )


def fill(block_id: str, view: View) -> tuple[Any, bool]:
    """The content of one block, and whether it is whole. A failure stays inside it, with a number to look up and no word of the data."""
    path, _, index = block_id.rpartition("#")
    found = find(path)
    if found is None or not index.isdigit() or int(index) >= len(found[0].blocks):
        return failure("", "This part of the page does not exist."), False
    page, params = found
    try:
        view = View(view.engine, view.settings, view.filters, view.access, params, path)
        if page.needs_data and view.stamp is None:
            return None, False
        return page.blocks[int(index)].draw(view), True
    except QuestionError as error:
        return html.P(str(error), className="muted"), True
    except Exception as error:
        return failure(report(error, block_id)), False


def report(error: BaseException, where: str) -> str:
    """Log a failure by its kind and place, never by its message: engine messages quote rows."""
    error_id = token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:])
    )
    log.error(
        "failed id=%s where=%s kind=%s at=%s", error_id, where.split("?")[0], type(error).__name__, place
    )
    return error_id


def failure(
    error_id: str, sentence: str = "This part could not be drawn. The rest of the page still works."
) -> html.Div:
    again = " Reload to try again, or give this number to whoever runs Wardboard: "
    return html.Div(
        [html.Strong(sentence), html.Span([again, html.Code(error_id), "."]) if error_id else None],
        className="problem",
        role="alert",
    )
