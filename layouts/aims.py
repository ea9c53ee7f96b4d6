"""What a value is held against: its targets at the place shown, benchmarks beside it, and the limits people approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import html

from data.language import mark, say
from layouts import blocks, wording
from layouts.form import draw, opening
from layouts.forms import rebases, targets
from layouts.page import View
from metrics.goals import LEVELS, Scope, chain, in_force, places_of
from metrics.kpi import Direction, Kpi
from metrics.question import Series
from metrics.rebasing import proposed

Row = Mapping[str, Any]
KEY = ("kpi_id", "scope_type", "scope_id")
CONFIDENCE = {
    "verified": mark("verified"),
    "high": mark("high"),
    "medium": mark("medium"),
    "low": mark("low"),
}


def targets_here(view: View, kpi: Kpi) -> list[Row]:
    """The targets that hold at the place shown: its own and, while it has none, those of the places around it."""
    return [row for place in places_of(kpi, *_here(view)) for row in _of(view, kpi, place)]


def _here(view: View) -> tuple[str, str, str]:
    """The place shown, and its facility."""
    place = view.filters.scope
    return *place, next((p.parent_id for p in view.places if (p.scope_type, p.scope_id) == place), "*")


def _of(view: View, kpi: Kpi, place: Scope) -> list[Row]:
    if kpi.id in view.denied:
        return []
    return [row for row in _written(view) if tuple(row[k] for k in KEY) == (kpi.id, *place)]


def _written(view: View) -> Sequence[Row]:
    """Every target of the home, read once for a page."""
    if "targets" not in view.kept:
        view.kept["targets"] = view.store.targets() if view.store else []
    found: Sequence[Row] = view.kept["targets"]
    return found


def said(row: Row, kpi: Kpi, currency: str) -> str:
    """A target in words: 4.0 %; 4.0 to 6.0 %; 6.0 % falling to 4.0 %; 45 patients a month."""
    target = _said(row, kpi, currency)
    return say("{target} a month", target=target) if kpi.is_total else target


def _said(row: Row, kpi: Kpi, currency: str) -> str:
    show = lambda value: wording.amount(kpi, value, currency)  # noqa: E731 - three short uses below
    if row["upper_target"] is not None:
        return say(
            "{lower} to {upper}",
            lower=wording.number(kpi, row["target"], currency),
            upper=show(row["upper_target"]),
        )
    if row["to_target"] is not None:
        first, last = show(row["target"]), show(row["to_target"])
        if row["to_target"] < row["target"]:
            return say("{first} falling to {last}", first=first, last=last)
        return say("{first} rising to {last}", first=first, last=last)
    return show(row["target"])


def in_words(view: View, kpi: Kpi) -> str:
    """The target in force, for a list of indicators; empty where there is none."""
    day = view.stamp.as_of if view.stamp else None
    row = in_force(targets_here(view, kpi), day) if day else None
    if row is None:
        return ""
    target = said(row, kpi, view.currency)
    if row["valid_to"]:
        target = say("{target} until {day}", target=target, day=wording.day(row["valid_to"]))
    return f"{target}, {row['source']}"


def _given(row: Row) -> dict[str, str]:
    """A stored row as the fields of its form."""
    given = {name: "" if value is None else str(value) for name, value in row.items()}
    return given | {"place": f"{row['scope_type']}:{row['scope_id']}"}


def _start(view: View, kpi_id: str) -> dict[str, str]:
    return {"kpi_id": kpi_id, "place": ":".join(view.filters.scope)}


def _targets(view: View, kpi: Kpi) -> list[Any]:
    rows = targets_here(view, kpi)
    is_band = kpi.direction is Direction.TARGET
    form = opening(
        targets.set_target, view.desk, view.at, say("Set a target"), written=_start(view, kpi.id),
        hide=("kpi_id", "to_target") if is_band else ("kpi_id", "upper_target"),
    )  # fmt: skip
    if not rows and (form is None or kpi.direction is Direction.NEUTRAL):
        return []
    now = in_force(rows, view.stamp.as_of) if view.stamp and view.stamp.as_of else None
    is_mixed = len({row["scope_id"] for row in rows}) > 1
    whose = lambda row: view.place_name(row["scope_id"]) if is_mixed else ""  # noqa: E731 - one short use below
    items = [
        html.Li(
            [
                html.B(said(row, kpi, view.currency)),
                html.Span(
                    [
                        _span(row),
                        html.Span(
                            ", ".join(
                                filter(
                                    None, (whose(row), row["source"], say("in force") if row is now else "")
                                )
                            ),
                            className="when",
                        ),
                    ]
                ),
                html.Span([_edit(view, row), _gone(view, row)], className="form-line-box"),
            ],
            className="in-force" if row is now else "",
        )
        for row in sorted(rows, key=_newest, reverse=True)
    ]
    return [
        *blocks.heading(say("Targets"), _about(view, kpi, rows)),
        html.Ul(items, className="happened") if items else None,
        form,
    ]


def _newest(row: Row) -> tuple[int, date]:
    return LEVELS.index(row["scope_type"]), row["valid_from"]


def _about(view: View, kpi: Kpi, rows: Sequence[Row]) -> str:
    """Whose targets these are and what they are held against; why there are none where a larger place has one."""
    if not rows:
        if any(_of(view, kpi, place) for place in chain(*_here(view))):
            return say("No target is set here. One of a larger place is for all of it, not for this part.")
        return say("No target is set here.")
    if len({row["scope_id"] for row in rows}) > 1:
        return say("Of the nearest place that has one at the time.")
    place, grain = view.place_name(rows[0]["scope_id"]), view.grain_of(kpi.id)
    if kpi.is_total and grain in ("quarter", "year"):
        return say("Of {place}, the months of a period added up.", place=place)
    if kpi.is_total and grain != "month":
        return say("Of {place}, for months: no shorter time is held against them.", place=place)
    return say("Of {place}, in force for what is shown here.", place=place)


def _span(row: Row) -> str:
    first = wording.day(row["valid_from"])
    return (
        say("{first} to {day}", first=first, day=wording.day(row["valid_to"]))
        if row["valid_to"]
        else say("from {first} on", first=first)
    )


def _edit(view: View, row: Row) -> Any:
    form = targets.set_target
    if not form.may(view.desk):
        return None
    fields = {one.name for one in form.fields}
    given = {k: v for k, v in _given(row).items() if k in fields and v} | {"replaces": str(row["valid_from"])}
    given["unseen"] = "kpi_id,place,upper_target" if row["upper_target"] is None else "kpi_id,place,to_target"
    return html.A(
        say("Change it"),
        href=f"/do/{form.name}?{urlencode({**given, 'at': view.at})}",
        className="quiet-link",
    )


def _gone(view: View, row: Row) -> Any:
    hide = tuple(field.name for field in targets.withdraw_target.fields)
    about = say("target from {day}", day=wording.day(row["valid_from"]))
    return draw(
        targets.withdraw_target, view.desk, view.at, _given(row), hide=hide, css="form-line", about=about
    )


def _benchmarks(view: View, kpi: Kpi) -> list[Any]:
    rows = view.store.benchmarks(kpi.id) if view.store else []
    form = opening(
        targets.set_benchmark, view.desk, view.at, say("Add a benchmark"), written={"kpi_id": kpi.id, "confidence": "medium"},
        hide=("kpi_id",),
    )  # fmt: skip
    if not rows and form is None:
        return []
    items = [_benchmark(view, kpi, row) for row in rows]
    note = say("What others reach: context, never part of a verdict.")
    listed = (
        html.Ul(items, className="happened benchmarks")
        if items
        else html.P(say("None yet."), className="muted")
    )
    return [*blocks.heading(say("Benchmarks"), note), listed, form]


def _benchmark(view: View, kpi: Kpi, row: Row) -> html.Li:
    quartiles = ""
    if row["p25"] is not None and row["p75"] is not None:
        ends = (
            wording.number(kpi, row["p25"], view.currency),
            wording.amount(kpi, row["p75"], view.currency),
        )
        quartiles = say("middle half {lower} to {upper}", lower=ends[0], upper=ends[1])
    parts = [
        say("confidence {confidence}", confidence=say(CONFIDENCE[row["confidence"]])),
        quartiles,
        row["note"],
    ]
    about = say("benchmark of {source} {year}", source=row["source"], year=row["year"])
    given = {"kpi_id": kpi.id, "source": row["source"], "year": str(row["year"])}
    hide = tuple(given)
    return html.Li(
        [
            html.B(wording.amount(kpi, row["value"], view.currency)),
            html.Span(
                [
                    f"{row['source']}, {row['year']}",
                    html.Span(" · ".join(part for part in parts if part), className="when"),
                ]
            ),
            draw(
                targets.withdraw_benchmark, view.desk, view.at, given, hide=hide, css="form-line", about=about
            ),
        ]
    )


def _limits(view: View, kpi: Kpi, series: Series | None) -> list[Any]:
    if kpi.judged_by or series is None or view.store is None or view.filters.only:
        return []
    grain = view.grain_of(kpi.id)
    found = proposed(kpi, series, grain, view.currency)
    place = (kpi.id, *view.filters.scope)
    rows = [row for row in view.store.rebases() if tuple(row[k] for k in KEY) == place]
    given = _start(view, kpi.id) | ({"on": found.since.isoformat()} if found else {})
    form = opening(
        rebases.approve, view.desk, view.at, say("Approve new limits") if found else say("Set new limits all the same"),
        written=given, hide=("kpi_id", "place"),
    )  # fmt: skip
    if found is None and not rows and form is None:
        return []
    words = (
        found.sentence
        if found
        else say("Nothing speaks for new limits: no lasting change of level, or one to the worse.")
    )
    hide = tuple(field.name for field in rebases.withdraw.fields)
    items = [
        html.Li(
            [
                html.B(wording.day(row["rebase_date"])),
                html.Span([row["reason"], html.Span(say("approved by {name}", name=row['approved_by']), className="when")]),
                draw(
                    rebases.withdraw, view.desk, view.at, _given(row) | {"on": row["rebase_date"].isoformat()},
                    hide=hide, css="form-line", about=say("new limits from {day}", day=wording.day(row['rebase_date'])),
                ),
            ]
        )
        for row in rows
    ]  # fmt: skip
    return [
        *blocks.heading(say("New limits"), say("A person decides when a level has changed for good.")),
        html.P(words, className="proposal" if found else "muted"),
        html.Ul(items, className="happened") if items else None,
        form,
    ]


def aims(view: View) -> Any:
    """What people set: targets, approved limits, benchmarks."""
    kpi = view.kpi(view.params["kpi_id"])
    answer = view.ask(kpi.id)
    series = next((s for s in answer.series if not s.group and s.points), None)
    parts: Sequence[list[Any]] = (
        _targets(view, kpi),
        _limits(view, kpi, series),
        _benchmarks(view, kpi),
    )
    shown = [html.Section(part) for part in parts if part]
    return html.Div(shown, className="aims") if shown else None
