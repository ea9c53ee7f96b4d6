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
    def table(self) -> str:
        return f"raw.main.{name(self.raw)}"

    @property
    def rank(self) -> tuple[int, str, str]:
        """Tables that others point to come first; then files in the order the source made them."""
        return min(ORDER[feed.target.name] for feed in self.feeds), self.extracted, self.delivery.name

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


__all__ = ["Job", "groups"]
