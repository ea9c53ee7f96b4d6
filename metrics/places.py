"""Where numbers belong: the network, its facilities, their units, and who may see which of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from data.language import mark, say
from data.warehouse import Generation
from metrics.question import Access, Question, QuestionError, did_you_mean

NETWORK = mark("Whole network")
SEEN = mark("All that you may see")
UNKNOWN = mark("Unknown unit")


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
            "SELECT facility_id, any_value(facility_name), any_value(currency_code), any_value(suppression_profile), "
            "any_value(fiscal_year_start_month) "
            "FROM live.facility GROUP BY facility_id ORDER BY 2, 1"
        )
        self.profiles = {row[0]: row[3] for row in rows}
        self.currency = {row[0]: row[2] for row in rows}
        self._fiscal = {row[0]: row[4] for row in rows}
        self.all = [Place("network", "*", NETWORK)]
        self.all += [Place("facility", row[0], row[1], "*") for row in rows]
        units = generation.rows(
            "SELECT unit_id, arg_max(unit_name, valid_from), any_value(facility_id), arg_max(unit_type, valid_from), "
            "min(valid_from), CASE WHEN count(valid_to) = count(*) THEN max(valid_to) END "
            "FROM live.unit GROUP BY unit_id ORDER BY 2, 1"
        )
        self.all += [
            Place("unit", unit, UNKNOWN if unit.startswith("?:") else name, facility, kind)
            for unit, name, facility, kind, *_ in units
        ]
        self._by_id = {(place.scope_type, place.scope_id): place for place in self.all}
        self._units: dict[str, set[str]] = defaultdict(set)
        self._homes: dict[str, set[str]] = defaultdict(set)
        # First and last day of each unit; None = open.
        self.open = {unit: (first, last) for unit, *_, first, last in units}
        for unit, name, facility, *_ in units:
            self._units[facility].add(unit)
            self._homes[name].add(facility)

    def seen_by(self, access: Access) -> list[Place]:
        """The places that somebody may choose; the unknown unit of a facility is not one of them."""
        return [
            self._named(place, access)
            for place in self.all
            if not place.scope_id.startswith("?:") and self.sees(access, place.scope_type, place.scope_id)
        ]

    def sees(self, access: Access, scope_type: str, scope_id: str) -> bool:
        """Whether somebody may see a place, or a part of it."""
        if scope_type == "network":
            return True
        facility = self.facility_id(scope_type, scope_id)
        if access.facilities is not None and facility not in access.facilities:
            return False
        if access.units is None:
            return True
        if scope_type == "unit":
            return scope_id in access.units
        return not self._units[facility].isdisjoint(access.units)

    def sees_whole(self, access: Access, scope_type: str, scope_id: str) -> bool:
        """Whether somebody may see every row of a place, so that its stored numbers are theirs."""
        if access.cost_centres is not None or not self.sees(access, scope_type, scope_id):
            return False
        if scope_type == "network":
            return access.sees_every_row
        return scope_type == "unit" or access.units is None

    def _named(self, place: Place, access: Access) -> Place:
        """The place under a name that does not promise more of it than is seen."""
        if place.scope_type == "network":
            return replace(place, name=say(NETWORK if access.sees_every_row else SEEN))
        if place.scope_type == "facility" and access.units is not None:
            return replace(place, name=say("{facility}, your units", facility=place.name))
        return replace(place, name=say(UNKNOWN)) if place.scope_id.startswith("?:") else place

    def facility_of(self, place: Place) -> str:
        return place.parent_id if place.scope_type == "unit" else place.scope_id

    def of(self, question: Question, access: Access) -> Place:
        """The place that a question is about; a place outside the asker's access is as unknown as one that is not."""
        found = self._by_id.get((question.scope_type, question.scope_id))
        if found and self.sees(access, found.scope_type, found.scope_id):
            return self._named(found, access)
        known = [place.scope_id for place in self.seen_by(access) if place.scope_type == question.scope_type]
        near = did_you_mean(question.scope_id, known)
        scope, wanted = say(question.scope_type), repr(question.scope_id)
        raise QuestionError(
            say("There is no {scope} {wanted} that you may see.", scope=scope, wanted=wanted) + near
        )

    def name(self, scope_type: str, scope_id: str) -> str:
        found = self._by_id.get((scope_type, scope_id))
        if scope_id.startswith("?:"):
            return say(UNKNOWN)
        if scope_type == "network":
            return say(NETWORK)
        return found.name if found else scope_id

    def label(self, scope_type: str, scope_id: str, among: Place) -> str:
        """A place as one of several in `among`: a unit whose name stands for another facility's, too, names its own."""
        name = self.name(scope_type, scope_id)
        is_shared = scope_id.startswith("?:") or len(self._homes.get(name, ())) > 1
        if scope_type != "unit" or among.scope_type != "network" or len(self.profiles) < 2 or not is_shared:
            return name
        return f"{name}, {self.name('facility', self.facility_id(scope_type, scope_id))}"

    def facility_id(self, scope_type: str, scope_id: str) -> str:
        """The facility of any place id, also of a unit that no master row names."""
        found = self._by_id.get((scope_type, scope_id))
        if found:
            return self.facility_of(found)
        return scope_id.removeprefix("?:") if scope_type == "unit" else scope_id

    def fiscal_month(self, place: Place) -> int:
        """The month that a fiscal year starts in; over facilities that share none, January."""
        shared = set(self._fiscal.values())
        common = shared.pop() if len(shared) == 1 else 1
        return self._fiscal.get(self.facility_of(place), common)

    def money(self, facility_id: str, access: Access = Access()) -> str:  # noqa: B008 - frozen
        """The currency of a facility; over several of them the one that those share which somebody may see."""
        shared = {code for f, code in self.currency.items() if self.sees(access, "facility", f)}
        common = shared.pop() if len(shared) == 1 else "" if shared else "USD"
        return self.currency.get(facility_id, common)
