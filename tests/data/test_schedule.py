"""Every slot of a schedule runs once: with two processes, in the repeated hour, and after downtime."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.schedule import BUSY, Job, Runner, jobs
from data.settings import SettingsError, read_settings
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
NEW_YORK = ZoneInfo("America/New_York")


class World:
    """A clock that a test sets, and a command that only counts."""

    def __init__(self, home, now: datetime, codes: tuple[int, ...] = (0,)) -> None:
        self.now, self.started, self.codes = now, [], list(codes)
        self.runner = Runner(Store(home), ["refresh"], lambda: self.now, self.wait, self.start)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def start(self, command, env=None):
        self.started.append(self.now)
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        return type("Done", (), {"wait": staticmethod(lambda: code)})


def slots(cron: str, zone: ZoneInfo, since: datetime, until: datetime) -> list[str]:
    job, found, now = Job("job", cron, zone), [], since
    while True:
        slot, now = job.after(now)
        if now > until:
            return found
        found.append(slot)


def test_the_repeated_hour_of_autumn_has_its_slot_once():
    night = slots(
        "30 1 * * *", NEW_YORK, datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC)
    )
    assert night == ["2026-11-01T01:30", "2026-11-02T01:30"]


def test_the_hour_that_spring_skips_moves_its_slot_forward():
    slot, due = Job("job", "30 2 * * *", NEW_YORK).after(datetime(2026, 3, 8, 5, tzinfo=UTC))
    assert (slot, due) == ("2026-03-08T02:30", datetime(2026, 3, 8, 7, 30, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_a_daily_slot_comes_once_on_every_day_of_a_year(zone):
    found = slots(
        "30 1 * * *", ZoneInfo(zone), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )
    days = [slot[:10] for slot in found]
    assert len(days) == len(set(days))
    assert len(days) in (365, 366)


def test_sunday_is_0_and_7_as_in_cron():
    for day in ("0", "7", "sun"):
        slot, _ = Job("job", f"0 6 * * {day}", NEW_YORK).after(datetime(2026, 11, 24, tzinfo=UTC))
        assert slot == "2026-11-29T06:00"


def test_a_slot_runs_once_however_often_it_is_looked_at(home):
    world = World(home, datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    job = Job("daily", "0 5 * * *", NEW_YORK)
    assert [world.runner.run_due(job) for _ in range(3)] == [0, None, None]
    world.now += timedelta(days=1)
    assert world.runner.run_due(job) == 0
    assert len(world.started) == 2


def test_a_new_schedule_waits_for_its_first_slot(home):
    world = World(home, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert world.runner.catch_up(Job("daily", "0 5 * * *", NEW_YORK)) is None
    assert world.started == []


def test_after_downtime_many_missed_slots_run_once(home):
    world = World(home, datetime(2026, 11, 20, 12, tzinfo=UTC))
    job = Job("daily", "0 5 * * *", NEW_YORK)
    world.runner.catch_up(job)
    world.now += timedelta(days=4)
    assert world.runner.catch_up(job) == 0
    assert world.runner.catch_up(job) is None
    assert len(world.started) == 1


def test_a_busy_refresh_is_tried_again_and_then_ended(home):
    world = World(home, datetime(2026, 11, 24, 12, tzinfo=UTC), codes=(BUSY, BUSY, 0))
    job = Job("daily", "0 5 * * *", NEW_YORK)
    assert world.runner.run_due(job) == 0
    assert len(world.started) == 3
    assert Store(home).slots("daily")[0]["state"] == "done"


def test_a_failed_run_is_written_down_with_its_code(home):
    world = World(home, datetime(2026, 11, 24, 12, tzinfo=UTC), codes=(4,))
    assert world.runner.run_due(Job("daily", "0 5 * * *", NEW_YORK)) == 4
    assert Store(home).slots("daily")[0]["state"] == "failed (4)"


TWO = """
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
from data.schedule import Job, Runner
from data.settings import read_settings
from data.store import Store
home, effects = Path(sys.argv[1]), sys.argv[2]
now = datetime(2026, 1, 1, tzinfo=UTC)
note = f"import os; handle = os.open({effects!r}, os.O_APPEND | os.O_WRONLY); os.write(handle, b'x')"
runner = Runner(Store(read_settings(home)), [sys.executable, "-S", "-c", note], lambda: now)
job = Job("hourly", "0 * * * *", ZoneInfo("UTC"))
print("ready", flush=True)
sys.stdin.readline()
for hour in range(20):
    now = datetime(2026, 1, 1, hour, tzinfo=UTC)
    runner.run_due(job)
"""


def test_two_processes_run_every_slot_once_between_them(home, tmp_path):
    Store(home)
    effects = tmp_path / "effects"
    effects.touch()
    both = [
        subprocess.Popen(
            [sys.executable, "-c", TWO, str(home.home), str(effects)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.wait() for process in both] == [0, 0]
    for process in both:
        process.stdin.close()
        process.stdout.close()
    assert effects.read_text() == "x" * 20
    assert {row["state"] for row in Store(home).slots("hourly")} == {"done"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('name = "a"\ncron = "* * *"', "cron expression of five fields"),
        ('name = "a"\ncron = "61 * * * *"', "cron expression of five fields"),
        ('cron = "* * * * *"', "`name` of its own"),
        ('name = "a"\ncron = "* * * * *"\nzone = "Mars"', "no time zone 'Mars'"),
        ('name = "a"\ncron = "* * * * *"\ntime = 1', "no setting `time`"),
    ],
)
def test_a_schedule_that_cannot_run_is_named(home, text, sentence):
    (home.home / "settings.toml").write_text(f"[[schedule]]\n{text}\n")
    with pytest.raises(SettingsError, match=sentence):
        jobs(read_settings(home.home))
