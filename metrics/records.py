"""The records behind one number, row by row, from the KPI's own declaration: what was counted, what was not, and why.

The same fragments, filters, places and rights as the statement of the number, so that the list and the number agree. A
record leaves this module without its key: its label is made for one list, and no other list has the same.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from base64 import b32encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from secrets import token_bytes
from typing import Any

from data.language import say
from data.schema import DERIVED, Column
from metrics import facts
from metrics.asking import ask
from metrics.compile import Frame, Statement
from metrics.disclosure import SENSITIVE, Rule, sensitive
from metrics.fetching import fetch
from metrics.guard import Guard
from metrics.kpi import Count, Kpi, Level, Quantile, Quotient, Ratio, Sum, Whole
from metrics.permits import check
from metrics.places import Place
from metrics.question import Access, Point, Question, QuestionError
from metrics.sides import Part, base, both, own_parts, shape, value_of
from metrics.spans import period
from metrics.stored import Stored

MOST_RECORDS = 200
# What became of a record, in the order in which lists show it.
IN, COUNTED, BESIDE, LEFT_OUT = "in", "counted", "beside", "left_out"
_WORD = re.compile(r"'[^']*'|\b[a-z_][a-z0-9_]*\b")


@dataclass(frozen=True)
class Record:
    """One record as it may be shown. `day`, `place` and `facts` are empty where they would tell small numbers apart."""

    label: str
    standing: str
    number: float | None = None
    day: date | None = None
    place: str = ""
    facts: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Listing:
    """The newest records behind one point of one KPI. `total` = how many there are; `conditions` say who stands where.

    `keys` leads from a label to its record, for who goes on from the list; no page shows one.
    """

    kpi_id: str
    question: Question
    place: str
    noun: str
    load_id: int
    point: Point
    rows: tuple[Record, ...]
    total: int
    columns: tuple[Column, ...] = ()
    is_coarse: bool = False
    has_numbers: bool = False
    conditions: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


def can_list(kpi: Kpi) -> bool:
    """Whether records stand behind a KPI that may be shown one by one: visits, stays, appointments, operations, claims."""
    value = kpi.value
    if not DERIVED[kpi.table].record or kpi.heads or isinstance(value, Quotient):
        return False
    if isinstance(value, Ratio) and isinstance(value.den, Whole):
        return False
    made = shape(kpi)
    return made.mean is None and all(p.table == kpi.table for p in made.parts if not p.name.endswith("_den"))


def statement(
    kpi: Kpi,
    question: Question,
    access: Access | None = None,
    most: int | None = MOST_RECORDS,
    has_left_out: bool = True,
    first: str = "",
) -> Statement:
    """The rows that a KPI is about in one period, newest first, each with what it adds to every part of the value.

    `listed` counts them all, however many are returned. Those that cannot be measured come along when `has_left_out`.
    """
    check([kpi], question, access)
    table, frame = DERIVED[kpi.table], Frame(question, access)
    parts = _parts(kpi, question)
    free = own_parts(kpi, _is_unit(question))
    if free and "num" in parts:
        parts["num"] = replace(parts["num"], where=both(parts["num"].where, *frame.cuts(table.name, free)))
    about = kpi.eligible if has_left_out else base(kpi)
    ctes, source, last = "", table.name, "TRUE"
    if any(part.is_level for part in parts.values()):
        ctes, source = f"WITH reached AS (\n{frame.last(table.name)}\n)\n", f"{table.name}, reached"
        last = f"{table.time} = last_date"
    columns = [table.record_key, table.time, "facility_id", "unit_id"]
    columns += [column.name for column in facts_of(kpi, question)]
    columns += [f"{_contribution(part)} AS {word}" for word, part in parts.items()]
    where = frame.where(table.name, about, last, without=free)
    limit = f"\nLIMIT {int(most)}" if most is not None else ""
    kinds = first if most is not None and "num" in parts and parts["num"].function == "count" else ""
    chosen = f"{ctes}SELECT {', '.join(columns)}, count(*) OVER () AS listed\nFROM {source}{where}"
    return Statement(f"{chosen}\nORDER BY {kinds}{table.time} DESC, {table.record_key}{limit}", frame.params)


def facts_of(kpi: Kpi, question: Question) -> tuple[Column, ...]:
    """The columns on which the KPI decides, then what else is looked for, without those that say who somebody is."""
    table = DERIVED[kpi.table]
    sides = [side for side in _sides(kpi, question) if side]
    texts = [f"{side.where} {getattr(side, 'expression', '')}" for side in sides]
    told = {table.time, table.record_key, "facility_id", "unit_id", *_WORD.findall(_measured(kpi, question))}
    words = [word for text in (*texts, kpi.valid, kpi.eligible) for word in _WORD.findall(text)]
    return facts.chosen(table, words, told | SENSITIVE)


def listing(
    stored: Stored,
    kpi: Kpi,
    question: Question,
    place: Place,
    access: Access,
    market: str,
    most: int = MOST_RECORDS,
) -> Listing:
    """The records behind the point of `question` that begins at its `since`. Raises `QuestionError` where a list would
    tell what the number may not."""
    if not can_list(kpi):
        raise QuestionError(say("{kpi} is not made of records that can be listed.", kpi=say(kpi.title)))
    if question.asof is not None:
        raise QuestionError(say("Records are listed from the data of now only."))
    if question.grain not in kpi.grains or question.since is None:
        raise QuestionError(say("Choose one period of {kpi}.", kpi=say(kpi.title)))
    sensitive(question)
    whole = replace(question, by="", since=None, until=None)
    series = ask(stored, [kpi], whole, place, access, market, [])
    point = next((p for one in series for p in one.points if p.period == question.since), None)
    if point is None:
        raise QuestionError(say("{kpi} has no figure in this period.", kpi=say(kpi.title)))
    if point.hidden:
        raise QuestionError(say("The figure is hidden because it is small, and a list would tell it."))
    told = fetch(stored, [kpi], whole, place, access)[0]
    guard = Guard(stored, whole, place, access)
    rule = guard.rule(told)
    if rule.rounds and kpi.is_person_count:
        raise QuestionError(say("Counts are rounded here, and a list would tell the exact ones."))
    value = next(one for one in told.values if one.period == point.period)
    start, end = period(question.since, question.grain)
    asked = replace(whole, since=start, until=end)
    made = statement(kpi, asked, access, most, not rule.hides_excluded(kpi, value), _rarer_first(point))
    rows = stored.generation.dicts(made.sql, made.params)
    is_coarse = kpi.is_person_count and _hides_parts(guard, place, whole)
    columns = () if is_coarse else facts_of(kpi, asked)
    key = token_bytes(32)
    found = sorted(
        (_record(stored, kpi, asked, place, row, key, columns, is_coarse) for row in rows),
        key=lambda one: (-(one.day or date.min).toordinal(), one.label),
    )
    return Listing(
        kpi.id, asked, place.name, DERIVED[kpi.table].record, stored.generation.number, point, tuple(found),
        rows[0]["listed"] if rows else 0, columns, is_coarse, any(r.number is not None for r in found),
        _conditions(kpi, asked), {} if is_coarse else _keys(kpi, rows, key),
    )  # fmt: skip


def standing(kpi: Kpi, question: Question, row: Mapping[str, Any]) -> str:
    """What became of a row: in the numerator, counted, measured but no part of the figure, or left out."""
    if not row["valid"]:
        return LEFT_OUT
    num, den = _sides(kpi, question)
    if den and not isinstance(num, Sum) and row["num"]:
        return IN
    side, told = (den, row["den"]) if den else (num, row["value" if isinstance(num, Quantile) else "num"])
    is_counted = bool(told) if isinstance(side, Count) else told is not None
    return COUNTED if is_counted else BESIDE


def _is_unit(question: Question) -> bool:
    return question.scope_type == "unit"


def _sides(kpi: Kpi, question: Question) -> tuple[Any, Any]:
    """What the value is made of on the KPI's own table; None for a denominator that is no record of it."""
    value = value_of(kpi, _is_unit(question))
    if not isinstance(value, Ratio):
        return value, None
    is_own = isinstance(value.den, Count | Sum | Level) and value.den.table == kpi.table
    return value.num, value.den if is_own else None


def _parts(kpi: Kpi, question: Question) -> dict[str, Part]:
    """The parts of the value on the KPI's own table, by the short words num, den, value and valid."""
    made = shape(kpi, _is_unit(question))
    short = {f"{made.stem}_{word}": word for word in ("num", "den", "value")} | {
        f"{made.stem}_n_valid": "valid"
    }
    return {short[p.name]: p for p in made.parts if p.table == kpi.table and p.name in short}


def _rarer_first(point: Point) -> str:
    """The order of a list that is cut: it begins with the kind of which there are fewer, for which it is opened."""
    return (
        "" if point.num is None or not point.den else "num DESC, " if 2 * point.num <= point.den else "num, "
    )


def _contribution(part: Part) -> str:
    """What one row adds to a part: one or nothing to a count, its amount or nothing to a sum."""
    if part.function == "count":
        return "1" if part.where == "TRUE" else f"CASE WHEN {part.where} THEN 1 ELSE 0 END"
    return part.picked


def _measured(kpi: Kpi, question: Question) -> str:
    """The expression whose value per record is the KPI's own measure; empty where records are only counted."""
    match value_of(kpi, _is_unit(question)):
        case Quantile(expression=expression):
            return expression
        case Ratio(num=Sum(expression=expression), den=Count()) | Sum(expression=expression):
            return expression
    return ""


def _number(kpi: Kpi, question: Question, row: Mapping[str, Any]) -> float | None:
    value = value_of(kpi, _is_unit(question))
    if not _measured(kpi, question):
        return None
    amount = row["value"] if isinstance(value, Quantile) else row["num"]
    if amount is None:
        return None
    scale = 1 if isinstance(value, Sum) else value.per  # type: ignore[union-attr]
    number = float(amount) * scale
    return math.exp(number) if isinstance(value, Ratio) and value.is_log else number


def _record(
    stored: Stored,
    kpi: Kpi,
    question: Question,
    place: Place,
    row: Mapping[str, Any],
    key: bytes,
    columns: tuple[Column, ...],
    is_coarse: bool,
) -> Record:
    table = DERIVED[kpi.table]
    name = _label(row[table.record_key], key)
    shown = Record(name, standing(kpi, question, row), _number(kpi, question, row))
    if is_coarse:
        return shown
    said = tuple(facts.said(stored, c, row[c.name]) for c in columns)
    where = stored.places.label("unit", row["unit_id"], place)
    return replace(shown, day=row[table.time], place=where, facts=said)


def _label(record: Any, key: bytes) -> str:
    """Half of the letters of a digest: long enough to tell the rows of one list apart, too short to look anything up."""
    return b32encode(hmac.new(key, str(record).encode(), hashlib.sha256).digest())[:6].decode()


def _keys(kpi: Kpi, rows: Sequence[Mapping[str, Any]], key: bytes) -> dict[str, str]:
    """The record behind every label that only one record of the list has."""
    records = {str(row[DERIVED[kpi.table].record_key]) for row in rows}
    labels = Counter(_label(record, key) for record in records)
    return {name: record for record in records if labels[name := _label(record, key)] == 1}


def _hides_parts(guard: Guard, place: Place, question: Question) -> bool:
    """Whether some facility of the place hides small numbers: what splits the list would tell them there."""
    traits = [name for name, _ in question.only]
    own = guard.stored.places.facility_of(place)
    profiles = [p for f, p in guard.profiles.items() if place.scope_type == "network" or f == own]
    return any(Rule.of([profile], traits).up_to for profile in profiles)


def _conditions(kpi: Kpi, question: Question) -> dict[str, str]:
    """What each standing says of a record, in the words of the declaration; what says nothing is left out."""
    num, den = _sides(kpi, question)
    said = {
        "about": kpi.eligible,
        IN: num.where if den else "",
        COUNTED: (den or num).where,
        LEFT_OUT: kpi.valid,
    }
    return {word: text for word, text in said.items() if text and text != "TRUE"}
