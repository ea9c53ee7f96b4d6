"""Whether a file adds up, whether it is fit to be loaded, and what is odd about it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from data.settings import Settings
from pipelines.ledger import Ledger
from pipelines.merge import Outcome
from pipelines.readers.delimited import Fault, Framed
from pipelines.refusal import FileRefused
from pipelines.stage import Plan

GATE_SPARES = 3  # so few refused records never reject a file that also has good ones


def reconcile(framed: Framed, faults: Sequence[Fault], outcome: Outcome, ignored: int) -> None:
    """Every record of the file is accounted for, or nothing of it is loaded."""
    delivered = framed.tally.records + len(faults)
    if not outcome.is_balanced or outcome.read + ignored != delivered:
        raise FileRefused(
            f"The records do not add up: {delivered:,} delivered, {outcome.read:,} read, {ignored:,} ignored, "
            f"{sum(outcome.counts.values()):,} accounted for. Nothing of the file is loaded."
        )


def gate(
    con: duckdb.DuckDBPyConnection, settings: Settings, plan: Plan, outcome: Outcome, faults: Sequence[Fault]
) -> None:
    """Too many refused records mean that the file or the profile is wrong, not the records."""
    refused, limit = outcome.counts["quarantined"], plan.feed.max_quarantine_pct
    limit = settings.max_quarantine_pct if limit is None else limit
    for code, sentence in ((c.name, c.sentence) for c in plan.feed.checks if c.severity == "fail"):
        number = next(n for n, rule in enumerate(plan.rules, 1) if rule.code == code)
        if con.execute("SELECT 1 FROM stage WHERE _rule = ? LIMIT 1", [number]).fetchall():
            raise FileRefused(f"The check {code} fails: {sentence}")
    is_spared = refused <= GATE_SPARES and refused < outcome.read
    if not outcome.read or is_spared or 100 * refused / outcome.read <= limit:
        return
    found = con.execute(
        "SELECT _rule, count(*) FROM stage WHERE _rule > 0 GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    ).fetchall()
    kinds = [fault.sentence for fault in faults]
    reasons = [(plan.rules[n - 1].sentence, count) for n, count in found]
    reasons += [(sentence, kinds.count(sentence)) for sentence in set(kinds)]
    sentence, count = max(reasons, key=lambda reason: reason[1])
    raise FileRefused(
        f"{100 * refused / outcome.read:.1f} % of the records are refused (limit {limit:g} %). "
        f"Most often ({count:,} times): {sentence}"
    )


def findings(con: duckdb.DuckDBPyConnection, plan: Plan, ledger: Ledger, framed: Framed) -> None:
    """What is odd but no reason to refuse a row."""
    table, source = plan.feed.target.name, plan.profile.source_id
    counts = [f"count(*) FILTER (({check.sql}) IS FALSE)" for check in plan.warnings]
    found = con.execute(
        f"SELECT {', '.join(['count(*) FILTER (_dst)', *counts])} FROM stage WHERE _rule = 0"
    ).fetchall()[0]
    ledger.issue(table, "dst_ambiguous", "Local times fall into the hour that a clock change repeats or leaves out.",
                 found[0], source, "info")  # fmt: skip
    for check, n in zip(plan.warnings, found[1:], strict=True):
        ledger.issue(table, check.name, check.sentence, n, source)
    for column in plan.absent:
        ledger.issue(table, f"column_absent:{column}", f"The column {column} is not in the file; what it fills stays empty.",
                     framed.tally.records, source)  # fmt: skip
    extra = [c for c in framed.header if c.casefold() not in _known(plan)]
    if extra and plan.feed.extra_columns == "fail":
        raise FileRefused(f"The file has columns the profile does not know: {', '.join(extra)}.")
    if extra and plan.feed.extra_columns == "warn":
        ledger.issue(
            table,
            "extra_columns",
            f"Columns the profile does not use: {', '.join(extra)}.",
            len(extra),
            source,
        )


def _known(plan: Plan) -> set[str]:
    return {column.casefold() for column in (*plan.feed.named_columns, *plan.profile.drop)}


__all__ = ["findings", "gate", "reconcile"]
