"""Start a command at the slots of cron expressions, once per slot whatever happens. Knows nothing of what it starts.

A slot is a local wall-clock minute, so the repeated hour of autumn has it once, and the hour that spring skips moves
it forward. The lease of a slot lies in the store: of two processes one wins, and a slot whose owner died is won anew.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from croniter import croniter

from data.settings import Settings, SettingsError
from data.store import Store

log = logging.getLogger(__name__)

LEASE_SECONDS = 60.0
BUSY = 3  # exit code of a refresh that found another one running
BUSY_WAIT_SECONDS = 30.0
BUSY_TRIES = 60


@dataclass(frozen=True)
class Job:
    """A name, a cron expression, and the zone whose wall clock it speaks of."""

    name: str
    cron: str
    zone: ZoneInfo

    def after(self, instant: datetime) -> tuple[str, datetime]:
        """The first slot later than `instant`: its local minute, and when that is."""
        local = instant.astimezone(self.zone).replace(tzinfo=None)
        # In the repeated hour the wall clock has gone back: start earlier and let the instant decide.
        steps = croniter(self.cron, local - timedelta(hours=3))
        while True:
            slot = steps.get_next(datetime)
            if (due := self._instant(slot)) > instant:
                return slot.isoformat(timespec="minutes"), due

    def last(self, instant: datetime) -> tuple[str, datetime]:
        """The newest slot that is due at `instant`."""
        local = instant.astimezone(self.zone).replace(tzinfo=None)
        steps = croniter(self.cron, local + timedelta(hours=3))
        while True:
            slot = steps.get_prev(datetime)
            if (due := self._instant(slot)) <= instant:
                return slot.isoformat(timespec="minutes"), due

    def _instant(self, slot: datetime) -> datetime:
        """First occurrence of a repeated minute; a skipped minute is as much later as the clock jumped."""
        return slot.replace(tzinfo=self.zone, fold=0).astimezone(UTC)


def jobs(settings: Settings) -> tuple[Job, ...]:
    """The [[schedule]] tables of the settings, checked."""
    found: dict[str, Job] = {}
    for row in settings.schedules:
        name, cron, zone = row.get("name"), row.get("cron"), row.get("zone", "UTC")
        if unknown := sorted(set(row) - {"name", "cron", "zone"}):
            raise SettingsError(
                f"[[schedule]]: there is no setting `{unknown[0]}`; there are name, cron and zone"
            )
        if not isinstance(name, str) or not name or name in found:
            raise SettingsError("[[schedule]]: every schedule needs a `name` of its own")
        if not isinstance(cron, str) or len(cron.split()) != 5 or not croniter.is_valid(cron):
            raise SettingsError(
                f'[[schedule]] {name}: {cron!r} is not a cron expression of five fields, e.g. "15 5 * * *"'
            )
        try:
            found[name] = Job(name, cron, ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError, TypeError):
            raise SettingsError(
                f"[[schedule]] {name}: there is no time zone {zone!r}, e.g. Europe/Berlin"
            ) from None
    return tuple(found.values())


class _Slots(BaseTrigger):  # type: ignore[misc]
    def __init__(self, job: Job) -> None:
        self.job = job

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return self.job.after(max(previous, now) if previous else now)[1]


class Runner:
    """Runs the due slot of a job when nobody else does or did."""

    def __init__(
        self,
        store: Store,
        command: Sequence[str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Any] = time.sleep,
        start: Callable[..., Any] = subprocess.Popen,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._store, self._command, self._clock = store, list(command), clock
        self._sleep, self._start, self._environment = sleep, start, environment
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"

    def run_due(self, job: Job) -> int | None:
        """Run the newest due slot; older missed ones are covered by it. None when it was not ours to run."""
        slot, _ = job.last(self._clock())
        if not self._store.take_slot(job.name, slot, self.owner, LEASE_SECONDS, self._clock()):
            return None
        log.info("schedule %s: slot %s starts", job.name, slot)
        code = self._run(job.name, slot)
        self._store.end_slot(job.name, slot, self.owner, "done" if code == 0 else f"failed ({code})")
        log.info("schedule %s: slot %s ended with code %d", job.name, slot, code)
        return code

    def catch_up(self, job: Job) -> int | None:
        """After downtime run the slot that was missed. A job that never ran before waits for its first slot."""
        if not self._store.slots(job.name):
            slot, _ = job.last(self._clock())
            if self._store.take_slot(job.name, slot, self.owner, LEASE_SECONDS, self._clock()):
                self._store.end_slot(job.name, slot, self.owner, "before the first run")
            return None
        return self.run_due(job)

    def _run(self, name: str, slot: str) -> int:
        for _ in range(BUSY_TRIES):
            code = self._once(name, slot)
            if code != BUSY:
                return code
            self._store.renew_slot(name, slot, self.owner, 2 * BUSY_WAIT_SECONDS, self._clock())
            self._sleep(BUSY_WAIT_SECONDS)
        return BUSY

    def _once(self, name: str, slot: str) -> int:
        process = self._start(self._command, env=self._environment)
        ended = threading.Event()

        def keep() -> None:
            while not ended.wait(LEASE_SECONDS / 4):
                self._store.renew_slot(name, slot, self.owner, LEASE_SECONDS, self._clock())

        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            return int(process.wait())
        finally:
            ended.set()
            keeper.join()


def serve(settings: Settings, command: Sequence[str]) -> None:
    """Catch up, then start `command` at every slot until the process is told to stop."""
    found = jobs(settings)
    if not found:
        raise SettingsError(
            'nothing is scheduled: add to settings.toml [[schedule]] with name = "daily", cron = "15 5 * * *" '
            'and zone = "Europe/Berlin"'
        )
    runner = Runner(Store(settings), command)
    # A thread per job: a job that waits for its turn must not hold up another one.
    scheduler = BlockingScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(len(found))})
    now = datetime.now(UTC)
    for job in found:
        # Started at once for the missed slot, then by its own slots; a late wake-up runs one slot, the newest.
        scheduler.add_job(runner.catch_up, args=(job,), id=f"{job.name}: missed", misfire_grace_time=None)
        scheduler.add_job(
            runner.run_due, _Slots(job), args=(job,), id=job.name, coalesce=True, max_instances=1,
            misfire_grace_time=None,
        )  # fmt: skip
        slot, due = job.after(now)
        log.info("schedule %s: next slot %s (%s)", job.name, slot, due.isoformat(timespec="minutes"))
    scheduler.start()
