"""Whether a file adds up, whether it is fit to be loaded, and what is odd about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import duckdb

from data.language import mark
from data.reasons import (
    CHECK_FAILS,
    COLUMN_GONE,
    COLUMNS_UNKNOWN,
    COLUMNS_UNUSED,
    NOT_ADDING_UP,
    TOO_MANY_REFUSED,
)
from data.settings import Settings
from pipelines.job import Job
from pipelines.ledger import Ledger
from pipelines.merge import Outcome
from pipelines.readers.delimited import Fault
from pipelines.refusal import FileRefused
from pipelines.stage import Plan

GATE_SPARES = 3  # so few refused records never reject a file that also has good ones


class Misfits(Exception):
    """Files of a group that must not be loaded: number in the group, reason."""

    def __init__(self, reasons: dict[int, str]) -> None:
        super().__init__(f"{len(reasons)} files")
        self.reasons = reasons


def misfit(
    settings: Settings,
    plan: Plan,
    job: Job,
    outcome: Outcome,
    ignored: int,
    refused: Sequence[tuple[int, int]],
    faults: Sequence[Fault],
) -> str:
    """Why a file must not be loaded, or nothing: it does not add up, a check is fatal, too much is refused."""
    delivered = job.delivered(plan.feed)
    if not outcome.is_balanced or outcome.read + ignored != delivered:
        return NOT_ADDING_UP.format(
            delivered=f"{delivered:,}",
            read=f"{outcome.read:,}",
            ignored=f"{ignored:,}",
            counted=f"{sum(outcome.counts.values()):,}",
        )
    fatal = {check.name: check.sentence for check in plan.feed.checks if check.severity == "fail"}
    for _, number in refused:
        if (code := plan.rules[number - 1].code) in fatal:
            return CHECK_FAILS.format(check=code, reason=fatal[code])
    limit = plan.feed.max_quarantine_pct
    limit = settings.max_quarantine_pct if limit is None else limit
    bad = outcome.counts["quarantined"]
    is_spared = bad <= GATE_SPARES and bad < outcome.read
    if not outcome.read or is_spared or 100 * bad / outcome.read <= limit:
        return ""
    reasons = Counter(
        [plan.rules[number - 1].sentence for _, number in refused] + [f.sentence for f in faults]
    )
    sentence, count = reasons.most_common(1)[0]
    share = f"{100 * bad / outcome.read:.1f}"
    return TOO_MANY_REFUSED.format(share=share, limit=f"{limit:g}", n=f"{count:,}", reason=sentence)


def findings(con: duckdb.DuckDBPyConnection, plan: Plan, ledger: Ledger, jobs: Sequence[Job]) -> None:
    """What is odd but no reason to refuse a row."""
    table, source = plan.feed.target.name, plan.profile.source_id
    counts = [f"count(*) FILTER (({check.sql}) IS FALSE)" for check in plan.warnings]
    found = con.execute(
        f"SELECT {', '.join(['count(*) FILTER (_dst)', *counts])} FROM stage WHERE _rule = 0"
    ).fetchall()[0]
    ledger.issue(table, "dst_ambiguous", mark("Local times fall into the hour that a clock change repeats or leaves out."),
                 found[0], source, "info")  # fmt: skip
    for check, n in zip(plan.warnings, found[1:], strict=True):
        ledger.issue(table, check.name, check.sentence, n, source)
    for column in plan.absent:
        ledger.issue(table, f"column_absent:{column}", COLUMN_GONE.format(column=column),
                     sum(job.framed.tally.records for job in jobs), source)  # fmt: skip
    header = () if plan.feed.resource else jobs[0].framed.header
    extra = [c for c in header if c.casefold() not in _known(plan)]
    if extra and plan.feed.extra_columns == "fail":
        raise FileRefused(COLUMNS_UNKNOWN.format(columns=", ".join(extra)))
    if extra and plan.feed.extra_columns == "warn":
        ledger.issue(
            table,
            "extra_columns",
            COLUMNS_UNUSED.format(columns=", ".join(extra)),
            len(extra),
            source,
        )


def _known(plan: Plan) -> set[str]:
    return {column.casefold() for column in (*plan.feed.named_columns, *plan.profile.drop)}


__all__ = ["Misfits", "findings", "misfit"]
