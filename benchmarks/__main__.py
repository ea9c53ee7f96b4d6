"""Measure against plain DuckDB and print a table; the homes it needs are built once and kept under build/bench.

python -m benchmarks                              100,000 encounters loaded, five million made of them by copying
python -m benchmarks --only publish --times 10    publishing at one million
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import ingest, pages, publishing
from benchmarks.copies import copied
from benchmarks.measure import Row, as_json, machine, table

ROOT = Path(__file__).resolve().parent.parent
KEEP = ROOT / "build" / "bench"


def demo_home(encounters: int) -> Path:
    """A demo home of that size, built once."""
    home = KEEP / f"demo-{encounters}"
    if not (home / "warehouse" / "CURRENT").exists():
        print(f"Building a demo hospital of {encounters:,} encounters …", file=sys.stderr)
        command = [
            sys.executable,
            str(ROOT / "app.py"),
            "demo",
            "--home",
            str(home),
            "--encounters",
            str(encounters),
        ]
        subprocess.run(command, check=True)
    return home


def large_home(small: Path, times: int) -> Path:
    """The large hospital: the loaded rows of the small one, copied `times` times. Built once."""
    home = small.with_name(f"{small.name}x{times}")
    if not (home / "warehouse" / "CURRENT").exists():
        print(f"Copying the loaded rows {times} times …", file=sys.stderr)
        copied(small, home, times)
    return home


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--small", type=int, default=100_000, help="encounters of the small demo hospital")
    parser.add_argument(
        "--times",
        type=int,
        default=50,
        help="the large hospital holds every patient, visit, claim and so on of the small one this many times, under "
        "other keys and in the same wards (default 50: five million encounters; 4 GB of disk and ten minutes once)",
    )
    parser.add_argument("--only", choices=("load", "publish", "pages"), help="measure no more than this part")
    parser.add_argument(
        "--days", action="store_true", help="measure one more day of every feed as well: minutes at full size"
    )
    parser.add_argument("--json", action="store_true", help="for scripts")
    given = parser.parse_args()
    rows: list[Row] = []
    try:
        sizes = _measured(given, rows)
    finally:
        # What was measured is shown, whatever became of the rest.
        if rows and sys.exc_info()[0]:
            print(table(rows), file=sys.stderr)
    if given.json:
        print(as_json(rows))
        return
    print(*machine(), f"demo hospitals of {sizes}", "", sep="\n")
    print(table(rows))


def _measured(given: argparse.Namespace, rows: list[Row]) -> str:
    """Fill `rows`; gives the sizes they are about."""
    small = demo_home(given.small)
    sizes = f"{given.small:,} encounters"
    if given.only in (None, "load"):
        rows += ingest.measure_load(small)
    if given.only == "load":
        return sizes
    large = large_home(small, given.times)
    big = f"{given.small * given.times:,} encounters"
    # Before the pages: it publishes what today's code makes of both homes.
    rows += publishing.measure(small, sizes, given.days)
    rows += publishing.measure(large, big, given.days)
    rows += publishing.spc()
    if given.only != "publish":
        rows += pages.measure(small, large)
    return f"{sizes} and {big}"


if __name__ == "__main__":
    main()
