"""Named parts of a page that fold: closed, each says in one line what is in it and how it stands, and asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from dash import dcc, html

from data.language import mark, say, say_count
from layouts import icons
from layouts.page import Block, Page, Section, View

LINE = 24
GAP = 60


def folded(
    title: str, *blocks: Block, note: str = "", is_open: bool = False, holds: str = ""
) -> tuple[Block, ...]:
    """These blocks as one section of a page; before them the line that says how its indicators stand."""
    section = Section(title, note, is_open, holds)
    state = Block(_state(blocks), height=LINE, css="section-state", section=section, is_state=True)
    tells = any(block.kpis or block.tells is not Block.tells for block in blocks)
    return (*((state,) if tells else ()), *(replace(block, section=section) for block in blocks))


def _state(blocks: Sequence[Block]) -> Any:
    def draw(view: View) -> Any:
        named = [kpi for block in blocks for kpi in (*view.market.counted(*block.kpis), *block.tells(view))]
        known = [kpi for kpi in dict.fromkeys(named) if view.is_listed(kpi) and kpi not in view.dark]
        if not known:
            return []
        verdicts = [s.verdict for s in view.ask(*known).series if not s.group]
        kinds = [verdict.variation for verdict in verdicts]
        missing = sum(v.variation == "common" and v.assurance == "fail" for v in verdicts)
        said = [
            _said("concern", say("{n} worse", n=n)) if (n := kinds.count("concern")) else None,
            _said("improvement", say("{n} better", n=n)) if (n := kinds.count("improvement")) else None,
            _said("change", say("{n} changed", n=n)) if (n := kinds.count("change")) else None,
            html.Span([icons.assurance("fail", ""), say_count(missing, "{n} misses its target", "{n} miss their target")], className="said")
            if missing
            else None,
        ]  # fmt: skip
        if not any(said):
            quiet = say("no real change") if len(kinds) > kinds.count("none") else say("not judged yet")
            said = [html.Span(quiet, className="said")]
        return html.Div(said, className="section-said")

    return draw


def _said(kind: str, words: str) -> html.Span:
    return html.Span([icons.variation(kind, "", ""), words], className=f"said said-{kind}")


OPEN_ALL, CLOSE_ALL = mark("Open all"), mark("Close all")


def empty_blocks(page: Page, view: View) -> list[Any]:
    """The page before its data: every block in place, at the height it will have; one of no height is not on it.

    The blocks of a closed section wait as data: the browser puts them in place when it is opened.
    """
    found = [
        (block, height, _empty(view, index, block, height))
        for index, block in enumerate(page.blocks)
        if (height := block.expected_height(view))
    ]
    parts: list[Any] = []
    sections: list[Any] = []
    for section, group in groupby(found, key=lambda one: one[0].section):
        mine = list(group)
        if section is None:
            parts += [drawn for _, _, drawn in mine]
            continue
        state = [drawn for block, _, drawn in mine if block.is_state]
        inside = [(height, drawn) for block, height, drawn in mine if not block.is_state]
        if inside:
            sections.append(_section(page, view, section, state, inside))
    return [*parts, stacked(sections)] if sections else parts


def stacked(sections: Sequence[html.Details]) -> html.Div:
    """Sections below each other; more than one are opened and closed together."""
    words = {"data-open": say(OPEN_ALL), "data-close": say(CLOSE_ALL)}
    every = html.Button(say(OPEN_ALL), className="sections-all", **words) if len(sections) > 1 else None
    return html.Div([every, *sections], className="sections")


def written(section: Section, page: str, content: Any, note: str) -> html.Details:
    """A section of a list that is drawn as a whole: the browser finds what is in it while it is closed, and opens it."""
    return html.Details(
        [_summary(section, note), html.Div(content, className="section-body")],
        open=section.is_open,
        className="section",
        **{"data-at": section.key, "data-page": page},
    )


def _summary(section: Section, note: str, state: Sequence[Any] = ()) -> html.Summary:
    told = html.Span(note, className="section-note") if note else None
    return html.Summary([html.H2(say(section.title), className="section-title"), told, *state])


def _section(
    page: Page, view: View, section: Section, state: list[Any], inside: list[tuple[int, Any]]
) -> html.Details:
    name = f"{view.path}#{section.key}"
    tall = sum(height for height, _ in inside) + GAP * (len(inside) - 1)
    blocks = [drawn for _, drawn in inside]
    return html.Details(
        [
            _summary(section, say(section.note) if section.note else "", state),
            dcc.Store(id={"section": name, "part": "opened"}, data=section.is_open),
            dcc.Store(id={"section": name, "part": "waiting"}, data=None if section.is_open else [b.to_plotly_json() for b in blocks]),
            html.Div(
                blocks if section.is_open else None,
                id={"section": name, "part": "body"},
                className=f"blocks section-body {page.css}".strip(),
                style={"--tall": f"{tall}px"},
            ),
        ],
        id=section.key,
        open=section.is_open,
        className="section",
        **{"data-section": name, "data-page": page.path, **({"data-holds": section.holds} if section.holds else {})},
    )  # fmt: skip


def _empty(view: View, index: int, block: Block, height: int) -> html.Div:
    return html.Div(
        skeleton(height),
        id={"block": f"{view.path}#{index}"},
        className=f"block {block.css}".strip(),
    )


def skeleton(height: int) -> html.Div:
    rows = max(1, min(6, height // 60))
    return html.Div(
        [html.Div(className="bone") for _ in range(rows)],
        className="skeleton",
        style={"height": height},
        **{"aria-hidden": "true"},
    )
