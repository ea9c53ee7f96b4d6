"""The last twelve finished months as one figure per group: what is left where a single quarter would tell small numbers.

The same windows as comparisons rest on, with what those hide and round: two answers never differ by what one of them
could tell of the other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from data.language import say
from metrics.asking import ROUNDED
from metrics.compile import WINDOW
from metrics.dates import day
from metrics.kpi import Kpi
from metrics.places import Place
from metrics.question import Access, Question, QuestionError, Series
from metrics.spans import twelve_months
from metrics.stored import Stored
from metrics.telling import Told, tell
from metrics.window import Grouped, Windows


def rolling(
    stored: Stored, kpi: Kpi, question: Question, place: Place, access: Access, market: str
) -> tuple[list[Series], list[str]]:
    """One point per group and the sentences that say what it holds; nothing where the twelve months are not one series,
    or none is finished, or only the numbers of an earlier load are asked for."""
    if question.asof is not None:
        return [], []
    asked = replace(question, since=None)
    windows = Windows(stored, kpi, asked, place, access)
    try:
        first, end = twelve_months(stored, kpi, asked, place, access)
        window = windows.measure((first, end))
    except QuestionError:
        return [], []
    span = {"first": day(first), "last": day(end - timedelta(days=1))}
    why = say("Not judged: twelve months together, from {first} to {last}.", **span)
    money = stored.places.money(stored.places.facility_of(place), access)

    def told(one: Grouped) -> Series:
        # The window has rounded already, and hides what only its months or its neighbours would tell.
        gone = {first: float(one.hidden.removeprefix("<")) - 1} if one.is_secret else {}
        name = one.label if question.by else place.name
        single = Told(kpi, one.group, name, (one.value,), currency=money, is_unit=one.is_unit, unjudged=why)
        return tell(
            single, windows.rule(one.group), WINDOW, market, stored.generation.number, None, None, gone
        )

    said = [say(ROUNDED)] if window.is_rounded else []
    told_by = say(
        "{title}: from {first} to {last}, twelve months together; a single quarter would tell small numbers.",
        title=say(kpi.title),
        **span,
    )
    return [told(one) for one in window.groups], [told_by, *said]
