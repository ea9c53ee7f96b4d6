"""What patients write about: themes of their comments, how often each comes up, and whether it is praise or blame.

No words of a patient reach a page: what is kept of a comment is its theme (`data/themes.py` says how) and its leaning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dash import html

from data.language import mark, say
from layouts import menus, rows, wording
from layouts.blocks import heading, unlit
from layouts.breakdown import narrower
from layouts.filters import address
from layouts.page import Block, View
from metrics.comparing import Comparison
from metrics.question import QuestionError

NEGATIVE, POSITIVE, BY = "comment_negative_pct", "comment_positive_pct", "topic"
TITLE = mark("What comments are about")


@dataclass(frozen=True)
class Theme:
    """One theme over twelve months: its comments, their share of all in percent, and the shares that lean one way."""

    group: str
    label: str
    n: int
    share: float
    positive: float
    negative: float

    @property
    def balance(self) -> float:
        """Praise minus blame, in percentage points."""
        return self.positive - self.negative


def themes() -> Block:
    """One row per theme, the commonest first, with praise to the right and blame to the left."""

    def draw(view: View) -> Any:
        if view.kpi(NEGATIVE) is None or view.kpi(POSITIVE) is None:
            return []
        if unlit_ones := {name: view.dark[name] for name in (NEGATIVE, POSITIVE) if name in view.dark}:
            return [*heading(say(TITLE)), unlit(view, unlit_ones)]
        try:
            blame = _twelve_months(view, NEGATIVE)
            found, hidden = _themes(blame, _twelve_months(view, POSITIVE, blame.since, blame.until))
        except QuestionError as reason:
            return [*heading(say(TITLE)), html.P(str(reason), className="muted")]
        if not found:
            few = say("Every theme has too few comments to be shown.")
            return [*heading(say(TITLE)), html.P(few, className="muted")]
        return _drawn(view, found, hidden, _earlier(view, blame), blame)

    return Block(draw, height=480, title=TITLE)


def _twelve_months(
    view: View, kpi_id: str, since: date | None = None, until: date | None = None
) -> Comparison:
    asked = replace(view.question(kpi_id, by=BY), since=since, until=until)
    return view.engine.compare(asked, view.access)  # type: ignore[no-any-return]


def _themes(blame: Comparison, praise: Comparison) -> tuple[list[Theme], int]:
    """The themes that may be shown, the commonest first, and how many may not. Shares are of the comments shown."""
    liked = {one.group: one.value for one in praise.members if one.value is not None}
    shown = [one for one in blame.members if one.value is not None and one.n and one.group in liked]
    whole = sum(one.n or 0 for one in shown)
    found = [
        Theme(
            one.group, one.label, one.n or 0, 100 * (one.n or 0) / whole, liked[one.group] or 0.0, one.value or 0.0
        )
        for one in shown
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.n, one.label)), len(blame.members) - len(shown)


def _earlier(view: View, now: Comparison) -> dict[str, Theme]:
    """The themes of the twelve months before, where they are known."""
    try:
        blame = _twelve_months(view, NEGATIVE, until=now.since)
        found, _ = _themes(blame, _twelve_months(view, POSITIVE, blame.since, blame.until))
    except QuestionError:
        return {}
    return {one.group: one for one in found}


def _drawn(
    view: View, found: list[Theme], hidden: int, before: dict[str, Theme], window: Comparison
) -> html.Div:
    scale = rows.Axis(-100.0, 100.0)
    lines = []
    for one in found:
        content = rows.bar(scale, 0.0, one.positive, "bar bar-better", 13)
        content += rows.bar(scale, -one.negative, 0.0, "bar bar-worse", 13)
        content += rows.upright(scale, one.balance, "goal", 10)
        said = say(
            "{theme}: {positive} positive, {negative} negative, of {n} comments",
            theme=one.label,
            positive=wording.quantity(one.positive, "%"),
            negative=wording.quantity(one.negative, "%"),
            n=wording.count(one.n),
        )
        link = address(f"/kpi/{NEGATIVE}", view.filters, **narrower(view, BY, one.group))
        ago = before.get(one.group)
        lines.append(
            [
                html.A(one.label, href=link, className="door"),
                wording.count(one.n),
                wording.quantity(one.share, "%"),
                _moved(one.share, ago.share if ago else None),
                rows.cell(content, said),
                _points(one.balance),
                _moved(one.balance, ago.balance if ago else None),
            ]
        )
    head = (
        say("Theme"),
        say("Comments"),
        say("Share"),
        say("Change"),
        rows.over(scale, 0.0, say("negative | positive")),
        say("Balance"),
        say("Change"),
    )
    last = window.until - timedelta(days=1)
    note = say(
        "{span}: share of all comments, praise minus blame in points, and both against the twelve months before. A theme "
        "is told by its words.",
        span=wording.span(window.since, last),
    )
    words = say("Themes not shown because they have too few comments: {n}.", n=hidden)
    after = [html.P(words, className="block-note after-table")] if hidden else []
    return rows.picture(
        say(TITLE), head, lines, (1, 2, 3, 5, 6), menus.of_figure(view, say(TITLE)), note, after, "voices"
    )


def _points(value: float) -> str:
    return f"{value:+.0f}".replace("-", "−") if round(value) else "0"


def _moved(now: float, ago: float | None) -> str:
    return "–" if ago is None else _points(now - ago)
