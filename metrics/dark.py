"""Why an indicator has no data, in words: written at publish, and told again in the language of a reader."""

from __future__ import annotations

from collections.abc import Mapping

from data.language import ENGLISH, language, mark, say, speaking
from data.schema import DERIVED, LOADED
from metrics.kpi import Kpi

NOT_PUBLISHED = mark("not computed yet: `wardboard refresh` computes it")
BETWEEN = ("; ", ", or ")


def lacks_column(name: str) -> str:
    """A `table.column` that no feed fills."""
    table, _, column = name.partition(".")
    return say("no feed fills {name} ({meaning})", name=name, meaning=say(LOADED[table][column].meaning))


def lacks_table(table: str) -> str:
    """A table that no feed fills."""
    return say("no feed fills {name} ({meaning})", name=table, meaning=say(LOADED[table].grain))


def nothing_counts(kpi: Kpi) -> str:
    """Every feed is there, and none of its rows is of the kind that the KPI counts."""
    counted = say(kpi.lit_by or DERIVED[kpi.table].grain)
    return say("the data hold nothing yet that counts here; what is counted: {counted}", counted=counted)


def told(reasons: Mapping[str, str], kpis: Mapping[str, Kpi]) -> dict[str, str]:
    """Reasons as they were published, in the language of now."""
    if language() == ENGLISH:
        return dict(reasons)
    return {kpi_id: _again(reason, kpis[kpi_id]) for kpi_id, reason in reasons.items()}


def _again(reason: str, kpi: Kpi) -> str:
    """The parts that a reason is made of, each said again; a reason with a part that nobody says any more stays."""
    with speaking(ENGLISH):
        known = _parts(kpi)
    parts = dict(zip(known, _parts(kpi), strict=True))
    said, rest = "", reason
    while rest:
        part = max((one for one in known if rest.startswith(one)), key=len, default="")
        rest = rest.removeprefix(part)
        between = next((one for one in BETWEEN if rest.startswith(one)), "")
        if not part or (rest and not between):
            return reason
        said += parts[part] + ("" if not rest else "; " if between == "; " else say(", or "))
        rest = rest.removeprefix(between)
    return said


def _parts(kpi: Kpi) -> list[str]:
    names = list(dict.fromkeys(name for need in kpi.needs for name in need.split(" or ")))
    tables = list(dict.fromkeys(name.partition(".")[0] for name in names))
    return [
        *map(lacks_column, names),
        *map(lacks_table, tables),
        nothing_counts(kpi),
        say(NOT_PUBLISHED),
    ]
