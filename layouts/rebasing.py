"""`wardboard rebase`: what is proposed for a series, what was approved, and the approval itself."""

from __future__ import annotations

import argparse
from getpass import getuser
from typing import Any

from data.store import Store
from layouts import terminal
from layouts.asking import NO_DATA, kpi_of, scope_of
from layouts.command_line import DONE, EMPTY, WRONG, Told
from metrics.engine import Engine
from metrics.question import Question
from metrics.rebasing import proposed

COLUMNS = ("rebase_date", "reason", "approved_by", "written_ts")


def rebase(args: argparse.Namespace, engine: Engine, store: Store) -> int:
    """Approve or withdraw with `--from`, else show what there is to decide."""
    kpi = kpi_of(args.kpi, engine)
    if engine.stamp() is None:
        raise Told(EMPTY, NO_DATA)
    if kpi.judged_by:
        raise Told(WRONG, f"{kpi.id} is judged by {kpi.judged_by}: rebase that one")
    scope = scope_of(args.unit, engine)
    if args.since is None and (args.withdraw or args.reason):
        raise Told(WRONG, "say from which day with --from, e.g. --from 2026-08")
    if args.since is None:
        return _show(args, engine, store, kpi.id, scope)
    if args.withdraw:
        if not store.withdraw_rebase(kpi.id, *scope, args.since):
            raise Told(WRONG, f"there is no rebase of {kpi.id} from {args.since} at that place")
        return _say(args, f"The rebase of {kpi.title} from {args.since} is withdrawn.")
    store.approve_rebase(kpi.id, *scope, args.since, args.reason, args.by or getuser())
    return _say(args, f"{kpi.title} gets new limits from {args.since} on.")


def _say(args: argparse.Namespace, sentence: str) -> int:
    said = f"{sentence} `wardboard refresh` judges by it."
    terminal.print_json({"message": said}) if args.json else terminal.say(said)
    return DONE


def _show(args: argparse.Namespace, engine: Engine, store: Store, kpi_id: str, scope: tuple[str, str]) -> int:
    kpi = engine.kpis()[kpi_id]
    grain = "month" if "month" in kpi.grains else kpi.grains[0]
    series = engine.answer(Question((kpi_id,), grain, *scope)).series
    found = proposed(kpi, series[0], grain, engine.currency(*scope)) if series else None
    rows = [
        row
        for row in store.rebases()
        if (row["kpi_id"], row["scope_type"], row["scope_id"]) == (kpi_id, *scope)
    ]
    said = (
        found.sentence
        if found
        else "Nothing speaks for new limits: no lasting change of level, or one to the worse."
    )
    if args.json:
        told: dict[str, Any] = {"proposed": vars(found) if found else None, "message": said, "approved": rows}
        terminal.print_json(told)
        return DONE
    terminal.say(said)
    if rows:
        terminal.print_table(rows, COLUMNS, as_json=False)
    return DONE
