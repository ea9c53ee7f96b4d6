"""Single clinicians beside each other, for those who may see them: one question, one answer, and no other way in.

A clinician is no dimension. They are in no breakdown, filter, rank, map, list or file, so their key is in no address,
cache key or log; they are compared as units are, within what chance allows, and never by less than is enough to judge
by. Their key stays in here: a clinician is told by a code that no key can be found from and that stays from load to
load, or by name where the site chose to load names.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from data.language import say
from data.settings import Role
from metrics.calendars import Span
from metrics.comparing import Comparison, Member, compare
from metrics.compile import Frame
from metrics.cutting import can_cut
from metrics.judging import rests_on
from metrics.kpi import Kpi
from metrics.permits import NotPermitted, check
from metrics.question import Access, Question, QuestionError
from metrics.sides import base
from metrics.spans import twelve_months
from metrics.stored import Stored
from metrics.window import Grouped, Windows

if TYPE_CHECKING:
    from data.settings import Settings

T = TypeVar("T")
NOBODY = "unknown"
MOST = 60
LETTERS, ALL_LETTERS = 6, 24
OUT = ("special", "look")


class Individually:
    """Part of the engine: the comparison of clinicians."""

    if TYPE_CHECKING:
        _settings: Settings

        def _lit(self, kpi_id: str) -> Kpi: ...
        def _now(self) -> Stored: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T: ...

    def individuals(self, question: Question, access: Access = Access()) -> Comparison:  # noqa: B008 - frozen
        """The clinicians behind the KPI of a question beside each other, over its window or twelve months.

        Raises `NotPermitted` for who may not see them, `QuestionError` where none stand behind the KPI.
        """
        stored, kpi = self._now(), self._lit(question.kpis[0])
        check([kpi], replace(question, by=""), access)
        if not kpi.individual:
            raise QuestionError(say("{title} is not told of single clinicians.", title=say(kpi.title)))
        if not may_see(access):
            raise NotPermitted(_refusal(kpi, access, self._settings.roles))
        place = stored.places.of(question, access)
        can_cut(kpi, replace(question, by=""), {}, is_alone=True)
        asked = replace(question, by=kpi.individual, asof=None)

        def made() -> Comparison:
            windows = Windows(stored, kpi, asked, place, access)
            window = windows.measure(twelve_months(stored, kpi, asked, place, access))
            fewer = _thin(windows, window.span)
            known = tuple(_enough(kpi, one, fewer) for one in window.groups if one.group != NOBODY)
            found = compare(windows, replace(window, groups=known))
            return told(found, names(stored, [one.group for one in known]))

        return self._kept(stored, ("individuals", replace(asked, by=""), access), made)


def may_see(access: Access) -> bool:
    """Whether somebody may compare clinicians; nothing of them leaves the house."""
    return access.sees_individuals and not access.leaves_as


def told(found: Comparison, known: Mapping[str, str]) -> Comparison:
    """A comparison by what clinicians are called; of many those who stand out and those with the most behind them."""
    notes = found.notes
    if few := sum(one.hidden.startswith("n") for one in found.members):
        every = len(found.members)
        notes = (*notes, say("{few} of {n} have too little behind them to be told.", few=few, n=every))
    members = [replace(one, group=known[one.group], label=known[one.group]) for one in found.members]
    if len(members) > MOST:
        members.sort(key=lambda one: (one.state not in OUT, -(one.n or 0)))
        most = say("Shown are {most} of {n}: who stands out, and who has most behind the figure.",
                   most=MOST, n=len(members))  # fmt: skip
        notes, members = (*notes, most), members[:MOST]
    members.sort(key=_in_order)
    return replace(found, members=tuple(members), notes=notes, is_of_individuals=True)


def names(stored: Stored, keys: Iterable[str]) -> dict[str, str]:
    """What each clinician is called: the name where names are loaded, else the code; both where two share a name."""
    codes = coded(sorted(keys))
    rows = stored.generation.rows("SELECT provider_id, provider_name FROM live.provider")
    loaded = {key: name for key, name in rows if name and key in codes}
    shared = Counter(loaded.values())
    return {
        key: code
        if key not in loaded
        else loaded[key]
        if shared[loaded[key]] == 1
        else f"{loaded[key]} ({code})"
        for key, code in codes.items()
    }


def coded(keys: Sequence[str]) -> dict[str, str]:
    """A few letters of a digest for each key: the same at every load, and as many as tell these apart."""
    digests = {key: b32encode(hashlib.sha256(f"clinician {key}".encode()).digest()).decode() for key in keys}
    for letters in range(LETTERS, ALL_LETTERS):
        codes = {key: digest[:letters] for key, digest in digests.items()}
        if len({*codes.values()}) == len(codes):
            break
    return codes


def _enough(kpi: Kpi, one: Grouped, fewer: Set[str]) -> Grouped:
    """One person is told of where there is enough to judge by, or not at all."""
    if one.is_secret:
        return one
    if (rests_on(kpi, one.value, one.is_unit) or 0) < kpi.min_rag:
        return replace(one, hidden=f"n<{kpi.min_rag:g}")
    return replace(one, hidden=f"n<{kpi.individual_min[1]:g}") if one.group in fewer else one


def _thin(windows: Windows, span: Span) -> Set[str]:
    """The clinicians behind whose rows stand too few answers, or whatever the KPI counts them by."""
    kpi = windows.kpi
    column, least = kpi.individual_min
    if not column:
        return frozenset()
    frame = Frame(replace(windows.question, since=span[0], until=span[1]), windows.access)
    where = frame.where(kpi.table, base(kpi))
    rows = windows.stored.generation.dicts(
        f"SELECT {kpi.individual} AS grp FROM {kpi.table}{where}\n  GROUP BY ALL HAVING count(DISTINCT {column}) < {least:g}",
        frame.params,
    )
    return {row["grp"] for row in rows}


def _in_order(one: Member) -> tuple[bool, str]:
    return one.value is None, one.label.casefold()


def _refusal(kpi: Kpi, access: Access, roles: Sequence[Role]) -> str:
    may = ", ".join(role.name for role in roles if role.see_individual)
    said = say(
        "{title} of single clinicians is not permitted to the role {role}: its settings do not say `see_individual = true`.",
        title=say(kpi.title),
        role=access.role,
    )
    return f"{said} {say('Permitted to: {roles}.', roles=may)}" if may else said
