"""The restatement report: which final values changed after they were published, by how much and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from data.language import say
from metrics.disclosure import Rule, counts_of
from metrics.fetching import is_stored
from metrics.history import restated
from metrics.judging import Value
from metrics.permits import refusal
from metrics.question import Access, Question, QuestionError, Stamp
from metrics.stored import Stored


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
    found: list[Restated] = []
    # What somebody may not see must not take the place of what they may: a narrow list is cut afterwards.
    is_narrow = access != Access(role=access.role)
    for row in restated(stored.generation.dicts, grain, None if is_narrow else limit, kpi_id, scope):
        facility = stored.places.facility_id(row["scope_type"], row["scope_id"])
        is_network = row["scope_type"] == "network"
        kpi = stored.kpis.get(row["kpi_id"])
        if len(found) == limit:
            break
        if kpi is None or refusal(kpi, access):
            continue
        if not stored.places.sees_whole(access, row["scope_type"], row["scope_id"]):
            continue
        profiles = stored.places.profiles
        rule = Rule.of(profiles.values() if is_network else [profiles.get(facility, "")], (), is_network)
        old, new = (
            Value(
                row["period_start"],
                *(row[before + name] for name in ("num", "den", "value", "n_eligible")),
                row[before + "n_valid"] or 0,
            )
            for before in ("", "new_")
        )
        is_unit = row["scope_type"] == "unit"
        pairs = zip(counts_of(kpi, old, is_unit), counts_of(kpi, new, is_unit), strict=True)
        # Two neighbours in time tell the few cases between them as a subtraction does.
        is_told = kpi.is_person_count and any(0 < abs((a or 0) - (b or 0)) <= rule.up_to for a, b in pairs)
        hidden = (
            rule.hides(kpi, old, is_unit)
            or rule.hides(kpi, new, is_unit)
            or (f"<{rule.up_to + 1}" if is_told else "")
        )
        found.append(
            Restated(
                row["kpi_id"],
                row["period_start"],
                stored.places.name(row["scope_type"], row["scope_id"]),
                None if hidden else old.value,
                None if hidden else new.value,
                _reason(row["definition_version"], row["new_definition_version"]),
                row["until_load"],
                stored.loads.get(row["until_load"], ""),
                hidden,
            )
        )
    return found


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


def _reason(before: str, after: str | None) -> str:
    if after is None:
        return say("no longer computed")
    if before != after:
        return say("definition {before} became {after}", before=before, after=after)
    return say("late or corrected data")
