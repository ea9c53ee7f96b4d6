"""A refresh that is killed at any moment costs nothing: what was served is served, and the next run takes it all."""

from __future__ import annotations

import multiprocessing
import random
import statistics
import time
from pathlib import Path

import pytest

from data import generations
from data.settings import Settings
from data.store import Store
from data.warehouse import Warehouse
from tests.faults import site

KILLS = 60
ROWS = 10
WARM = ["app", "pipelines.load", "pipelines.derive", "metrics.publish", "pandas", "scipy.special"]


@pytest.fixture(scope="module")
def start():
    """Starts a refresh in a process that has imported everything already; gives the process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(WARM)

    def begin(home: Path):
        process = context.Process(target=site.refresh, args=(home,))
        process.start()
        return process

    return begin


def finished(start, home: Path) -> float:
    """Seconds of a refresh that nobody disturbs."""
    began = time.monotonic()
    process = start(home)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def served_files(settings: Settings) -> set[str]:
    generation = Warehouse(settings).generation()
    assert generation is not None, "nothing is served"
    found = generation.rows("SELECT source_file, count(*) FROM live.appointment GROUP BY 1")
    assert {count for _, count in found} == {ROWS}, "a file is served in part"
    published = generation.rows("SELECT DISTINCT load_id FROM kpi_value")
    assert published == [(generation.number,)], "values of another generation"
    return {name for name, _ in found}


def test_sixty_kills_lose_nothing_and_load_nothing_twice(tmp_path: Path, start):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    settings = site.make(tmp_path / "home")
    site.deliver(settings, 0, ROWS)
    finished(start, settings.home)
    usual = []
    for number in (1, 2, 3):
        site.deliver(settings, number, ROWS)
        usual.append(finished(start, settings.home))
    delivered = {f"visits{number}.csv" for number in range(4)}
    served, hits = served_files(settings), 0
    for kill in range(4, 4 + KILLS):
        site.deliver(settings, kill, ROWS)
        delivered.add(f"visits{kill}.csv")
        process = start(settings.home)
        process.join(chance.uniform(0, 1.2 * statistics.median(usual)))
        hits += process.exitcode is None
        process.kill()
        process.join()
        now = served_files(settings)
        waiting = {path.name for path in settings.inbox.iterdir()}
        assert served <= now, f"seed {seed}, kill {kill}: published rows are gone"
        assert now | waiting == delivered, f"seed {seed}, kill {kill}: a file is neither served nor waiting"
        served = now
    assert hits > KILLS / 3, f"seed {seed}: too few kills met a running refresh to prove anything"
    finished(start, settings.home)
    assert served_files(settings) == delivered
    leftovers = [path.name for path in settings.warehouse.iterdir() if path.name.startswith("build-")]
    assert leftovers == [] == list(settings.spill.iterdir())
    assert len(generations.numbers(settings.warehouse)) == settings.keep_generations
    states = {run["state"] for run in Store(settings).runs(1000)}
    assert states <= {"published", "interrupted", "nothing_new"}
    assert "interrupted" in states
