"""How things are timed here: in child processes for memory, in repeated runs for small things, side by side."""

from __future__ import annotations

import json
import multiprocessing
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, ours, the floor, the goal for the ratio or the figure."""

    what: str
    ours: str
    floor: str = ""
    ratio: float | None = None
    goal: str = ""
    is_met: bool | None = None


@dataclass(frozen=True)
class Measured:
    seconds: float
    peak_mb: float
    result: Any


def _child(pipe: Any, work: Callable[..., Any], args: Sequence[Any]) -> None:
    start = time.perf_counter()
    result = work(*args)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    pipe.send((seconds, peak, result))


def alone(work: Callable[..., Any], *args: Any) -> Measured:
    """Run in a fresh process, so that its peak memory is its own; the result must be picklable."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_child, args=(there, work, args))
    process.start()
    there.close()
    try:
        answer = here.recv()
    except EOFError:
        raise SystemExit(f"{work.__name__} failed; its error stands above") from None
    process.join()
    return Measured(*answer)


@dataclass(frozen=True)
class Taken:
    """Milliseconds of repeated work."""

    middle: float
    p95: float


def turns(works: Sequence[Callable[[], Any]], times: int) -> list[Taken]:
    """Pieces of work that take turns, so that a busy machine hits them all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, each in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append((time.perf_counter() - start) * 1000)
    return [
        Taken(statistics.median(each), sorted(each)[min(times - 1, round(0.95 * times))]) for each in taken
    ]


def ratio_row(what: str, ours: float, floor: float, unit: str, goal: float) -> Row:
    ratio = ours / floor
    return Row(what, f"{ours:.2f} {unit}", f"{floor:.2f} {unit}", ratio, f"<= {goal:g}x", ratio <= goal)


def limit_row(what: str, ours: float, unit: str, goal: float) -> Row:
    return Row(what, f"{ours:.1f} {unit}", goal=f"<= {goal:g} {unit}", is_met=ours <= goal)


def machine() -> list[str]:
    cores = multiprocessing.cpu_count()
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "dash", "plotly", "pandas", "pyarrow")
    )
    return [
        f"{cores} cores, {model}, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {packages}",
    ]


def table(rows: Sequence[Row]) -> str:
    cells = [("measured", "ours", "floor", "ratio", "goal", "")]
    for row in rows:
        mark = {True: "met", False: "MISSED", None: ""}[row.is_met]
        cells.append(
            (row.what, row.ours, row.floor, f"{row.ratio:.2f}x" if row.ratio else "", row.goal, mark)
        )
    widths = [max(len(line[i]) for line in cells) for i in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def as_json(rows: Sequence[Row]) -> str:
    return json.dumps([row.__dict__ for row in rows], indent=1)
