"""Which shift of which ward is not filled: one row per ward, one column per shift."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from data.language import mark, say
from layouts import measured, menus, tables, wording
from layouts.blocks import heading, notes, unlit
from layouts.filters import address
from layouts.page import Block, View
from layouts.splits import expected_rows
from layouts.wording import last_point
from metrics.question import Answer, Point

KPI, SHIFT = "shift_fill_rate_pct", "shift_of_day"
SHOWN = 16
# Shades of how far a shift is from its roster; the words in the cell say the same.
SHADES = ((85.0, "short very-short", mark("far short")), (95.0, "short", mark("short")), (105.0, "", ""))
OVER = ("over", mark("above plan"))
NOTE = mark(
    "Worked hours in percent of the rostered ones. Shaded: under 95 %; dark: under 85 %; "
    "outlined: over 105 %, more was worked than planned."
)


def shifts(title: str) -> Block:
    """Wards against shifts of the day, the emptiest first."""

    def draw(view: View) -> Any:
        kpi = view.kpi(KPI)
        if kpi is None or SHIFT not in kpi.by:
            return []
        if KPI in view.dark:
            return [*heading(say(title)), unlit(view, {KPI: view.dark[KPI]})]
        columns = [s.group for s in view.ask(KPI, by=SHIFT).series if s.group and s.group != "unknown"]
        answers = {shift: _of(view, shift) for shift in columns}
        labels = {s.group: s.group_label for a in answers.values() for s in a.series if s.group}
        points = {
            (s.group, shift): last_point(s) for shift, a in answers.items() for s in a.series if s.group
        }
        wards = sorted(labels, key=lambda ward: (_emptiest(points, ward, columns), labels[ward]))
        if not wards:
            return [
                *heading(say(title)),
                html.P(say("There is no roster with wards here."), className="muted"),
            ]
        names = {s.group: s.group_label for s in view.ask(KPI, by=SHIFT).series}
        head = (say("Ward"), *(names[shift] for shift in columns))
        lines = [
            [_door(view, ward, labels[ward]), *(_cell(view, points.get((ward, s))) for s in columns)]
            for ward in wards[:SHOWN]
        ]
        table = tables.plain(head, lines, say(title), range(1, len(head)))
        seen = [point for point in points.values() if point]
        when = wording.period(max(p.period for p in seen), view.grain_of(KPI)) if seen else ""
        more = len(wards) - SHOWN
        rest = say("The {most} emptiest of {n} wards.", most=SHOWN, n=len(wards)) if more > 0 else None
        return html.Div(
            [
                *heading(say(title), f"{when}. {say(NOTE)}", menus.of_table(view, say(title))),
                *(note for answer in list(answers.values())[:1] for note in notes(answer)),
                table,
                html.P(rest, className="block-note after-table") if rest else None,
            ],
            className="fill",
        )

    return Block(draw, height=lambda view: 120 + 40 * min(SHOWN, expected_rows(view, "unit_id")), title=title)


def _of(view: View, shift: str) -> Answer:
    """Every ward in one shift; a filter of the page on another shift leaves nothing."""
    only = (*(o for o in view.filters.only if o[0] != SHIFT), (SHIFT, (shift,)))
    return view.engine.answer(replace(view.question(KPI, by="unit_id"), only=only), view.access)


def _emptiest(points: dict[tuple[str, str], Point | None], ward: str, columns: list[str]) -> float:
    known = [p.value for s in columns if (p := points.get((ward, s))) and p.value is not None]
    return min(known, default=float("inf"))


def _door(view: View, ward: str, label: str) -> html.A:
    link = address(f"/kpi/{KPI}", view.filters, facility_id="", unit_id=ward)
    return html.A(label, href=link, className="door")


def _cell(view: View, point: Point | None) -> Any:
    if point is None or (point.value is None and not point.hidden):
        return "–"
    if point.value is None:
        return measured.too_few(point.hidden)
    css, words = next(((css, words) for most, css, words in SHADES if point.value < most), OVER)
    said = wording.amount(view.kpi(KPI), point.value)
    note = html.Span(say(words), className="when", **{"data-head": say("State")}) if words else None
    return html.Span([said, note], className=f"shade {css}".strip())
