"""How far behind the figures are: a refresh that failed, a load that is overdue, a feed that lags behind the others.

These change while the data do not, so they are asked anew and take part in the key of remembered answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from dash import html

from data.language import say, say_count
from layouts import icons, wording
from layouts.failing import report
from layouts.page import View
from metrics.kpi import Kpi

LOOK_SECONDS = 5.0
DAY = timedelta(days=1)
# A home that is loaded by hand has no rhythm until it has been loaded three times.
BY_HAND = 30 * DAY


@dataclass(frozen=True)
class Notice:
    """One sentence of the strip; `kind` is failed, stale or late and chooses its icon."""

    kind: str
    words: str


def instant(text: str) -> datetime | None:
    """A moment that was written down, in UTC; None where it is not one."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def cadence(runs: Iterable[dict[str, Any]], is_scheduled: bool) -> timedelta:
    """How often new figures come: the middle gap between the loads so far, at least a day."""
    moments = sorted(moment for run in runs if (moment := instant(str(run["started_ts"]))))
    gaps = [after - before for before, after in pairwise(moments)]
    if len(gaps) >= 2:
        return max(DAY, median(gaps))
    return DAY if is_scheduled else BY_HAND


def stale_from(view: View) -> datetime | None:
    """When the figures count as stale: twice the cadence after their load. Never for demo data, which end by design."""
    if view.stamp is None or view.stamp.is_demo:
        return None
    loaded = instant(view.stamp.loaded_at)
    runs = view.engine.loads(view.access).runs
    return loaded + 2 * cadence(runs, bool(view.settings.schedules)) if loaded else None


def late(view: View) -> dict[str, tuple[date, int]]:
    """Tables that end long before the newest one, each with its last day and how many days that is behind.

    Never for demo data: their rare events end when they happened last.
    """
    if view.stamp is None or view.stamp.is_demo:
        return {}
    if "late" not in view.kept:
        found = [row for row in view.engine.loads(view.access).freshness if row["facility_id"] == "*"]
        newest = max((row["last_date"] for row in found), default=None)
        view.kept["late"] = {
            row["table_name"]: (row["last_date"], (newest - row["last_date"]).days)
            for row in found
            if is_late(row, newest)
        }
    return view.kept["late"]  # type: ignore[no-any-return]


def is_late(row: dict[str, Any], newest: date) -> bool:
    """A monthly table stands on the first of its month, and rare events come rarely: late is beyond any usual gap.

    Events that fall at random leave six times their mean gap once in four hundred.
    """
    usual = row["usual_gap_days"]
    between = (row["last_date"] - row["first_date"]).days / max(row["row_count"], 1)
    behind = (newest - row["last_date"]).days
    return behind > 7 + max((1 if usual < 32 else 4) * usual, 6 * between)


def mark(view: View, kpi: Kpi) -> Any:
    """A clock and the last day, beside a number whose data lag behind the others; nothing beside the others."""
    behind = late(view).get(kpi.table)
    if behind is None:
        return None
    return html.Span(
        [icons.line("access"), say("data to {day}", day=wording.day(behind[0]))], className="behind"
    )


class Watch:
    """Looks at the run log of the store, at most every few seconds."""

    def __init__(self, store: Any, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store, self.now = store, now
        self._seen: tuple[float, dict[str, Any]] = (0.0, {})

    def last_run(self) -> dict[str, Any]:
        """The newest refresh, whatever came of it; empty where nothing is written down."""
        if self._store is None:
            return {}
        if time.monotonic() - self._seen[0] > LOOK_SECONDS or not self._seen[0]:
            try:
                rows = self._store.runs(1)
            except Exception as error:
                # A store that cannot be read must not take the numbers with it.
                report(error, "run log")
                rows = [self._seen[1]]
            self._seen = (time.monotonic(), rows[0] if rows else {})
        return self._seen[1]

    def moment(self) -> tuple[str, str, str]:
        """What decides the notices besides the data: the last refresh, and the hour."""
        run = self.last_run()
        return str(run.get("run_id", "")), str(run.get("state", "")), f"{self.now():%Y-%m-%d %H}"


def notices(view: View, watch: Watch) -> list[Notice]:
    """What a reader must know about the age of what is shown, gravest first."""
    if view.stamp is None:
        return []
    found = []
    run = watch.last_run()
    if run.get("state") in ("failed", "interrupted"):
        when = wording.instant(str(run.get("started_ts", "")))
        found.append(
            Notice(
                "failed",
                say(
                    "The refresh of {moment} failed. These are still the figures of load {load}."
                    if run["state"] == "failed"
                    else "The refresh of {moment} was interrupted. These are still the figures of load {load}.",
                    moment=when,
                    load=view.stamp.load_id,
                ),
            )
        )
    if unknown := view.engine.loads(view.access).unknown:
        names = wording.listed([_spoken(name) for name in unknown])
        found.append(
            Notice(
                "failed",
                say(
                    "A newer version of Wardboard made these data, and this one does not know all of them: {names}. Update "
                    "Wardboard, or restore a backup from before.",
                    names=names,
                ),
            )
        )
    refused = _refused(view)
    if refused:
        found.append(
            Notice(
                "failed",
                say_count(
                    len(refused),
                    "{n} file of the last load was refused: {names}.",
                    "{n} files of the last load were refused: {names}.",
                    names=wording.listed(refused),
                ),
            )
        )
    limit, loaded = stale_from(view), instant(view.stamp.loaded_at)
    if limit and loaded and watch.now() > limit:
        days = (watch.now() - loaded).days
        found.append(
            Notice(
                "stale",
                say_count(
                    days,
                    "The last load is {n} day old. What happened since is not in these figures.",
                    "The last load is {n} days old. What happened since is not in these figures.",
                ),
            )
        )
    behind = late(view)
    if behind:
        names = [
            f"{_spoken(name)} ({say_count(days, '{n} day', '{n} days')})"
            for name, (_, days) in behind.items()
        ]
        found.append(Notice("late", say("Behind the other data: {names}.", names=wording.listed(names))))
    return found


def _spoken(table: str) -> str:
    return table.removeprefix("v_").replace("_", " ")


def _refused(view: View) -> list[str]:
    """Files that the newest load refused whole."""
    files = view.engine.loads(view.access).files
    newest = files[0].get("batch_id") if files else None
    return sorted({f["file"] for f in files if f.get("status") == "rejected" and f.get("batch_id") == newest})
