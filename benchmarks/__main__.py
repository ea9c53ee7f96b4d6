"""Print the table. `--encounters 5000000` for the large run; `--json` for scripts; homes are kept between runs."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import ingest, pages
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--encounters", type=int, default=1_000_000, help="size of the large demo hospital")
    parser.add_argument("--small", type=int, default=100_000, help="size of the small demo hospital")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    small, large = demo_home(given.small), demo_home(given.encounters)
    rows: list[Row] = []
    rows += ingest.measure(large)
    rows += pages.measure(small, large)
    if given.json:
        print(as_json(rows))
        return
    print(*machine(), f"demo hospitals of {given.small:,} and {given.encounters:,} encounters", "", sep="\n")
    print(table(rows))


if __name__ == "__main__":
    main()
