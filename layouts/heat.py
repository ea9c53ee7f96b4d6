"""Two dimensions at once as a map of tints: when people come, and when wards let them go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from dash import html

from data.language import capital, localized, mark, say
from layouts import measured, menus, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.grids import Field, Grid, Head, Look, behind, legend, pictures, table
from layouts.page import Block, View
from metrics.cross import Cross, Crossed, Line
from metrics.dates import weekday_name
from metrics.kpi import Kpi

DAYS = "weekday"
LEAST_A_DAY = 2.0  # below, an average day is a fraction of a person


def crossed(view: View, kpi_id: str, by: str, across: str) -> Cross:
    """The two-way answer for the place and the filters of a page, over its period when one was chosen, else 12 months.

    What the page already narrows by these two dimensions is left out: the map shows where one stands, and the way back.
    """
    filters, through = view.filters, view.stamp.data_through if view.stamp else None
    chosen = bool(filters.period or filters.since or filters.until)
    since, until = filters.window(through) if chosen else (None, None)
    only = tuple(pair for pair in filters.only if pair[0] not in (by, across))
    question = replace(
        filters.question((kpi_id,), by), grain="month", only=only, since=since, until=until, asof=None
    )
    return view.engine.cross(question, across, view.access)


def over(cross: Cross) -> str:
    """The time that a two-way answer is about, in words."""
    last = cross.until - timedelta(days=1)
    return wording.span(cross.since, last)


def narrowed(view: View, *pairs: tuple[str, str]) -> str:
    """The page narrowed to these groups; the page without them where it is narrowed to just these already."""
    names = [name for name, _ in pairs]
    wanted = tuple((name, (value,)) for name, value in pairs)
    rest = tuple(pair for pair in view.filters.only if pair[0] not in names)
    is_there = all(pair in view.filters.only for pair in wanted)
    only = rest if is_there else (*rest, *wanted)
    return address(view.path, view.filters, only=only, by=view.filters.by)


def is_chosen(view: View, *pairs: tuple[str, str]) -> bool:
    only = dict(view.filters.only)
    return all(only.get(name) == (value,) for name, value in pairs)


def heat(
    kpi_id: str,
    title: str,
    by: str,
    across: str,
    noun: str,
    wide: Look,
    narrow: Look,
    is_turned: bool = False,
    links: tuple[str, ...] = (),
) -> Block:
    """A count of `by` and `across` on an average day, as tints with their numbers; `links` are the filters it can set."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or kpi_id in view.dark:
            return []
        cross = crossed(view, kpi_id, by, across)
        if not cross.rows or not cross.columns:
            nothing = html.P(say("Nothing happened here in this time."), className="muted")
            return [*heading(say(title)), nothing]
        grid = grid_of(view, kpi, cross, links)
        speech = speech_of(kpi, cross)
        sentence = said(speech, cross, say(noun))
        note = f"{sentence} {over(cross)}."
        return html.Div(
            [
                *heading(say(title), note, menus.of_figure(view, say(title))),
                *(html.P(words, className="block-note") for words in cross.notes),
                pictures(grid, f"{say(title)}. {sentence}", wide, narrow, is_turned),
                legend(grid, lambda number: localized(f"{number:,g}"), f"{say(noun)} {speech.when}"),
                numbers(kpi, cross, grid, say(title)),
            ],
            className="heat",
            **{"data-figure": say(title)},
        )

    return Block(draw, height=lambda view: 420, title=title)


@dataclass(frozen=True)
class Speech:
    """How the cells of one map are said: on an average day, or in all where a day has too few to say anything."""

    kpi: Kpi
    is_a_day: bool
    digits: int = 0

    @property
    def when(self) -> str:
        return say("on an average day") if self.is_a_day else say("in all")

    def number(self, cell: Crossed) -> float | None:
        return cell.each if self.is_a_day else cell.value

    def words(self, cell: Crossed) -> str:
        return wording.number(replace(self.kpi, decimals=self.digits), self.number(cell))


def speech_of(kpi: Kpi, cross: Cross) -> Speech:
    """One decimal while the numbers are small; counts where even the busiest cell has hardly one a day."""
    most = max((cell.each or 0.0 for line in cross.cells for cell in line), default=0.0)
    return Speech(kpi, most >= LEAST_A_DAY, 1 if LEAST_A_DAY <= most < 20 else 0)


def grid_of(view: View, kpi: Kpi, cross: Cross, links: tuple[str, ...]) -> Grid:
    speech = speech_of(kpi, cross)

    def href(*pairs: tuple[str, str]) -> str:
        known = [pair for pair in pairs if pair[0] in links]
        return narrowed(view, *known) if known and len(known) == len(pairs) else ""

    def head(name: str, line: Line) -> Head:
        total = "–" if line.total.hidden else speech.words(line.total)
        pair = (name, line.group)
        return Head(line.label, short(name, line), total, href(pair), is_chosen(view, pair))

    def field(row: Line, column: Line, cell: Crossed) -> Field:
        pairs = ((cross.by, row.group), (cross.across, column.group))
        name = f"{row.label}, {column.label}"
        if cell.hidden:
            return Field(
                None, "", say("{name}: too few to show", name=name), "", True, is_chosen(view, *pairs)
            )
        words, in_all = speech.words(cell), say("{n} in all", n=wording.count(cell.value))
        hint = f"{name}: {words} {speech.when}, {in_all}" if speech.is_a_day else f"{name}: {in_all}"
        number = speech.number(cell)
        return Field(number, words, hint, href(*pairs), False, is_chosen(view, *pairs))

    return Grid(
        tuple(head(cross.by, line) for line in cross.rows),
        tuple(head(cross.across, line) for line in cross.columns),
        tuple(
            tuple(field(row, column, cell) for column, cell in zip(cross.columns, line, strict=True))
            for row, line in zip(cross.rows, cross.cells, strict=True)
        ),
        say("A day") if speech.is_a_day else say("All"),
    )


def short(name: str, line: Line) -> str:
    """The name of a line where there is little room: Mon, 18."""
    if name == DAYS:
        return weekday_name(int(line.group), is_short=True)
    return line.label[:2] if name.endswith("_hour") else line.label


def said(speech: Speech, cross: Cross, noun: str) -> str:
    """The busiest and the quietest cell, as a sentence for eyes and ears."""
    cells = [
        (speech.number(cell) or 0.0, row.label, column.label, cell)
        for row, line in zip(cross.rows, cross.cells, strict=True)
        for column, cell in zip(cross.columns, line, strict=True)
        if cell.value is not None
    ]
    if not cells:
        return say("Every cell is hidden for the few people behind it.")
    most, least = max(cells, key=lambda one: one[0]), min(cells, key=lambda one: one[0])
    highest = say(
        "Most {noun}: {cell} ({n} {when})",
        noun=noun,
        cell=f"{most[1]}, {most[2]}",
        n=speech.words(most[3]),
        when=speech.when,
    )
    if not least[0]:
        return f"{highest}."
    lowest = say("fewest: {cell} ({n})", cell=f"{least[1]}, {least[2]}", n=speech.words(least[3]))
    return f"{highest}; {lowest}."


def numbers(kpi: Kpi, cross: Cross, grid: Grid, title: str) -> html.Details:
    """The table behind the map: every cell exactly, and the counts that averages rest on."""
    speech = speech_of(kpi, cross)
    is_long = len(cross.columns) > len(cross.rows)
    lines = (cross.columns, cross.rows) if is_long else (cross.rows, cross.columns)
    cells = tuple(zip(*cross.cells, strict=True)) if is_long else cross.cells
    fields = grid.turned if is_long else grid
    links: tuple[Callable[[int], str], Callable[[int], str]] = (
        lambda i: fields.rows[i].href,
        lambda j: fields.columns[j].href,
    )

    def door(words: str, href: str) -> Any:
        return html.A(words, href=href) if href else words

    def lines_of(cell: Callable[[Crossed], Any]) -> list[list[Any]]:
        found = [
            [door(line.label, links[0](i)), *map(cell, cells[i]), cell(line.total)]
            for i, line in enumerate(lines[0])
        ]
        return [*found, [say("All"), *(cell(line.total) for line in lines[1]), cell(cross.total)]]

    def few(one: Crossed) -> Any:
        return measured.too_few(one.hidden)

    of = capital(wording.dimension(cross.across if is_long else cross.by))
    head = [of, *(door(line.label, links[1](j)) for j, line in enumerate(lines[1])), say("All")]
    in_all = table(
        head,
        lines_of(lambda one: few(one) if one.hidden else wording.count(one.value)),
        say("{title}, in all", title=title),
    )
    if not speech.is_a_day:
        return behind(in_all)
    a_day = lines_of(lambda one: few(one) if one.hidden else speech.words(one))
    return behind(table(head, a_day, f"{title}, {speech.when}"), in_all)


arrivals = heat(
    "ed_visits_count",
    "Arrivals by hour and weekday",
    "weekday",
    "arrival_hour",
    mark("arrivals"),
    Look(980, 44, 48),
    Look(344, 34, 0, 25),
    is_turned=True,
    links=("weekday", "arrival_hour"),
)

discharges = heat(
    "discharges_count",
    "Discharges by ward and weekday",
    "unit_id",
    DAYS,
    mark("discharges"),
    Look(980, 250, 64),
    Look(344, 116, 0, 26),
)
