"""Where numbers belong: the network, its facilities, their units, and who may see which of them."""

from __future__ import annotations

from dataclasses import dataclass

from data.warehouse import Generation
from metrics.question import Access, Question, QuestionError, did_you_mean

NETWORK = "Whole network"


@dataclass(frozen=True)
class Place:
    """One node of network > facility > unit."""

    scope_type: str
    scope_id: str
    name: str
    parent_id: str = ""
    unit_type: str = ""


class Places:
    """Every place of a generation, with currency and suppression profile of its facility."""

    def __init__(self, generation: Generation) -> None:
        rows = generation.rows(
            "SELECT facility_id, any_value(facility_name), any_value(currency_code), any_value(suppression_profile) "
            "FROM live.facility GROUP BY facility_id ORDER BY 2, 1"
        )
        self.profiles = {row[0]: row[3] for row in rows}
        self.currency = {row[0]: row[2] for row in rows}
        self.all = [Place("network", "*", NETWORK)]
        self.all += [Place("facility", row[0], row[1], "*") for row in rows]
        units = generation.rows(
            "SELECT unit_id, arg_max(unit_name, valid_from), any_value(facility_id), arg_max(unit_type, valid_from) "
            "FROM live.unit GROUP BY unit_id ORDER BY 2, 1"
        )
        self.all += [
            Place("unit", unit, "Unknown unit" if unit.startswith("?:") else name, facility, kind)
            for unit, name, facility, kind in units
        ]
        self._by_id = {(place.scope_type, place.scope_id): place for place in self.all}

    def seen_by(self, access: Access) -> list[Place]:
        """The places that somebody may choose; the unknown unit of a facility is not one of them."""
        return [
            place
            for place in self.all
            if not place.scope_id.startswith("?:")
            and (place.scope_type == "network" or self.may_see(access, self.facility_of(place)))
        ]

    def facility_of(self, place: Place) -> str:
        return place.parent_id if place.scope_type == "unit" else place.scope_id

    @staticmethod
    def may_see(access: Access, facility_id: str) -> bool:
        return access.facilities is None or facility_id in access.facilities

    def of(self, question: Question, access: Access) -> Place:
        """The place that a question is about; a place outside the asker's access is as unknown as one that is not."""
        found = self._by_id.get((question.scope_type, question.scope_id))
        if found and (found.scope_type == "network" or self.may_see(access, self.facility_of(found))):
            return found
        known = [place.scope_id for place in self.seen_by(access) if place.scope_type == question.scope_type]
        near = did_you_mean(question.scope_id, known)
        raise QuestionError(
            f"There is no {question.scope_type} {question.scope_id!r} that you may see.{near}"
        )

    def name(self, scope_type: str, scope_id: str) -> str:
        found = self._by_id.get((scope_type, scope_id))
        return found.name if found else "Unknown unit" if scope_id.startswith("?:") else scope_id

    def facility_id(self, scope_type: str, scope_id: str) -> str:
        """The facility of any place id, also of a unit that no master row names."""
        found = self._by_id.get((scope_type, scope_id))
        if found:
            return self.facility_of(found)
        return scope_id.removeprefix("?:") if scope_type == "unit" else scope_id

    def money(self, facility_id: str) -> str:
        """The currency of a facility; over several of them the one they share."""
        shared = set(self.currency.values())
        common = shared.pop() if len(shared) == 1 else "" if shared else "USD"
        return self.currency.get(facility_id, common)
