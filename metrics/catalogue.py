"""Every KPI there is, and the proof that each of them fits the tables: the database is the type checker."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import duckdb

import metrics.kpis
from data.discover import discover
from data.schema import DERIVED, LOADED
from data.schema.table import INDIVIDUAL
from metrics import spc
from metrics.compile import compile
from metrics.disparity import Disparity
from metrics.kpi import FIRST_VERSION, CatalogueError, Kpi, Ratio, Sum
from metrics.question import GRAINS, Question
from metrics.sides import shape, value_of

CHARTS = (*spc.CHARTS, "auto", "line")
PLACES = ("facility_id", "unit_id")
_NOT_ONE_LINE = re.compile(r"\b(select|join|interval|date_trunc|date_diff|over)\b|;|--|/\*", re.IGNORECASE)


def catalogue(found: Mapping[str, Kpi]) -> dict[str, Kpi]:
    """KPIs by id, in the order of their numbers; the same id twice is an error."""
    kpis: dict[str, Kpi] = {}
    for where, kpi in found.items():
        if kpi.id in kpis:
            raise CatalogueError(f"KPI {kpi.id} is declared twice, again in {where}")
        kpis[kpi.id] = kpi
    return dict(sorted(kpis.items(), key=lambda item: (item[1].number, item[0])))


FOUND: dict[str, Kpi] = discover(metrics.kpis, Kpi)
KPIS: dict[str, Kpi] = catalogue(FOUND)
SITE = "site"
FAMILY: dict[str, str] = {kpi.id: where.split(".")[0] for where, kpi in FOUND.items()}
DISPARITIES: dict[str, Disparity] = {one.id: one for one in discover(metrics.kpis, Disparity).values()}


def prove(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi] | None = None) -> None:
    """Hold every KPI against the schema and bind its statement on the empty warehouse `con`.

    Raises `CatalogueError` with one line per KPI that does not fit.
    """
    chosen = list(KPIS.values() if kpis is None else kpis)
    ids = {kpi.id for kpi in chosen} | set(KPIS)
    faults = [
        f"KPI {kpi.id}: {fault}" for kpi in chosen for fault in (*_declared(kpi, ids), *_bound(kpi, con))
    ]
    if faults:
        raise CatalogueError("\n".join(faults))


def _declared(kpi: Kpi, ids: Collection[str]) -> Iterator[str]:
    """What can be seen without a database."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", kpi.id):
        yield "an id is lower case letters, digits and underscores"
    for word in ("number", "title", "unit", "means", "formula", "why", "owner"):
        if not getattr(kpi, word).strip():
            yield f"`{word}` is empty"
    for name in (one for need in kpi.needs for one in need.split(" or ")):
        table, _, column = name.partition(".")
        if table not in LOADED or column not in LOADED[table]:
            yield f"it needs {name}, which is not a column of a loaded table"
    for other in (kpi.judged_by, kpi.pair, *kpi.yields_to, *kpi.apart_from):
        if other and other not in ids:
            yield f"there is no KPI {other}"
    if isinstance(kpi.value, Ratio) and kpi.value.is_log and not _sums_logarithms(kpi.value):
        yield "a geometric mean (`is_log`) needs a numerator that sums logarithms, and no `per`"
    for chart in (kpi.chart, *(chart for _, chart in kpi.chart_in)):
        if chart not in CHARTS:
            yield f"chart {chart!r} is none of {', '.join(CHARTS)}"
    for rules in (kpi.rules, *(rules for _, rules in kpi.rules_in)):
        if rules not in spc.RULESETS:
            yield f"rule set {rules!r} is none of {', '.join(spc.RULESETS)}"
    if not kpi.grains or set(kpi.grains) - set(GRAINS):
        yield f"grains must be among {', '.join(GRAINS)}"
    if (kpi.version == FIRST_VERSION) != (kpi.effective is None):
        yield f"every version after {FIRST_VERSION} says since which day it holds (`effective`), {FIRST_VERSION} does not"
    if kpi.review_due <= kpi.reviewed:
        yield "`review_due` must lie after `reviewed`"
    for is_unit in (False, True) if kpi.unit_value else (False,):
        for part in shape(kpi, is_unit).parts:
            for text in (part.expression, part.where):
                if found := _NOT_ONE_LINE.search(text):
                    yield f"{text!r}: {found.group()!r} belongs in a model, a fragment is one expression"


def _parted(kpi: Kpi, is_unit: bool) -> Iterator[str]:
    """What only the numerator is split by must be on its table, and on no other, or the groups would not add up."""
    value = value_of(kpi, is_unit)
    for dimension in kpi.parts:
        sides = (value.num, value.den) if isinstance(value, Ratio) else ()
        tables = [getattr(side, "table", kpi.table) for side in sides]
        if dimension not in kpi.by:
            yield f"`parts` names {dimension}, which `by` does not"
        elif [dimension in DERIVED[table] for table in dict.fromkeys(tables)] not in ([True, False], [True]):
            yield f"`parts` names {dimension}, which the table of the numerator must have and another of the denominator not"


def _tells_one(column: str, table: str) -> bool:
    held = DERIVED[table]
    return column in held and held[column].required and held[column].data_class == INDIVIDUAL


def _sums_logarithms(value: Ratio) -> bool:
    return isinstance(value.num, Sum) and "ln(" in value.num.expression and value.per == 1


def _bound(kpi: Kpi, con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """What the database says: tables, columns, types."""
    for is_unit in (False, True) if kpi.unit_value else (False,):
        tables = shape(kpi, is_unit).tables
        if unknown := [table for table in tables if table not in DERIVED]:
            yield f"{', '.join(unknown)}: KPIs read only derived tables"
            return
        yield from _parted(kpi, is_unit)
        for dimension in kpi.by:
            lacking = [table for table in tables if dimension not in DERIVED[table]]
            if lacking and dimension not in kpi.parts:
                yield f"`by` names {dimension}, which {', '.join(lacking)} does not have"
            elif any(DERIVED[t][dimension].is_identifying for t in tables if t not in lacking):
                yield f"`by` names {dimension}, which identifies a person"
        if kpi.individual and any(not _tells_one(kpi.individual, table) for table in tables):
            yield f"`individual` names {kpi.individual}, which is no required key of a clinician in {', '.join(tables)}"
    for place in ("", "unit_id") if kpi.unit_value else ("",):
        question = Question((kpi.id,), grain=kpi.grains[-1], by=place)
        try:
            con.execute("DESCRIBE " + compile([kpi], question).sql)
            yield from _inexact(kpi, bool(place), con)
        except duckdb.Error as error:
            yield " ".join(str(error).split())


def _inexact(kpi: Kpi, is_unit: bool, con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Sums of floating point numbers: their last digits depend on the order in which rows are read."""
    for part in shape(kpi, is_unit).parts:
        if part.function == "sum":
            row = con.execute(f"DESCRIBE SELECT {part.sql('TRUE')} FROM {part.table}").fetchone()
            if row and row[1] in ("DOUBLE", "FLOAT"):
                yield f"{part.expression!r} is summed as {row[1]}, which has no exact sum: CAST it to a DECIMAL"


__all__ = ["DISPARITIES", "FAMILY", "FOUND", "KPIS", "SITE", "CatalogueError", "catalogue", "prove"]
