"""The vocabulary of a page: a page is a list of blocks; a block asks the engine and draws what it says.

A page can write no SQL and no callback: it declares blocks, and the one data callback of `shell.py` serves them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from dash import html

import layouts.pages
from data.discover import discover
from data.language import say
from data.settings import Settings
from layouts.failing import failure, in_a_line, report
from layouts.filters import Filters, address, write
from layouts.form import Desk
from layouts.frozen import Frozen
from metrics.engine import nearest_grain
from metrics.kpi import Kpi
from metrics.markets import MARKETS, Market
from metrics.question import Access, Answer, Question, QuestionError, Series, Stamp


@dataclass(frozen=True)
class View:
    """What a block may use while it draws: the engine, the filters of the address, and who asks."""

    engine: Any
    settings: Settings
    filters: Filters
    access: Access = field(default_factory=Access)
    params: dict[str, str] = field(default_factory=dict)
    path: str = "/"
    block: str = ""
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    store: Any = None

    @cached_property
    def desk(self) -> Desk:
        """Where whoever looks at this may write."""
        return Desk(self.engine, self.settings, self.store, self.access)

    @property
    def at(self) -> str:
        """The address of this view: where a form comes back to."""
        return self.path + write(self.filters)

    @property
    def page(self) -> Page | None:
        """The page that this is a view of."""
        found = find(self.path)
        return found[0] if found else None

    @cached_property
    def stamp(self) -> Stamp | None:
        return self.engine.stamp()

    @cached_property
    def places(self) -> list[Any]:
        return list(self.engine.places(self.access))

    @cached_property
    def dark(self) -> dict[str, str]:
        """Indicators that a block leaves out and why: without data, not permitted, or of no use in this market.

        The page of an indicator shows it in every market.
        """
        unused = () if "kpi_id" in self.params else (kpi for kpi in self.kpis if not self.market.uses(kpi))
        why = say("Not used in this market ({market}).", market=say(self.market.title))
        return dict.fromkeys((kpi.id for kpi in unused), why) | self.engine.dark() | self.denied

    @cached_property
    def denied(self) -> dict[str, str]:
        """Indicators that the reader may not see, and who may."""
        return dict(self.engine.denied(self.access))

    @cached_property
    def unknown(self) -> dict[str, tuple[str, ...]]:
        """The values of its filters that the data do not know."""
        return dict(self.engine.unknown(self.filters.only, self.access)) if self.filters.only else {}

    @cached_property
    def currency(self) -> str:
        return self.engine.currency(*self.filters.scope, self.access)

    @property
    def market(self) -> Market:
        return MARKETS[self.settings.market]

    def is_listed(self, kpi_id: str) -> bool:
        """Whether pages list an indicator: it exists, and this market uses it. Its own page is open all the same."""
        kpi = self.kpi(kpi_id)
        return kpi is not None and self.market.uses(kpi)

    def kpi(self, kpi_id: str) -> Kpi | None:
        return self.engine.kpis().get(kpi_id)

    def door(self, kpi_id: str) -> str:
        """The page of an indicator under the filters with which its number is shown here."""
        return address(f"/kpi/{kpi_id}", self.filters, only=self.filters.only)

    def grain_of(self, kpi_id: str) -> str:
        """The grain the engine answers with: the nearest one this KPI has."""
        return nearest_grain(self.engine.kpis()[kpi_id], self.filters.grain)

    @property
    def kpis(self) -> list[Kpi]:
        """Every KPI there is, lit or dark."""
        return list(self.engine.kpis().values())

    def place_name(self, scope_id: str) -> str:
        usual = say("Whole network") if scope_id == "*" else scope_id
        return next((place.name for place in self.places if place.scope_id == scope_id), usual)

    def question(self, *kpis: str, by: str = "") -> Question:
        """What a block asks: these KPIs for the place, time and filters of the page."""
        through = self.stamp.data_through if self.stamp else None
        return self.filters.question(kpis, by, through)

    def ask(self, *kpis: str, by: str = "") -> Answer:
        return self.engine.answer(self.question(*kpis, by=by), self.access)

    def overview(self, is_compared: bool = False) -> Answer:
        """Every indicator that has data; `is_compared` where their differences are shown, not their verdicts alone."""
        asked, like = self.filters, self.filters.alike if is_compared else ""
        return self.engine.overview(asked.grain, *asked.scope, self.access, asked.until, like=like)

    def trim(self, series: Series) -> Series:
        """The series as far as it is shown, with limits cut to what is possible: a share is never drawn below 0."""
        trimmed = self.filters.trim(series, self.stamp.data_through if self.stamp else None)
        bounds = self.engine.kpis()[series.kpi_id].bounds
        points = tuple(point.within(bounds) for point in trimmed.points)
        return replace(trimmed, points=points)


@dataclass(frozen=True)
class Section:
    """Blocks under one name that folds. While it is closed none of them is asked for; which are open is remembered.

    `note` says in a few words what is in it; `is_open` = open until somebody closes it; `holds` = the name in an address
    of what opens in one of its blocks.
    """

    title: str
    note: str = ""
    is_open: bool = False
    holds: str = ""

    @property
    def key(self) -> str:
        """Its name in an address, as in /flow#theatres."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


@dataclass(frozen=True)
class Block:
    """One question, one drawing. `height` is kept free while it loads, so that nothing jumps; `kpis` are shown as tiles.

    `title` stands above the reason when the question of the block cannot be answered here; `tells` = the indicators of
    a table; `is_state` = the line beside the name of its section.
    """

    draw: Callable[[View], Any]
    height: int | Callable[[View], int] = 120
    css: str = ""
    kpis: tuple[str, ...] = ()
    title: str = ""
    tells: Callable[[View], list[str]] = lambda view: []
    section: Section | None = None
    is_state: bool = False

    def expected_height(self, view: View) -> int:
        return self.height(view) if callable(self.height) else self.height


@dataclass(frozen=True)
class Page:
    """One page of the product. `path` may hold one parameter, as in `/kpi/<kpi_id>`; `group` "" = not in the rail.

    `also` = other words by which the search finds it; `numbers` = the indicators that are at home here, by the beginning
    of their catalogue number.
    `can_look_back` = it can be shown as an earlier data load published it; a part that cannot says so. `only_now` = why
    a page of figures cannot.
    `has_narrowing` = its blocks can be filtered by a dimension; else such a filter is left out of its view, and said.
    `is_kept` = what it shows may be kept with the answers that were given already.
    """

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
    can_look_back: bool = False
    only_now: str = ""
    is_kept: bool = True
    has_narrowing: bool = True
    also: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
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


@cache
def every_page() -> tuple[Page, ...]:
    """Every page in the order of the rail, found when somebody asks first: a page may be imported before."""
    return tuple(sorted(discover(layouts.pages, Page).values(), key=lambda page: (page.order, page.path)))


def find(path: str) -> tuple[Page, dict[str, str]] | None:
    """The page at a path, with the parameters the path holds."""
    for page in every_page():
        params = page.match(path or "/")
        if params is not None:
            return page, params
    return None


def drawn(block_id: str, view: View) -> Any:
    """The content of one block as a tree; None where there is no such block or nothing to draw it from."""
    path, _, index = block_id.rpartition("#")
    found = find(path)
    if found is None or not index.isdigit() or int(index) >= len(found[0].blocks):
        return None
    page, params = found
    view = replace(view, params=params, path=path, block=block_id)
    if view.filters.asof is not None:
        view = replace(view, engine=Frozen(view.engine, view.filters.asof), kept={})
    if (page.needs_data and view.stamp is None) or not page.is_known(view):
        return None
    return page.blocks[int(index)].draw(view)


def fill(block_id: str, view: View) -> tuple[Any, bool]:
    """The content of one block, and whether it is whole. A failure stays inside it, with a number to look up and no word of the data."""
    try:
        tree = drawn(block_id, view)
        # An answer without content would leave the skeleton standing.
        return (html.Div(className="nothing"), False) if tree is None else (tree, True)
    except QuestionError as error:
        title = _of(block_id).title
        head = html.H2(say(title), className="block-title") if title else None
        return html.Div([head, html.P(str(error), className="muted")]), True
    except Exception as error:
        error_id = report(error, block_id)
        return (in_a_line() if _of(block_id).is_state else failure(error_id)), False


def _of(block_id: str) -> Block:
    """The block that was drawn just now."""
    path, _, index = block_id.rpartition("#")
    return find(path)[0].blocks[int(index)]  # type: ignore[index]
