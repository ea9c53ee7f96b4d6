"""Actions: what somebody promised to do about an indicator, where it stood then, and every step since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from data.store.base import Base, StoreError, now

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS action (
        action_id INTEGER PRIMARY KEY, title TEXT NOT NULL, kpi_id TEXT NOT NULL, scope_type TEXT NOT NULL,
        scope_id TEXT NOT NULL, grain TEXT NOT NULL, aim REAL, aim_by TEXT, cause TEXT NOT NULL, idea TEXT NOT NULL,
        owner TEXT NOT NULL, due TEXT NOT NULL, started TEXT, stage TEXT NOT NULL, step TEXT NOT NULL,
        baseline_period TEXT, baseline_value REAL, baseline_mean REAL, baseline_lower REAL, baseline_upper REAL,
        load_id INTEGER NOT NULL, written_ts TEXT NOT NULL, written_by TEXT NOT NULL, changed_ts TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS action_change (
        change_id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL, at_ts TEXT NOT NULL, written_by TEXT NOT NULL,
        changed TEXT NOT NULL, note TEXT NOT NULL)""",
)
STAGES = ("todo", "doing", "checking", "done", "stopped")
STEPS = ("plan", "do", "study", "act")
CLOSED = ("done", "stopped")
WRITTEN = (
    "title", "kpi_id", "scope_type", "scope_id", "grain", "aim", "aim_by", "cause", "idea", "owner", "due", "started",
)  # fmt: skip
CHANGEABLE = ("title", "aim", "aim_by", "cause", "idea", "owner", "due", "started", "stage", "step")
DATES = ("aim_by", "due", "started", "baseline_period")


@dataclass(frozen=True)
class Baseline:
    """Where the indicator stood when the action was written down, as the answer of that data load showed it."""

    load_id: int
    period: date | None = None
    value: float | None = None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class Actions(Base):
    """The actions of a home. None is ever deleted: what was stopped says so."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

    def add_action(self, said: Mapping[str, Any], baseline: Baseline) -> int:
        """Write an action down and give its number. `said` holds WRITTEN; one that has started is being done."""
        row = {name: _plain(said.get(name)) for name in WRITTEN}
        row |= {name: row[name] or "" for name in ("cause", "idea")}
        stage = "doing" if row["started"] else "todo"
        row |= {"stage": stage, "step": "do" if row["started"] else "plan", "load_id": baseline.load_id}
        row |= {
            f"baseline_{name}": _plain(getattr(baseline, name))
            for name in ("period", "value", "mean", "lower", "upper")
        }
        row |= {"written_ts": now(), "written_by": self.by, "changed_ts": now()}
        with self._writing() as con:
            names = ", ".join(row)
            made = con.execute(
                f"INSERT INTO action ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            )
            scope = f"{row['scope_type']}:{row['scope_id']}"
            self._note(con, "action added", {"action": made.lastrowid, "kpi": row["kpi_id"], "scope": scope})
            return int(made.lastrowid or 0)

    def change_action(self, action_id: int, changes: Mapping[str, Any], note: str = "") -> bool:
        """Change some of CHANGEABLE and remember what it was before; False when nothing is different.

        Raises `StoreError` for an action, a stage or a step that does not exist.
        """
        if strange := set(changes) - set(CHANGEABLE):
            raise StoreError(f"an action has no {', '.join(sorted(strange))} to change")
        if changes.get("stage", STAGES[0]) not in STAGES or changes.get("step", STEPS[0]) not in STEPS:
            raise StoreError("an action is to do, being done, checked, done or stopped")
        with self._writing() as con:
            found = con.execute("SELECT * FROM action WHERE action_id = ?", (action_id,)).fetchone()
            if found is None:
                raise StoreError("there is no such action")
            new = {name: _plain(value) for name, value in changes.items() if _plain(value) != found[name]}
            if not new and not note:
                return False
            if new:
                sets = ", ".join(f"{name} = ?" for name in new)
                con.execute(
                    f"UPDATE action SET {sets}, changed_ts = ? WHERE action_id = ?",
                    (*new.values(), now(), action_id),
                )
            told = {name: [found[name], value] for name, value in new.items()}
            con.execute(
                "INSERT INTO action_change (action_id, at_ts, written_by, changed, note) VALUES (?, ?, ?, ?, ?)",
                (action_id, now(), self.by, json.dumps(told, sort_keys=True), note),
            )
            self._note(con, "action changed", {"action": action_id, "changed": sorted(new)})
            return True

    def actions(self) -> list[dict[str, Any]]:
        """Every action with dates as dates, those that are due first at the front; `stage_ts` = when its stage changed last."""
        rows = self._read(
            "SELECT a.*, (SELECT max(c.at_ts) FROM action_change c WHERE c.action_id = a.action_id "
            "AND c.changed LIKE '%\"stage\"%') AS stage_ts FROM action a ORDER BY due, action_id"
        )
        return [
            row | {name: date.fromisoformat(row[name]) if row[name] else None for name in DATES}
            for row in rows
        ]

    def action_changes(self, action_id: int) -> list[dict[str, Any]]:
        """What was changed, from what to what, newest first."""
        rows = self._read(
            "SELECT * FROM action_change WHERE action_id = ? ORDER BY change_id DESC", action_id
        )
        return [row | {"changed": json.loads(row["changed"])} for row in rows]
