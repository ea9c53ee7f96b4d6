"""`wardboard targets`, `events`, `benchmarks`: what people keep in tables of their own, imported whole or not at all."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.settings import Settings
from data.store import BENCHMARK_COLUMNS, EVENT_COLUMNS, TARGET_COLUMNS, Store
from layouts import terminal
from layouts.command_line import DONE, WRONG, Told
from metrics.site import kpis_of

Lines = Iterable[Mapping[str, str | None]]


@dataclass(frozen=True)
class Kind:
    """One kind of table: its columns, how it is read and listed, and what follows from a change."""

    columns: tuple[str, ...]
    take: Callable[[Store, Lines, str, Iterable[str]], int]
    listed: Callable[[Store], list[dict[str, Any]]]
    follows: str = ""


KINDS = {
    "targets": Kind(
        TARGET_COLUMNS, Store.import_targets, Store.targets, " `wardboard refresh` judges by them."
    ),
    "events": Kind(EVENT_COLUMNS, Store.import_events, Store.events, " They are on the charts now."),
    "benchmarks": Kind(BENCHMARK_COLUMNS, Store.import_benchmarks, Store.benchmarks),
}


def take(what: str, settings: Settings, path: Path) -> int:
    """Import one CSV file. Returns how many rows were new or different."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return KINDS[what].take(Store(settings), csv.DictReader(lines), path.name, kpis_of(settings))


def run(args: argparse.Namespace, settings: Settings, paths: list[Path]) -> int:
    """List what there is, or import the one file of `paths`."""
    kind = KINDS[args.command]
    if args.action == "list":
        terminal.print_table(kind.listed(Store(settings)), kind.columns, args.json, f"No {args.command} yet.")
        return DONE
    if not paths:
        raise Told(WRONG, "name the CSV file to import")
    changed = take(args.command, settings, *paths)
    if args.json:
        terminal.print_json({"changed": changed})
    else:
        counted = f"{changed:,} {args.command.removesuffix('s') if changed == 1 else args.command}"
        terminal.say(f"New or different: {counted}.{kind.follows if changed else ''}")
    return DONE
