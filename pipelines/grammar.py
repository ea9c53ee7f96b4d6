"""Check what a profile says against the contract, with line and suggestion, before any file is touched."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data.schema import LOADED, SYSTEM, VOCABULARIES, Table
from pipelines import fhir_feeds
from pipelines.refusal import ProfileError, did_you_mean
from pipelines.source import KINDS, MODES, SEVERITIES, Check, Feed, Ignore, Profile, Reader, Verb


class Parser:
    """Turns the raw tables of one file into a Profile and knows on which line each stands."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def fail(self, line: int, sentence: str) -> ProfileError:
        return ProfileError(self.path, line, sentence)

    def line_of(self, key: str, after: int = 0) -> int:
        """The first line from `after` on that sets `key`; the feed's own line when it stands elsewhere."""
        for number, line in enumerate(self.lines[after:], after + 1):
            bare = line.strip()
            if number > after + 1 and bare.startswith("[[feed]]"):
                break
            if bare.startswith((key, f'"{key}"')) and bare.removeprefix(f'"{key}"').removeprefix(
                key
            ).lstrip().startswith("="):
                return number
        return after

    def known(self, table: Mapping[str, Any], allowed: Iterable[str], what: str, line: int) -> None:
        allowed = set(allowed)
        for key in table:
            if key not in allowed:
                raise self.fail(
                    self.line_of(key, line), f"{what} has no key {key!r}{did_you_mean(key, allowed)}"
                )

    def profile(self, written: dict[str, Any]) -> Profile:
        top = ("format_version", "source", "reader", "feed", "map", "facility", "unit", "payer", "unused")
        self.known(written, top, "a profile", 0)
        source = written.get("source", {})
        self.known(source, ("id", "system", "time_zone", "id_scope", "admit_from", "hash", "drop", "derive_stays", "derive_claim_amounts",
                            "derive_ed_times", "staff_names"), "[source]", 0)  # fmt: skip
        for key in ("id", "time_zone"):
            if not source.get(key):
                raise self.fail(self.line_of("[source]"), f"[source] needs `{key}`")
        self._zone(source["time_zone"], 0)
        maps = {key: self._map(key, value) for key, value in written.get("map", {}).items()}
        reader = self._reader(Reader(), written.get("reader", {}), 0)
        places = [n for n, line in enumerate(self.lines, 1) if line.strip() == "[[feed]]"]
        feeds = []
        for i, feed in enumerate(written.get("feed", [])):
            feeds.append(self._feed(feed, reader, maps, places[i] if i < len(places) else 0))
        named = next((feed for feed in feeds if "provider_name" in feed.columns), None)
        if named and source.get("staff_names") is not True:
            sentence = "names of clinicians are loaded only where [source] says `staff_names = true`"
            raise self.fail(self.line_of("provider_name", named.line), sentence)
        if not feeds:
            raise self.fail(0, "a profile needs at least one [[feed]]")
        for kind in ("facility", "unit", "payer"):
            for row in written.get(kind, []):
                self.known(row, LOADED[kind].names, f"[[{kind}]]", self.line_of(f"[[{kind}]]"))
        return Profile(
            path=self.path,
            source_id=source["id"],
            system=source.get("system", source["id"]),
            time_zone=source["time_zone"],
            feeds=tuple(feeds),
            maps=maps,
            facilities=tuple(written.get("facility", ())),
            units=tuple(written.get("unit", ())),
            payers=tuple(written.get("payer", ())),
            unused=tuple(self._unused(row) for row in written.get("unused", ())),
            unused_resources={
                kind: row["reason"] for row in written.get("unused", ()) for kind in row.get("resources", ())
            },
            id_scope=source.get("id_scope", "site"),
            hash=tuple(source.get("hash", ())),
            drop=tuple(source.get("drop", ())),
            derive_stays=bool(source.get("derive_stays", False)),
            derive_claim_amounts=bool(source.get("derive_claim_amounts", False)),
            derive_ed_times=bool(source.get("derive_ed_times", False)),
            fingerprint=hashlib.sha256(
                json.dumps([written, maps], sort_keys=True, default=str).encode()
            ).hexdigest(),
        )

    def _unused(self, row: dict[str, Any]) -> tuple[tuple[str, ...], str]:
        line = self.line_of("[[unused]]")
        self.known(row, ("files", "resources", "reason"), "[[unused]]", line)
        if not (row.get("files") or row.get("resources")) or not row.get("reason"):
            raise self.fail(line, "an [[unused]] entry needs `files` or `resources`, and a `reason`")
        return tuple(row.get("files", ())), row["reason"]

    def _zone(self, zone: str, line: int) -> None:
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            raise self.fail(self.line_of("time_zone", line), f"there is no time zone {zone!r}") from None

    def _map(self, name: str, written: dict[str, Any]) -> dict[str, str | None]:
        pairs = {key: value for key, value in written.items() if key != "file"}
        if "file" in written:
            path = self.path.parent / written["file"]
            if not path.is_file():
                raise self.fail(self.line_of("file"), f"map {name!r}: there is no file {written['file']!r}")
            with path.open(newline="", encoding="utf-8-sig") as rows:
                pairs |= {r["source_value"]: r["target_value"] or None for r in csv.DictReader(rows)}
        return pairs

    def _reader(self, base: Reader, written: dict[str, Any], line: int) -> Reader:
        if "where" in written:
            raise self.fail(
                self.line_of("where", line), "rows are left out by a named [[feed.ignore]], not by `where`"
            )
        self.known(written, Reader.__dataclass_fields__, "[feed.reader]", line)
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in written.items()}
        reader = replace(base, **values)
        if len(reader.delimiter) != 1 or len(reader.quote) > 1 or ord(reader.delimiter) > 127:
            raise self.fail(
                self.line_of("delimiter", line), "a delimiter and a quote are one plain character each"
            )
        if not reader.header and not reader.names and reader.type == "csv":
            raise self.fail(self.line_of("header", line), "without a header the reader needs `names`")
        return reader

    def _feed(self, written: dict[str, Any], base: Reader, maps: Mapping[str, Any], line: int) -> Feed:
        allowed = set(Feed.__dataclass_fields__) - {"line", "checks", "ignores"} | {"check", "ignore"}
        self.known(written, allowed, "[[feed]]", line)
        written = fhir_feeds.completed(written, base)
        for key in ("name", "files", "target", "columns"):
            if not written.get(key):
                raise self.fail(line, f"the feed needs `{key}`")
        target = LOADED.get(written["target"])
        if target is None:
            hint = did_you_mean(written["target"], LOADED)
            raise self.fail(self.line_of("target", line), f"there is no table {written['target']!r}{hint}")
        columns = {
            key: self._verb(key, value, target, maps, self.line_of(key, line))
            for key, value in written["columns"].items()
        }
        system = {column.name for column in SYSTEM}
        missing = [
            c.name for c in target.columns if c.required and c.name not in columns and c.name not in system
        ]
        if missing:
            raise self.fail(line, f"{target.name} needs {', '.join(missing)}; map them or give a `const`")
        mode = written.get("mode", "delta")
        if mode not in MODES:
            raise self.fail(self.line_of("mode", line), f"mode is one of {', '.join(MODES)}")
        key = tuple(written.get("key", target.key))
        if set(key) != set(target.key):
            raise self.fail(self.line_of("key", line), f"the key of {target.name} is {', '.join(target.key)}")
        version = written.get("version_by", "source_updated_ts" if "source_updated_ts" in columns else "")
        if version and version not in columns:
            raise self.fail(
                self.line_of("version_by", line), f"version_by names {version!r}, which is no mapped column"
            )
        simple = {k: written[k] for k in ("window", "deletes", "unpivot", "extracted", "extra_columns", "time_zone",
                                          "max_quarantine_pct", "allow_future_days", "resource", "explode") if k in written}  # fmt: skip
        if "time_zone" in simple:
            self._zone(simple["time_zone"], line)
        feed = Feed(
            name=written["name"],
            files=tuple(written["files"]),
            target=target,
            columns=columns,
            reader=self._reader(base, written.get("reader", {}), line),
            mode=mode,
            key=target.key,
            version_by=version,
            require=tuple(written.get("require", ())),
            checks=tuple(self._check(row, line) for row in written.get("check", ())),
            ignores=tuple(self._ignore(row, line) for row in written.get("ignore", ())),
            line=line,
            **simple,
        )
        if sentence := fhir_feeds.mistake(feed):
            raise self.fail(line, sentence)
        return feed

    def _check(self, row: dict[str, Any], line: int) -> Check:
        self.known(row, ("name", "sql", "severity", "sentence"), "[[feed.check]]", line)
        for key in ("name", "sql", "sentence"):
            if not row.get(key):
                raise self.fail(line, f"a [[feed.check]] needs `{key}`")
        severity = row.get("severity", "quarantine")
        if severity not in SEVERITIES:
            raise self.fail(self.line_of("severity", line), f"severity is one of {', '.join(SEVERITIES)}")
        return Check(row["name"], row["sql"], severity, row["sentence"])

    def _ignore(self, row: dict[str, Any], line: int) -> Ignore:
        self.known(row, ("name", "where", "reason"), "[[feed.ignore]]", line)
        for key in ("name", "where", "reason"):
            if not row.get(key):
                raise self.fail(
                    line, f"a [[feed.ignore]] needs `{key}`: what is left out is named, counted and explained"
                )
        return Ignore(row["name"], row["where"], row["reason"])

    def _verb(self, key: str, written: Any, target: Table, maps: Mapping[str, Any], line: int) -> Verb:
        if key not in target:
            raise self.fail(line, f"{target.name} has no column {key!r}{did_you_mean(key, target.names)}")
        if not isinstance(written, dict):
            raise self.fail(line, f'column {key}: write a table such as {{ from = "NAME" }}')
        self.known(written, ("from", "sql", "const", "coalesce", "concat", "separator", "as", "format", "scale", "sign",
                             "sentinel_null", "map", "strip", "default", "lookup"), f"column {key}", line - 1)  # fmt: skip
        if sum(origin in written for origin in ("from", "sql", "const", "coalesce", "concat")) != 1:
            raise self.fail(line, f"column {key}: exactly one of from, sql, const, coalesce, concat")
        kind = written.get("as", "")
        if kind and kind not in KINDS:
            raise self.fail(
                line, f"column {key}: `as` is one of {', '.join(KINDS)}{did_you_mean(kind, KINDS)}"
            )
        formats = written.get("format", ())
        formats = (formats,) if isinstance(formats, str) else tuple(formats)
        self._date_order(key, formats, line)
        mapped = written.get("map", "")
        if mapped and mapped not in maps:
            raise self.fail(line, f"column {key}: there is no [map.{mapped}]{did_you_mean(mapped, maps)}")
        self._vocabulary(key, written, target, maps.get(mapped), line)
        source = written.get("from", ())
        return Verb(
            source=(source,) if isinstance(source, str) else tuple(source),
            sql=written.get("sql", ""),
            const=written.get("const"),
            coalesce=tuple(written.get("coalesce", ())),
            concat=tuple(written.get("concat", ())),
            separator=written.get("separator", ""),
            kind=kind,
            format=formats,
            scale=written.get("scale", 1),
            sign=written.get("sign", 1),
            sentinel_null=bool(written.get("sentinel_null", False)),
            map=mapped,
            strip=written.get("strip", ""),
            default=written.get("default"),
            lookup=self._lookup(key, written.get("lookup", {}), line),
            line=line,
        )

    def _lookup(self, key: str, written: dict[str, str], line: int) -> dict[str, str]:
        """`lookup = { table = "encounter", take = "facility_id" }`: a value that another loaded row knows.

        `by` names another column than the key to find the row with.
        """
        if written:
            self.known(written, ("table", "take", "by"), f"column {key}: lookup", line - 1)
            table = LOADED.get(written.get("table", ""))
            if table is None or len(table.key) != 1 or not {written.get("take"), written.get("by", table.key[0])} <= set(table.names):  # fmt: skip
                raise self.fail(
                    line, f"column {key}: lookup names a table with one key column, and a column of it"
                )
        return written

    def _date_order(self, key: str, formats: tuple[str, ...], line: int) -> None:
        def order(text: str) -> tuple[int, int]:
            return text.find("%d"), text.find("%m")

        for sign in "/.-":
            first = {
                order(f) < order(f)[::-1] for f in formats if f.startswith((f"%d{sign}%m", f"%m{sign}%d"))
            }
            if len(first) > 1:
                raise self.fail(
                    line, f"column {key}: day{sign}month and month{sign}day cannot be told apart; declare one"
                )

    def _vocabulary(
        self,
        key: str,
        written: dict[str, Any],
        target: Table,
        pairs: Mapping[str, str | None] | None,
        line: int,
    ) -> None:
        if not (vocabulary := target[key].vocabulary):
            return
        given = [v for v in (pairs or {}).values() if v is not None]
        given += [written[k] for k in ("const", "default") if isinstance(written.get(k), str)]
        for value in given:
            if value not in VOCABULARIES[vocabulary]:
                hint = did_you_mean(str(value), VOCABULARIES[vocabulary])
                raise self.fail(line, f"column {key}: {value!r} is not in the vocabulary {vocabulary}{hint}")


__all__ = ["Parser"]
