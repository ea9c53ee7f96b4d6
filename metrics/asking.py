"""Fetch what a question needs, guard it and tell it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from data.language import mark, say
from metrics.fetching import PLACE_OF, fetch
from metrics.guard import Guard
from metrics.kpi import Kpi
from metrics.permits import refusal
from metrics.places import Place
from metrics.question import Access, Question, Series
from metrics.stored import Stored
from metrics.telling import Told, lend, tell

MOST_GROUPS = 40
ROUNDED = mark("Counts are rounded to the nearest five, and values come from the rounded counts.")


def ask(
    stored: Stored,
    kpis: Sequence[Kpi],
    question: Question,
    place: Place,
    access: Access,
    market: str,
    notes: list[str],
) -> list[Series]:
    """The series of `kpis`, which all have the grain, split and filters of `question`."""
    every = stored.kpis
    siblings = [every[kpi.judged_by] for kpi in kpis if kpi.judged_by in every]
    siblings = [kpi for kpi in siblings if not refusal(kpi, access)]
    wanted = list({kpi.id: kpi for kpi in [*kpis, *siblings]}.values())
    told = fetch(stored, wanted, question, place, access)
    guard = Guard(stored, question, place, access)
    gone = guard.gone(told)
    if any(guard.rule(one).rounds and one.kpi.is_person_count for one in told):
        notes.append(say(ROUNDED))
    found: dict[tuple[str, str], Series] = {}
    for one in _largest(told, question.by, notes):
        found[one.kpi.id, one.group] = tell(
            one,
            guard.rule(one),
            question.grain,
            market,
            question.asof or stored.generation.number,
            question.since,
            question.until,
            gone.get((one.kpi.id, one.group), {}),
        )
    asked = {kpi.id: kpi for kpi in kpis}
    return [
        lend(
            series, asked[kpi_id], every[asked[kpi_id].judged_by], found.get((asked[kpi_id].judged_by, group))
        )
        if asked[kpi_id].judged_by in every
        else series
        for (kpi_id, group), series in found.items()
        if kpi_id in asked
    ]


def _largest(told: Sequence[Told], by: str, notes: list[str]) -> list[Told]:
    """The groups of a split with the most rows, in their order; places are all kept."""
    if not by or by in PLACE_OF:
        return list(told)
    weights = {id(one): sum(value.n_valid for value in one.values) for one in told}
    kept: list[Told] = []
    for kpi, groups in groupby(told, key=lambda one: one.kpi):
        every = list(groups)
        largest = sorted(every, key=lambda one: -weights[id(one)])[:MOST_GROUPS]
        if len(largest) < len(every):
            notes.append(
                say(
                    "{title}: the {most} largest of {n} groups are shown.",
                    title=say(kpi.title),
                    most=MOST_GROUPS,
                    n=len(every),
                )
            )
        kept += [one for one in every if one in largest]
    return kept
