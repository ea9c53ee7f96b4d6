"""What the product answers about the public sets, after an ordinary `wardboard load` of each.

Run as a program it loads every set into a folder of its own and prints the answers as JSON: `python kpis.py FOLDER`.
That way a test can ask under another time zone of the machine.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
SETS = ("fhir_bulk_10", "hospital_er", "noshow", "or_2022q1", "synthea27_csv")
NUMBERS = """
SELECT kpi_id, period_type, strftime(period_start, '%Y-%m'), value, n_eligible, n_valid
FROM kpi_value WHERE scope_type = 'network' AND dims = '{}' AND period_type IN ('month', 'year')
ORDER BY ALL
"""


def load(name: str, home: Path) -> int:
    """`wardboard load`, with the profile that the tests keep for the set; gives the exit code."""
    from app import main

    files = [path for path in sorted((DATA / name).iterdir()) if path.suffix in (".csv", ".ndjson")]
    command = ["load", *map(str, files), "--home", str(home)]
    profile = ROOT / "tests" / "profiles" / f"{name}.toml"
    with contextlib.redirect_stdout(io.StringIO()):
        return main([*command, "--profile", str(profile)] if profile.is_file() else command)


def told(home: Path) -> dict[str, Any]:
    """Every lit KPI by month and year: what is published, and what the engine says of it."""
    from data.settings import read_settings
    from data.warehouse import Warehouse
    from metrics.engine import Engine
    from metrics.question import Question

    settings = read_settings(home)
    warehouse = Warehouse(settings)
    engine = Engine(warehouse, settings)
    dark = engine.dark()
    published: dict[str, dict[str, dict[str, Any]]] = {}
    for kpi_id, grain, period, *numbers in warehouse.generation().rows(NUMBERS):
        published.setdefault(kpi_id, {}).setdefault(grain, {})[period] = numbers
    answers: dict[str, dict[str, Any]] = {}
    for kpi_id in (kpi for kpi in engine.kpis() if kpi not in dark):
        for grain in ("month", "year"):
            series = engine.answer(Question((kpi_id,), grain)).series[0]
            limits = (series.verdict.centre, series.verdict.lower, series.verdict.upper)
            points = {f"{p.period:%Y-%m}": [p.value, p.hidden] for p in series.points}
            answers.setdefault(kpi_id, {})[grain] = {"points": points, "limits": limits}
    return {"dark": dark, "published": published, "answers": answers}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    found = {}
    for name in SETS:
        code = load(name, Path(sys.argv[1]) / name)
        found[name] = told(Path(sys.argv[1]) / name) | {"code": code}
    print(json.dumps(found))
