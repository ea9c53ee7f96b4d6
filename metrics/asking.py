"""Fetch what a question needs: from what the refresh stored, or with one compiled statement, and tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.disclosure import Rule
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.places import Place
from metrics.question import Access, Question, Series
from metrics.stored import Stored
from metrics.telling import NEVER_JUDGED, Told, lend, tell

PLACE_OF = {"facility_id": "facility", "unit_id": "unit"}
MOST_GROUPS = 40
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    siblings = [KPIS[kpi.judged_by] for kpi in kpis if kpi.judged_by and kpi.judged_by in KPIS]
    wanted = list({kpi.id: kpi for kpi in [*kpis, *siblings]}.values())
    if _is_stored(question, access):
        told = list(_from_store(stored, wanted, question, place, access))
    else:
        told = list(_compiled(stored, wanted, question, place, access, notes))
    found: dict[tuple[str, str], Series] = {}
    for one in told:
        rule = _rule(stored, one, question, place, access)
        found[one.kpi.id, one.group] = tell(
            one, rule, question.grain, market, stored.generation.number, question.since, question.until
        )
    asked = {kpi.id: kpi for kpi in kpis}
    return [
        lend(
            series, asked[kpi_id], KPIS[asked[kpi_id].judged_by], found.get((asked[kpi_id].judged_by, group))
        )
        if asked[kpi_id].judged_by in KPIS
        else series
        for (kpi_id, group), series in found.items()
        if kpi_id in asked
    ]


def _is_stored(question: Question, access: Access) -> bool:
    """Whether the refresh computed exactly this: a place, or the places under it, without a filter."""
    split = PLACE_OF.get(question.by, "")
    if question.only or (question.by and not split):
        return False
    if question.grain == "day" and "unit" in (split, question.scope_type):
        return False
    return access.facilities is None or bool(split) or question.scope_type != "network"


def _from_store(
    stored: Stored, kpis: Sequence[Kpi], question: Question, place: Place, access: Access
) -> Iterable[Told]:
    split = PLACE_OF.get(question.by, "")
    scope_type = split or question.scope_type
    ids = _under(stored, split, place) if split else [place.scope_id]
    names = [kpi.id for kpi in kpis]
    since = question.since if question.grain in NEVER_JUDGED else None
    found = stored.series(names, question.grain, scope_type, ids, since)
    ahead = stored.forecasts(names, scope_type, ids) if question.grain == "month" else {}
    for (kpi_id, scope_id), (values, verdicts) in sorted(
        found.items(), key=lambda item: (item[0][0], stored.places.name(scope_type, item[0][1]))
    ):
        facility = stored.places.facility_id(scope_type, scope_id)
        if scope_type != "network" and not stored.places.may_see(access, facility):
            continue
        forecast, message = ahead.get((kpi_id, scope_id), ((), ""))
        yield Told(
            KPIS[kpi_id],
            scope_id if split else "",
            stored.places.name(scope_type, scope_id),
            values,
            verdicts,
            stored.targets.of(kpi_id, scope_type, scope_id, facility),
            stored.places.money(facility),
            scope_type == "unit",
            forecast,
            message,
        )


def _under(stored: Stored, split: str, place: Place) -> list[str] | None:
    """Ids of the places of kind `split` inside `place`; None = all there are."""
    if place.scope_type == "network":
        return None
    facility = stored.places.facility_of(place)
    if split == "facility":
        return [facility]
    if place.scope_type == "unit":
        return [place.scope_id]
    units = [p.scope_id for p in stored.places.all if p.scope_type == "unit" and p.parent_id == facility]
    return list(dict.fromkeys([*units, f"?:{facility}"]))


def _compiled(
    stored: Stored, kpis: Sequence[Kpi], question: Question, place: Place, access: Access, notes: list[str]
) -> Iterable[Told]:
    """One statement over the whole history, so that limits do not depend on the window that is shown."""
    facilities = None if access.facilities is None else sorted(access.facilities)
    statement = compile(kpis, replace(question, since=None, until=None), facilities)
    rows = stored.generation.dicts(statement.sql, statement.params)
    is_unit = question.scope_type == "unit" or question.by == "unit_id"
    facility = stored.places.facility_of(place)
    known = (question.scope_type, place.scope_id)
    if question.grain == "day" and question.scope_type == "unit":
        known = ("facility", facility)
    statuses = stored.statuses([kpi.id for kpi in kpis], question.grain, *known)
    for kpi in kpis:
        groups: dict[str, list[Value]] = {}
        for row in rows:
            eligible = row[f"{kpi.id}_n_eligible"]
            if eligible or row[f"{kpi.id}_value"] is not None:
                status = statuses.get((kpi.id, row["period"]), ("partial", None, None))
                numbers = [row[f"{kpi.id}_{word}"] for word in ("num", "den", "value")]
                groups.setdefault(row["grp"], []).append(
                    Value(
                        row["period"],
                        *(None if number is None else float(number) for number in numbers),
                        eligible,
                        row[f"{kpi.id}_n_valid"],
                        *status,
                    )
                )
        kept = sorted(groups, key=lambda group: -sum(v.n_valid for v in groups[group]))[:MOST_GROUPS]
        if len(kept) < len(groups):
            notes.append(f"{kpi.title}: the {MOST_GROUPS} largest of {len(groups)} groups are shown.")
        for group in sorted(kept, key=lambda g: _order(g, question.by)):
            is_whole = not question.only and question.by in ("", *PLACE_OF)
            where = (PLACE_OF[question.by], group) if question.by in PLACE_OF else known
            yield Told(
                kpi,
                group,
                label(stored, question.by, group) if question.by else place.name,
                groups[group],
                targets=stored.targets.of(kpi.id, *where, stored.places.facility_id(*where))
                if is_whole
                else (),
                currency=stored.places.money(stored.places.facility_id(*where)),
                is_unit=is_unit,
            )


def _rule(stored: Stored, told: Told, question: Question, place: Place, access: Access) -> Rule:
    """The strictest suppression profile of the facilities behind one series."""
    split = PLACE_OF.get(question.by, "")
    if split:
        facilities = [stored.places.facility_id(split, told.group)]
    elif place.scope_type == "network":
        facilities = [f for f in stored.places.profiles if stored.places.may_see(access, f)]
    else:
        facilities = [stored.places.facility_of(place)]
    dimensions = [question.by, *(name for name, _ in question.only)]
    is_network = (
        place.scope_type == "network" and not question.by and not question.only and access.facilities is None
    )
    return Rule.of((stored.places.profiles.get(f, "") for f in facilities), dimensions, is_network)


def _order(group: str, by: str) -> tuple[bool, str]:
    return group == "unknown", group


def label(stored: Stored, by: str, group: str) -> str:
    """A group as people call it."""
    if by in PLACE_OF:
        return stored.places.name(PLACE_OF[by], group)
    if by == "weekday" and group in "1234567":
        return WEEKDAYS[int(group) - 1]
    words = group.replace("_", " ")
    return words[:1].upper() + words[1:]
