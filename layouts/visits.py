"""How one visit went: its steps on one scale of time, and the waits between them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from dash import html

from data.language import say, say_count
from layouts import rows, wording
from layouts.forms import visits as forms
from layouts.page import View
from layouts.scales import ticks
from layouts.svg import Svg, drawing, text
from metrics.records import Listing
from metrics.visit import Step, Visit, can_show

HOUR, DAY = 3600, 86400


def is_open(view: View, found: Listing, label: str) -> bool:
    """Whether a visit stands behind a record of a list that the reader may see."""
    kpi = view.kpi(found.kpi_id)
    return label in found.keys and can_show(kpi, view.access) and forms.show.may(view.desk)


def door(view: View, found: Listing, label: str) -> Any:
    """The mark of a record in its list; where a visit stands behind it, the way to how that went."""
    mark = html.Code(label)
    if not is_open(view, found, label):
        return mark
    given = {"list": view.params["token"], "mark": label, "at": view.path}
    words = say("How the visit of record {mark} went", mark=label)
    return html.A(
        mark, href=f"/do/{forms.show.name}?{urlencode(given)}", className="door", **{"aria-label": words}
    )


def drawn(view: View, visit: Visit) -> html.Div:
    """When it began, which wait was the longest, and every step as a row."""
    began = say("{day}, from {hour} on", day=wording.day(visit.day), hour=f"{visit.hour:02d}:00")
    kpi = view.kpi(visit.listing.kpi_id)
    over = html.P(" · ".join([forms.told(visit.mark), began, say(kpi.title)]), className="overline")
    notes = [html.P(_sentence(visit.steps), className="verdict")]
    if visit.n_unseen:
        words = say_count(
            visit.n_unseen,
            "{n} step at a place that you may not see is left out.",
            "{n} steps at places that you may not see are left out.",
        )
        notes.append(html.P(words, className="block-note"))
    back = html.A(say("Back to the list"), href=f"/records/{visit.came_from}", className="way-on")
    return html.Div(
        [over, *notes, html.P(back, className="block-text"), _picture(visit.steps)], className="records visit"
    )


def _sentence(steps: tuple[Step, ...]) -> str:
    """How long it took, and where most of that went."""
    took = wording.lapse(steps[-1].at_seconds)
    if len(steps) < 2:
        return say("One step is known of this visit.")
    before, after = max(pairwise(steps), key=lambda pair: pair[1].at_seconds - pair[0].at_seconds)
    return say(
        "{took} from the first step to the last. The longest wait, {wait}, was between “{before}” and “{after}”.",
        took=took,
        wait=wording.lapse(after.at_seconds - before.at_seconds),
        before=before.words,
        after=after.words,
    )


def _picture(steps: tuple[Step, ...]) -> html.Div:
    scale = rows.axis([float(step.at_seconds) for step in steps])
    longest = max((b.at_seconds - a.at_seconds for a, b in pairwise(steps)), default=0)
    lines, before = [], steps[0]
    for step in steps:
        wait = step.at_seconds - before.at_seconds
        css = "bar bar-actual" if wait and wait == longest else "bar bar-common"
        bar = rows.bar(scale, before.at_seconds, step.at_seconds, css)
        said = say("{wait} after the step before", wait=wording.lapse(wait))
        lines.append(
            [
                html.Span(
                    [step.words, html.Span(step.place, className="when", **{"data-head": say("Unit")})]
                ),
                wording.lapse(step.at_seconds),
                rows.cell(bar, said),
                wording.lapse(wait) if step is not steps[0] else "–",
            ]
        )
        before = step
    head = (say("Step"), say("Since the first"), _hours(scale, steps[-1].at_seconds), say("Wait before it"))
    return rows.picture(say("Step by step"), head, lines, (1, 3), None, css="stages")


def _hours(scale: rows.Axis, last: int) -> Svg:
    """The scale above the bars: hours, or days where the visit took several."""
    unit, named = (DAY, _days) if last > 3 * DAY else (HOUR, _hours_of)
    marks = [at for at in ticks(0, last / unit, 4) if at == int(at)]
    drawn_ = "".join(
        text(
            named(int(at)) if at == marks[-1] else f"{at:g}",
            scale.x(at * unit),
            12,
            class_="axis",
            text_anchor="start" if not at else "middle",
        )
        for at in marks
    )
    return Svg(
        drawing(rows.WIDE, 16, drawn_, is_fixed=True, class_="dot"),
        say("days") if unit == DAY else say("hours"),
    )


def _days(n: int) -> str:
    return say_count(n, "{n} day", "{n} days")


def _hours_of(n: int) -> str:
    return say_count(n, "{n} hour", "{n} hours")
