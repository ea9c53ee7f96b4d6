"""Compile one verb of a profile into SQL: the text it reads, the typed value, and when the cell does not parse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.schema import VOCABULARIES, Column
from pipelines.source import Verb, as_text
from pipelines.sqltext import literal, name

ISO_DATES = ("%Y-%m-%d",)
ISO_INSTANTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
YES = ("true", "t", "yes", "y", "1", "x")
NO = ("false", "f", "no", "n", "0")
NIGHT = "hour({n}) NOT BETWEEN 4 AND 21"  # clocks change at night; the costly test is only made there


@dataclass(frozen=True)
class Compiled:
    """SQL of one target column. `text` is what the profile reads, `value` the typed value before sentinels.

    `faults` are (rule, condition, sentence) that quarantine the row; `shown` is `value` as it is stored; `dst` holds
    where the local time was ambiguous or did not exist; `seen` is the source value of a closed list, for the code map.
    """

    text: str
    value: str
    stored: str
    faults: tuple[tuple[str, str, str], ...] = ()
    dst: str = ""
    seen: str = ""


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
    raw, mapped = text, ""
    if verb.map:
        mapped = text = _mapped(text, maps[verb.map])
    kind = verb.kind or _usual(column)
    value, dst = _typed(column, verb, kind, text, zone, decimal)
    faults = []
    if kind != "text":
        faults.append(
            ("cell_unreadable", f"{text} IS NOT NULL AND {value} IS NULL", _unreadable(column, verb, kind))
        )
    stored = value
    if column.vocabulary and kind == "text":
        stored = _in_vocabulary(column, value, verb, maps)
        if column.required and stored != value:
            sentence = f"`{column.name}` holds a value that is not in the list {column.vocabulary}."
            faults.append(("value_not_in_list", f"{value} IS NOT NULL AND {stored} IS NULL", sentence))
    if mapped and column.required and "*" not in maps[verb.map]:
        sentence = f"`{column.name}` holds a code that the map {verb.map} does not know."
        faults.append(("code_unmapped", f"{raw} IS NOT NULL AND {mapped} IS NULL", sentence))
    if kind == "text" and (column.keyed or column.name.endswith("_id")):
        sentence = f"`{column.name}` looks like an identifier that Excel turned into a number (1.2E+11)."
        faults.append(("excel_number", f"regexp_full_match({text}, '\\d(\\.\\d+)?[eE]\\+\\d+')", sentence))
    if verb.sentinel_null:
        stored = _without_sentinel(column, stored)
    if verb.default is not None:
        stored = f"coalesce({stored}, {_constant(column, verb.default).value})"
    seen = raw if verb.map or column.vocabulary else ""
    return Compiled(text, value, stored, tuple(faults), dst, seen)


def _constant(column: Column, value: Any) -> Compiled:
    if isinstance(value, list):
        sql = f"[{', '.join(literal(str(item)) for item in value)}]"
    else:
        sql = literal(as_text(value))
    typed = f"CAST({sql} AS {column.type})"
    return Compiled(sql, typed, typed)


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
    value = f"try_cast({text} AS {column.type})"
    fault = ("cell_unreadable", f"{text} IS NOT NULL AND {value} IS NULL", _unreadable(column, verb, "sql"))
    stored = _without_sentinel(column, value) if verb.sentinel_null else value
    if verb.default is not None:
        stored = f"coalesce({stored}, {_constant(column, verb.default).value})"
    return Compiled(text, value, stored, (fault,))


def _usual(column: Column) -> str:
    base = column.type.split("(")[0]
    return {
        "VARCHAR": "text", "INTEGER": "int", "BIGINT": "int", "DECIMAL": "money", "DOUBLE": "decimal", "DATE": "date",
        "TIMESTAMPTZ": "local_timestamp", "BOOLEAN": "bool", "TIME": "time_hhmm", "VARCHAR[]": "list",
    }[base]  # fmt: skip


def _typed(column: Column, verb: Verb, kind: str, text: str, zone: str, decimal: str) -> tuple[str, str]:
    """(typed value, condition under which the local time was ambiguous or missing)."""
    scaled = "" if verb.scale == 1 and verb.sign == 1 else f" * {literal(verb.scale * verb.sign)}"
    if kind == "text":
        text = f"CAST({text} AS VARCHAR)" if verb.sql else text
        return (f"nfc_normalize({text})" if column.keyed or column.name.endswith("_id") else text), ""
    if kind in ("int", "money", "decimal", "duration_min"):
        number = _number(text, kind, decimal)
        if column.type.startswith("DECIMAL"):
            return f"try_cast(({number}){scaled} AS {column.type})", ""
        if column.type in ("INTEGER", "BIGINT"):
            return (
                f"CASE WHEN ({number}){scaled} = trunc(({number}){scaled}) THEN try_cast(({number}){scaled} AS {column.type}) END",
                "",
            )
        return f"try_cast(({number}){scaled} AS {column.type})", ""
    if kind == "bool":
        low = f"lower({text})"
        return f"CASE WHEN {low} IN ({_list(YES)}) THEN true WHEN {low} IN ({_list(NO)}) THEN false END", ""
    if kind == "list":
        return f"string_split({text}, '|')", ""
    if kind == "time_hhmm":
        digits = f"lpad(replace({text}, ':', ''), 4, '0')"
        return f"try_cast(left({digits}, 2) || ':' || substr({digits}, 3, 2) AS TIME)", ""
    return _instant(column, verb, kind, text, zone)


def _instant(column: Column, verb: Verb, kind: str, text: str, zone: str) -> tuple[str, str]:
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
    return f"CASE WHEN {plain} IS NOT NULL THEN {plain} ELSE {dressed} END"


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
        "int": "a whole number", "money": "an amount", "decimal": "a number", "bool": "yes or no",
        "duration_min": "a duration", "time_hhmm": "a time of day", "list": "a list", "sql": f"a {column.type}",
    }.get(kind)  # fmt: skip
    if wanted is None:
        formats = verb.format or (
            ISO_DATES if kind == "date" else ISO_INSTANTS if kind == "local_timestamp" else ()
        )
        wanted = f"a date or time written as {' or '.join(formats)}" if formats else "a date or time"
    return f"`{column.name}` cannot be read as {wanted}."


__all__ = ["Compiled", "compile_verb"]
