"""Files that landed and wait to be typed; equal ones travel together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data.schema import LOADED
from pipelines.intake import Delivery
from pipelines.readers.delimited import Framed
from pipelines.source import Feed, Profile
from pipelines.sqltext import name

ORDER = {table: number for number, table in enumerate(LOADED)}
GROUP_FILES = 100
GROUP_BYTES = 1 << 30


def table_of(raw: str) -> str:
    return f"raw.main.{name(raw)}"


@dataclass
class Job:
    """One file that landed, the feeds that take it, and what its SQL fragments read."""

    delivery: Delivery
    profile: Profile
    feeds: list[Feed]
    raw: str
    framed: Framed
    refs: dict[str, dict[str, set[str]]]
    started: datetime
    extracted: str

    @property
    def tables(self) -> list[str]:
        """The raw tables of this file: one, or one for each type of resource in it."""
        return [table_of(f"{self.raw}_{part}") for part in self.framed.parts] or [table_of(self.raw)]

    def table(self, feed: Feed) -> str:
        return table_of(f"{self.raw}_{feed.resource}" if feed.resource else self.raw)

    def delivered(self, feed: Feed) -> int:
        """Records that this feed has to account for; whatever no feed takes falls to the first one."""
        found = self.framed.parts[feed.resource] if feed.resource else self.framed.tally.records
        if feed is self.feeds[0]:
            found += len(self.framed.faults) + sum(self.framed.unused.values())
        return found

    @property
    def rank(self) -> tuple[float, str, str]:
        """Tables that others point to come first, and what a file looks up; then files in the order they were made."""
        first = min(ORDER[feed.target.name] for feed in self.feeds)
        own = {feed.target.name for feed in self.feeds}
        needed = (ORDER[table] + 0.5 for table in looked_up_by(self.feeds) if table not in own)
        return max(first, *needed, 0), self.extracted, self.delivery.name

    @property
    def likeness(self) -> tuple[object, ...]:
        """Files that are alike in this may be loaded in one statement. A snapshot stands alone: it buries rows."""
        is_snapshot = any(feed.mode == "snapshot" for feed in self.feeds)
        alone = self.raw if is_snapshot else ""
        return self.profile.path, tuple(feed.name for feed in self.feeds), self.framed.header, alone


def groups(jobs: Iterable[Job]) -> list[list[Job]]:
    """The jobs in order, alike ones together, no group larger than one statement should carry."""
    alike: dict[tuple[object, ...], list[list[Job]]] = {}
    for job in sorted(jobs, key=lambda job: job.rank):
        found = alike.setdefault(job.likeness, [[]])
        size = sum(other.delivery.bytes for other in found[-1])
        if found[-1] and (len(found[-1]) >= GROUP_FILES or size + job.delivery.bytes > GROUP_BYTES):
            found.append([])
        found[-1].append(job)
    return [group for found in alike.values() for group in found]


def writes(group: list[Job]) -> frozenset[str]:
    """The tables that a group fills."""
    return frozenset(feed.target.name for feed in group[0].feeds)


def reads(group: list[Job]) -> frozenset[str]:
    """The tables that a group consults while it is typed."""
    return frozenset({"facility"}) | looked_up_by(group[0].feeds)


def looked_up_by(feeds: Iterable[Feed]) -> frozenset[str]:
    """The tables in which feeds look values up."""
    verbs = (verb for feed in feeds for verb in feed.columns.values())
    return frozenset(verb.lookup["table"] for verb in verbs if verb.lookup)


__all__ = ["Job", "groups", "reads", "table_of", "writes"]
