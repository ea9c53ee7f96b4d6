"""Numbers for a question, before anything is hidden: from what the refresh stored, or with one compiled statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from data.language import say
from metrics.compile import compile
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.lending import seen_forecasts
from metrics.names import group_name
from metrics.permits import check
from metrics.places import NETWORK as NETWORK_NAME
from metrics.places import Place
from metrics.question import Access, Question
from metrics.stored import Stored
from metrics.telling import NEVER_JUDGED, Told

PLACE_OF = {"facility_id": "facility", "unit_id": "unit"}
NETWORK = Place("network", "*", NETWORK_NAME)


def fetch(
    stored: Stored, kpis: Sequence[Kpi], question: Question, place: Place, access: Access
) -> list[Told]:
    """Every group of `kpis`, which all have the grain, split and filters of `question`, in the order of their names.

    Raises `NotPermitted` for what the asker may not see.
    """
    check(kpis, question, access)
    if is_stored(stored, question, access):
        return list(_from_store(stored, kpis, question, place, access))
    return list(compiled(stored, kpis, question, place, access))


def is_stored(stored: Stored, question: Question, access: Access) -> bool:
    """Whether the refresh computed exactly this: a place, or the places under it, without a filter.

    A place of which somebody may see only a part is never one of them.
    """
    split = PLACE_OF.get(question.by, "")
    if question.only or (question.by and not split) or _is_part(question):
        return False
    if question.grain == "day" and "unit" in (split, question.scope_type):
        return False
    if split:
        return access.cost_centres is None and (split == "unit" or access.units is None)
    return stored.places.sees_whole(access, question.scope_type, question.scope_id)


def _is_part(question: Question) -> bool:
    """Whether the groups are places that reach beyond the one that is asked for: the facility of a unit."""
    return question.scope_type == "unit" and question.by == "facility_id"


def _from_store(
    stored: Stored, kpis: Sequence[Kpi], question: Question, place: Place, access: Access
) -> Iterable[Told]:
    split = PLACE_OF.get(question.by, "")
    scope_type = split or question.scope_type
    ids = _under(stored, split, place) if split else [place.scope_id]
    names = [kpi.id for kpi in kpis]
    since = question.since if question.grain in NEVER_JUDGED else None
    found = stored.series(names, question.grain, scope_type, ids, since, question.asof)
    ahead = (
        seen_forecasts(stored, kpis, scope_type, ids, access)
        if question.grain == "month" and question.asof is None
        else {}
    )
    for (kpi_id, scope_id), (values, verdicts) in sorted(
        found.items(), key=lambda item: (item[0][0], stored.places.name(scope_type, item[0][1]))
    ):
        facility = stored.places.facility_id(scope_type, scope_id)
        if not stored.places.sees(access, scope_type, scope_id):
            continue
        forecast, message = ahead.get((kpi_id, scope_id), ((), ""))
        yield Told(
            stored.kpis[kpi_id],
            scope_id if split else "",
            stored.places.label(scope_type, scope_id, place) if split else place.name,
            values,
            verdicts,
            stored.targets.of(stored.kpis[kpi_id], scope_type, scope_id, facility),
            stored.places.money(facility, access),
            scope_type == "unit",
            forecast,
            message,
            stored.rebases.of(kpi_id, scope_type, scope_id),
            question.asof is not None,
            say(NEVER_JUDGED.get(question.grain, "")),
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


def compiled(
    stored: Stored, kpis: Sequence[Kpi], question: Question, place: Place, access: Access
) -> Iterable[Told]:
    """One statement over the whole history, so that limits do not depend on the window that is shown."""
    statement = compile(kpis, replace(question, since=None, until=None), access)
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
        for group in sorted(groups, key=lambda g: _order(g, question.by)):
            is_whole = not question.only and question.by in ("", *PLACE_OF)
            is_place = question.by in PLACE_OF and not _is_part(question)
            where = (PLACE_OF[question.by], group) if is_place else known
            # Of a part that somebody may see, an amount is no more that of its place.
            is_held = is_whole and (not kpi.is_amount or stored.places.sees_whole(access, *where))
            yield Told(
                kpi,
                group,
                label(stored, question.by, group, place) if question.by else place.name,
                groups[group],
                targets=stored.targets.of(kpi, *where, stored.places.facility_id(*where)) if is_held else (),
                currency=stored.places.money(stored.places.facility_id(*where), access),
                is_unit=is_unit,
                rebases=stored.rebases.of(kpi.id, *where) if is_whole else (),
                unjudged=say(NEVER_JUDGED.get(question.grain, "")),
            )


def _order(group: str, by: str) -> tuple[bool, str]:
    return group == "unknown", group


def label(stored: Stored, by: str, group: str, place: Place = NETWORK) -> str:
    """A group of a split of `place` as people call it."""
    if by in PLACE_OF:
        return stored.places.label(PLACE_OF[by], group, place)
    if by.endswith("_unit_id") and group != "unknown":
        return stored.places.name("unit", group)
    name = stored.name(by, group)
    # Questions of known surveys have translations; one of a site's own stands as its vendor wrote it.
    return say(name) if name else group_name(by, group)
