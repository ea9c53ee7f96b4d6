"""Compile one verb of a profile into SQL: the text it reads, the typed value, and when the cell does not parse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from data.language import mark
from data.reasons import EXCEL_NUMBER, NOT_IN_LIST, NOT_IN_MAP, UNREADABLE, WRITTEN_AS
from data.schema import VOCABULARIES, Column
from data.themes import OTHER, THEMES, pattern
from pipelines.source import Verb, as_text
from pipelines.sqltext import literal, name

ISO_DATES = ("%Y-%m-%d",)
ISO_INSTANTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
YES = ("true", "t", "yes", "y", "1", "x")
NO = ("false", "f", "no", "n", "0")
_BARE = re.compile(r'"(?:[^"]|"")*"')
NIGHT = "hour({n}) NOT BETWEEN 4 AND 21"  # clocks change at night; the costly test is only made there


@dataclass(frozen=True)
class Compiled:
    """SQL of one target column: `stored` is its value.

    `steps` are (name, expression) that `stored` and the others read, each once for a row although several read it; a
    step may read those before it. `faults` are (rule, condition, sentence) that quarantine the row; `dst` holds where
    the local time was ambiguous or did not exist; `seen` is the source value of a closed list, for the code map.
    """

    stored: str
    steps: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str, str], ...] = ()
    dst: str = ""
    seen: str = ""


class _Steps:
    """The steps of one column so far."""

    def __init__(self, column: Column) -> None:
        self.column, self.taken = column.name, list[tuple[str, str]]()

    def step(self, what: str, sql: str) -> str:
        """A name for the expression; a bare column is its own name."""
        if _BARE.fullmatch(sql):
            return sql
        alias = name(f"_{what}_{self.column}")
        self.taken.append((alias, sql))
        return alias


def layered(source: str, steps: Iterable[Sequence[tuple[str, str]]]) -> str:
    """A query of `source` with all steps of all columns as further columns. The n-th steps share one SELECT."""
    for layer in zip_longest(*steps):
        made = ", ".join(f"{sql} AS {alias}" for alias, sql in filter(None, layer))
        source = f"(SELECT *, {made} FROM {source})"
    return source


def compile_verb(
    column: Column,
    verb: Verb,
    available: Mapping[str, str],
    zone: str,
    decimal: str,
    maps: Mapping[str, Mapping[str, str | None]],
) -> Compiled | None:
    """SQL over the raw columns (`available`: folded name to real name); None when no source column is in the file."""
    if verb.const is not None:
        return _constant(column, verb.const)
    text = _text(verb, available)
    if text is None:
        return _constant(column, verb.default) if verb.default is not None else None
    if verb.sql and not verb.kind and column.type != "VARCHAR" and not verb.map:
        return _from_sql(column, verb, text)
    if verb.strip:
        text = f"nullif(trim(regexp_replace({text}, {literal(verb.strip)}, '', 'g')), '')"
    steps = _Steps(column)
    raw = text = steps.step("raw", text)
    if verb.map:
        text = steps.step("mapped", _mapped(raw, maps[verb.map]))
    kind = verb.kind or _usual(column)
    value, dst = _typed(column, verb, kind, text, zone, decimal, steps)
    value = steps.step("value", value)
    faults = []
    if kind != "text":
        faults.append(
            ("cell_unreadable", f"{text} IS NOT NULL AND {value} IS NULL", _unreadable(column, verb, kind))
        )
    stored = value
    if column.vocabulary and kind == "text":
        stored = _in_vocabulary(column, value, verb, maps)
        if column.required and stored != value:
            sentence = NOT_IN_LIST.format(column=column.name, name=column.vocabulary)
            faults.append(("value_not_in_list", f"{value} IS NOT NULL AND {stored} IS NULL", sentence))
    if verb.map and column.required and "*" not in maps[verb.map]:
        sentence = NOT_IN_MAP.format(column=column.name, name=verb.map)
        faults.append(("code_unmapped", f"{raw} IS NOT NULL AND {text} IS NULL", sentence))
    if kind == "text" and (column.keyed or column.name.endswith("_id")):
        sentence = EXCEL_NUMBER.format(column=column.name)
        number = f"regexp_full_match({text}, '\\d(\\.\\d+)?[eE]\\+\\d+')"
        faults.append(("excel_number", f"CASE WHEN contains({text}, '+') THEN {number} END", sentence))
    if verb.sentinel_null:
        stored = _without_sentinel(column, stored)
    if verb.default is not None:
        stored = f"coalesce({stored}, {_constant(column, verb.default).stored})"
    seen = raw if verb.map or column.vocabulary else ""
    return Compiled(stored, tuple(steps.taken), tuple(faults), dst, seen)


def _constant(column: Column, value: Any) -> Compiled:
    if isinstance(value, list):
        sql = f"[{', '.join(literal(str(item)) for item in value)}]"
    else:
        sql = literal(as_text(value))
    return Compiled(f"CAST({sql} AS {column.type})")


def _text(verb: Verb, available: Mapping[str, str]) -> str | None:
    """The text before typing, or None when the file has none of the columns."""
    if verb.sql:
        return f"({verb.sql})"
    if verb.source:
        real = next((available[s.casefold()] for s in verb.source if s.casefold() in available), None)
        return name(real) if real is not None else None
    wanted = verb.coalesce or verb.concat
    there = [name(available[s.casefold()]) for s in wanted if s.casefold() in available]
    if verb.coalesce:
        return f"coalesce({', '.join(there)})" if there else None
    return f" || {literal(verb.separator)} || ".join(there) if len(there) == len(wanted) else None


def _from_sql(column: Column, verb: Verb, text: str) -> Compiled:
    """An expression that already has a type of its own."""
    steps = _Steps(column)
    text = steps.step("raw", text)
    value = steps.step("value", f"try_cast({text} AS {column.type})")
    fault = ("cell_unreadable", f"{text} IS NOT NULL AND {value} IS NULL", _unreadable(column, verb, "sql"))
    stored = _without_sentinel(column, value) if verb.sentinel_null else value
    if verb.default is not None:
        stored = f"coalesce({stored}, {_constant(column, verb.default).stored})"
    return Compiled(stored, tuple(steps.taken), (fault,))


def _usual(column: Column) -> str:
    base = column.type.split("(")[0]
    return {
        "VARCHAR": "text", "INTEGER": "int", "BIGINT": "int", "DECIMAL": "money", "DOUBLE": "decimal", "DATE": "date",
        "TIMESTAMPTZ": "local_timestamp", "BOOLEAN": "bool", "TIME": "time_hhmm", "VARCHAR[]": "list",
    }[base]  # fmt: skip


def _typed(
    column: Column, verb: Verb, kind: str, text: str, zone: str, decimal: str, steps: _Steps
) -> tuple[str, str]:
    """(typed value, condition under which the local time was ambiguous or missing)."""
    scaled = "" if verb.scale == 1 and verb.sign == 1 else f" * {literal(verb.scale * verb.sign)}"
    if kind == "text":
        text = f"CAST({text} AS VARCHAR)" if verb.sql else text
        return (f"nfc_normalize({text})" if column.keyed or column.name.endswith("_id") else text), ""
    if kind in ("int", "money", "decimal", "duration_min"):
        number = steps.step("number", _number(text, kind, decimal) + scaled)
        if column.type in ("INTEGER", "BIGINT"):
            return f"CASE WHEN {number} = trunc({number}) THEN try_cast({number} AS {column.type}) END", ""
        return f"try_cast({number} AS {column.type})", ""
    if kind == "bool":
        low = f"lower({text})"
        return f"CASE WHEN {low} IN ({_list(YES)}) THEN true WHEN {low} IN ({_list(NO)}) THEN false END", ""
    if kind == "list":
        return f"string_split({text}, '|')", ""
    if kind == "theme":
        return _theme(text, steps), ""
    if kind == "time_hhmm":
        digits = f"lpad(replace({text}, ':', ''), 4, '0')"
        return f"try_cast(left({digits}, 2) || ':' || substr({digits}, 3, 2) AS TIME)", ""
    return _instant(column, verb, kind, text, zone, steps)


def _theme(text: str, steps: _Steps) -> str:
    """What free text is about, by the words of `data.themes`; the text itself goes no further."""
    hits = {t: f"len(regexp_extract_all(lower({text}), {literal(pattern(t))}))" for t in THEMES}
    most = steps.step("most", f"greatest({', '.join(hits.values())})")
    cases = " ".join(f"WHEN {hit} THEN {literal(theme)}" for theme, hit in hits.items())
    return f"CASE WHEN {most} > 0 THEN CASE {most} {cases} END WHEN {most} = 0 THEN {literal(OTHER)} END"


def _instant(column: Column, verb: Verb, kind: str, text: str, zone: str, steps: _Steps) -> tuple[str, str]:
    z = literal(zone)
    is_date = column.type == "DATE"
    if kind == "date":
        return f"CAST({_parsed(text, verb.format or ISO_DATES)} AS DATE)", ""
    if kind in ("excel_serial", "epic_real"):
        day = "1899-12-30" if kind == "excel_serial" else "1840-12-31"
        local = f"(TIMESTAMP '{day}' + to_microseconds(CAST(round(try_cast({text} AS DOUBLE) * 86400) AS BIGINT) * 1000000))"
    elif kind == "epoch_ms":
        instant = f"make_timestamptz(try_cast({text} AS BIGINT) * 1000)"
        return (f"CAST(timezone({z}, {instant}) AS DATE)" if is_date else instant), ""
    elif kind == "utc_timestamp":
        # A cast to TIMESTAMP would drop the offset; the connection's zone is UTC, so a bare time counts as UTC.
        parsed = _parsed(text, verb.format)
        has_offset = any("%z" in text for text in verb.format)
        instant = f"try_cast({text} AS TIMESTAMPTZ)"
        if verb.format:
            instant = parsed if has_offset else f"timezone('UTC', {parsed})"
        return (f"CAST(timezone({z}, {instant}) AS DATE)" if is_date else instant), ""
    else:
        local = _parsed(text, verb.format or ISO_INSTANTS)
    if is_date:
        return f"CAST({local} AS DATE)", ""
    local = steps.step("local", local)
    night = NIGHT.format(n=local)
    value = f"CASE WHEN {night} THEN to_ts({local}, {z}) ELSE timezone({z}, {local}) END"
    there_and_back = f"timezone({z}, timezone({z}, {local}))"
    hour_before = f"timezone({z}, timezone({z}, {local}) - INTERVAL 1 HOUR)"
    return value, f"CASE WHEN {night} THEN {there_and_back} <> {local} OR {hour_before} = {local} END"


def _parsed(text: str, formats: tuple[str, ...]) -> str:
    if not formats:
        return ""
    chosen = literal(formats[0]) if len(formats) == 1 else f"[{', '.join(literal(f) for f in formats)}]"
    return f"try_strptime({text}, {chosen})"


def _number(text: str, kind: str, decimal: str) -> str:
    """A number as declared: grouping, currency signs and accounting minus only where the profile says `money`."""
    point, group = (".", ",") if decimal == "." else (",", ".")
    dotted = (
        text
        if decimal == "."
        else f"CASE WHEN contains({text}, '.') THEN NULL ELSE replace({text}, ',', '.') END"
    )
    if kind == "duration_min":
        parts = f"string_split({text}, ':')"
        clock = f"try_cast({parts}[1] AS DOUBLE) * 60 + try_cast({parts}[2] AS DOUBLE)"
        return f"CASE WHEN contains({text}, ':') THEN {clock} ELSE try_cast({dotted} AS DOUBLE) END"
    if kind != "money":
        plain = f"try_cast({dotted} AS DOUBLE)"
        return f"CASE WHEN isfinite({plain}) THEN {plain} END"
    plain = f"try_cast({dotted} AS DECIMAL(18,4))"
    g, p = f"\\{group}", f"\\{point}"
    shape = rf"\s*[-+(]?\s*[-+]?[$€£]?\s*(\d{{1,3}}({g}\d{{3}})+|\d+)({p}\d+)?\s*\)?-?\s*"
    digits = f"replace(regexp_replace({text}, {literal(f'[^0-9{p}]')}, '', 'g'), {literal(point)}, '.')"
    negative = f"CASE WHEN regexp_matches({text}, '^\\s*\\(|-') THEN -1 ELSE 1 END"
    dressed = f"CASE WHEN regexp_full_match({text}, {literal(shape)}) THEN {negative} * try_cast({digits} AS DECIMAL(18,4)) END"
    return f"coalesce({plain}, {dressed})"


def _mapped(text: str, pairs: Mapping[str, str | None]) -> str:
    cases = "".join(
        f" WHEN {literal(str(key))} THEN {literal(as_text(value))}"
        for key, value in pairs.items()
        if key != "*"
    )
    rest = literal(as_text(pairs["*"])) if pairs.get("*") is not None else "NULL"
    return f"CASE {text}{cases} ELSE CASE WHEN {text} IS NOT NULL THEN {rest} END END" if cases else rest


def _in_vocabulary(
    column: Column, value: str, verb: Verb, maps: Mapping[str, Mapping[str, str | None]]
) -> str:
    """The value if the list has it. What a checked map yields needs no second look."""
    if verb.map:
        return value
    return f"CASE WHEN {value} IN ({_list(VOCABULARIES[column.vocabulary])}) THEN {value} END"


def _without_sentinel(column: Column, value: str) -> str:
    if column.type in ("DATE", "TIMESTAMPTZ"):
        return f"no_sentinel({value})"
    return f"CASE WHEN abs({value}) NOT IN (999, 9999999.99, 99999999) THEN {value} END"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(literal(word) for word in words)


def _unreadable(column: Column, verb: Verb, kind: str) -> str:
    wanted = {
        "int": mark("a whole number"), "money": mark("an amount"), "decimal": mark("a number"),
        "bool": mark("yes or no"), "duration_min": mark("a duration"), "time_hhmm": mark("a time of day"),
        "list": mark("a list"), "sql": f"a {column.type}",
    }.get(kind)  # fmt: skip
    if wanted is None:
        formats = verb.format or (
            ISO_DATES if kind == "date" else ISO_INSTANTS if kind == "local_timestamp" else ()
        )
        written = WRITTEN_AS.format(formats=" or ".join(formats))
        wanted = written if formats else mark("a date or time")
    return UNREADABLE.format(column=column.name, wanted=wanted)


__all__ = ["Compiled", "compile_verb", "layered"]
