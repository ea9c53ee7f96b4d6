"""The restatement report: which final values changed after they were published, by how much and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.language import say
from metrics import dates
from metrics.disclosure import Rule, counts_of
from metrics.fetching import NETWORK, PLACE_OF, fetch, is_stored
from metrics.guard import Gone, Guard
from metrics.history import restated
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.permits import refusal
from metrics.question import Access, Question, QuestionError, Stamp
from metrics.stored import Stored
from metrics.telling import Told


@dataclass(frozen=True)
class Restated:
    """One final value as it was published before data `load_id`, and as that showed it."""

    kpi_id: str
    period: date
    place: str
    old: float | None
    new: float | None
    reason: str
    load_id: int
    published: str
    hidden: str = ""


def restatements(
    stored: Stored,
    grain: str,
    limit: int,
    access: Access,
    kpi_id: str = "",
    scope: tuple[str, str] | None = None,
) -> list[Restated]:
    """The newest restatements that somebody may see, of every KPI and place or of one."""
    rows: list[dict[str, Any]] = []
    # What somebody may not see must not take the place of what they may: a narrow list is cut afterwards.
    is_narrow = not access.sees_everything
    for row in restated(stored.generation.dicts, grain, None if is_narrow else limit, kpi_id, scope):
        kpi = stored.kpis.get(row["kpi_id"])
        is_seen = stored.places.sees_whole(access, row["scope_type"], row["scope_id"])
        if kpi is not None and is_seen and not refusal(kpi, access):
            rows.append(row)
    rows = rows[:limit]
    shown = _Shown(stored, grain, access, rows)
    return [_told(stored, shown, row) for row in rows]


def _told(stored: Stored, shown: _Shown, row: Mapping[str, Any]) -> Restated:
    """Both values as the answers of their loads show them; hidden both where one of them is, or the few between them."""
    kpi, is_unit = stored.kpis[row["kpi_id"]], row["scope_type"] == "unit"
    next_load = row["new_until_load"]
    old, new = (
        Value(
            row["period_start"],
            *(row[before + name] for name in ("num", "den", "value", "n_eligible")),
            row[before + "n_valid"] or 0,
        )
        for before in ("", "new_")
    )
    rule = shown.rule(row)
    pairs = zip(counts_of(kpi, old, is_unit), counts_of(kpi, new, is_unit), strict=True)
    # Two neighbours in time tell the few cases between them as a subtraction does.
    is_told = kpi.is_person_count and any(0 < abs((a or 0) - (b or 0)) <= rule.up_to for a, b in pairs)
    hidden = (
        rule.hides(kpi, old, is_unit)
        or rule.hides(kpi, new, is_unit)
        or (f"<{rule.up_to + 1}" if is_told else "")
        or shown.why_gone(row, row["until_load"] - 1)
        or shown.why_gone(row, next_load and next_load - 1)
    )
    return Restated(
        row["kpi_id"],
        row["period_start"],
        stored.places.name(row["scope_type"], row["scope_id"]),
        None if hidden else rule.rounded(kpi, old, is_unit).value,
        None if hidden else rule.rounded(kpi, new, is_unit).value,
        _reason(row["definition_version"], row["new_definition_version"]),
        row["until_load"],
        stored.loads.get(row["until_load"], ""),
        hidden,
    )


class _Shown:
    """What the answers of each load show of the places of a report: the report says no more than they do."""

    def __init__(self, stored: Stored, grain: str, access: Access, rows: Sequence[Mapping[str, Any]]) -> None:
        self.stored, self.grain, self.access, self.rows = stored, grain, access, rows
        self._gone: dict[tuple[str, int | None], Gone] = {}

    def rule(self, row: Mapping[str, Any]) -> Rule:
        group = "" if row["scope_type"] == "network" else row["scope_id"]
        kpi = self.stored.kpis[row["kpi_id"]]
        return self._guard(row["scope_type"], None).rule(Told(kpi, group, "", ()))

    def why_gone(self, row: Mapping[str, Any], asof: int | None) -> str:
        """Why the answer of a load hides a place and period for the sake of another number, or nothing."""
        kind = row["scope_type"]
        if (kind, asof) not in self._gone:
            guard = self._guard(kind, asof)
            hides = any(Rule.of([profile]).up_to for profile in guard.profiles.values())
            told = fetch(self.stored, self._kpis(kind), guard.question, NETWORK, self.access) if hides else []
            self._gone[kind, asof] = guard.gone(told)
        key = (row["kpi_id"], "" if kind == "network" else row["scope_id"])
        up_to = self._gone[kind, asof].get(key, {}).get(row["period_start"])
        return "" if up_to is None else f"<{up_to + 1:g}"

    def _guard(self, kind: str, asof: int | None) -> Guard:
        by = next((column for column, place in PLACE_OF.items() if place == kind), "")
        return Guard(self.stored, Question((), self.grain, by=by, asof=asof), NETWORK, self.access)

    def _kpis(self, kind: str) -> list[Kpi]:
        names = dict.fromkeys(row["kpi_id"] for row in self.rows if row["scope_type"] == kind)
        return [self.stored.kpis[name] for name in names]


def earlier(stored: Stored, question: Question, access: Access) -> Stamp:
    """The stamp of the data load that `question.asof` names. Raises `QuestionError` for what was not kept of it."""
    if question.asof not in stored.loads:
        known = ", ".join(map(str, sorted(stored.loads)))
        raise QuestionError(
            say("There is no data {load}; there are {known}.", load=question.asof, known=known)
        )
    if question.grain == "day" or not is_stored(stored, question, access):
        raise QuestionError(
            say(
                "Of earlier data the weeks, months, quarters and years of places are kept: no single days, no filters "
                "and no splits but by facility or unit."
            )
        )
    return replace(
        stored.stamp, load_id=question.asof, loaded_at=stored.loads[question.asof], content_hash=""
    )


def as_published(stamp: Stamp) -> str:
    """What an answer about an earlier data load says of itself."""
    day = dates.day(date.fromisoformat(stamp.loaded_at[:10]))
    return say("As published on {day}, load {load}, without what came later.", load=stamp.load_id, day=day)


def _reason(before: str, after: str | None) -> str:
    if after is None:
        return say("no longer computed")
    if before != after:
        return say("definition {before} became {after}", before=before, after=after)
    return say("late or corrected data")
