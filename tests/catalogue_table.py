"""The catalogue as a table of its proofs: `python -m tests.catalogue_table [--home DIR] [--mutants] [NAME…]`.

Per indicator: how many worked examples it has, whether a slow second implementation, how many of the small faults that
were planted in its declaration some test noticed, and whether it is lit in a home. With `--mutants` the tests of
examples and oracles run with faults planted in the named indicators and models (without a name: all of them), and
what nobody noticed is listed; `tests/survivors.toml` says why a fault that is left cannot be noticed or does no harm.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
import tomllib
from pathlib import Path

import pytest

from data.settings import read_settings
from data.warehouse import Warehouse
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.examples import examples
from metrics.permits import tables_of
from pipelines.derive import order, reads
from tests import mutants

HERE = Path(__file__).parent
REASONS: dict[str, dict[str, str]] = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))


def oracles() -> dict[str, str]:
    """The KPI ids that stand in the files of the second implementations, each with its file."""
    texts = {path.stem: path.read_text("utf-8") for path in sorted((HERE / "oracle").glob("[!t]*.py"))}
    texts |= {path.stem: path.read_text("utf-8") for path in (HERE / "oracle").glob("t[!e]*.py")}
    return {kpi_id: stem for stem, text in texts.items() for kpi_id in KPIS if f'"{kpi_id}"' in text}


def behind(model: str) -> set[str]:
    """The derived tables that a model is made into, itself included."""
    found, size = {model}, 0
    while size < len(found):
        size = len(found)
        found |= {table for table in order() if reads(table) & found}
    return found


def files_about(kpis: set[str]) -> list[str]:
    """The files of specs and of oracle tests that ask one of these."""
    stems = {stem for kpi_id, stem in oracles().items() if kpi_id in kpis}
    chosen = []
    # The oracles first: they try a fault in a moment, and leave few of them to the examples.
    for path in [*sorted((HERE / "oracle").glob("test_*.py")), *sorted((HERE / "spec").glob("test_*.py"))]:
        words = set(re.findall(r"[a-z0-9_]+", path.read_text("utf-8")))
        wanted = kpis if path.parent.name == "spec" else stems
        is_built = any(word.endswith("_") and kpi_id.startswith(word) for word in words for kpi_id in kpis)
        if words & wanted or (path.parent.name == "spec" and is_built):
            chosen.append(str(path))
    return chosen


def hunt(names: list[str]) -> mutants.Hunt:
    """Run examples and oracles with faults planted in the named indicators and models."""
    kpis = {kpi_id for kpi_id in KPIS if not names or kpi_id in names}
    models = [table for table in order() if not names or table in names]
    made = {table for model in models for table in behind(model)}
    asked = kpis | {kpi_id for kpi_id, kpi in KPIS.items() if made & set(tables_of(kpi))}
    files = files_about(asked) if names else [str(HERE / "oracle"), str(HERE / "spec")]
    mutants.HUNT = found = mutants.Hunt(sorted(kpis), models)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = pytest.main(["-q", "-n0", "-p", "no:cacheprovider", *files])
    mutants.HUNT = None
    if code:
        sys.exit(f"The tests fail without any fault:\n{said.getvalue()[-4000:]}")
    return found


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.catalogue_table", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="indicators and models to plant faults in")
    parser.add_argument("--home", help="a home whose lit and dark indicators are told")
    parser.add_argument("--mutants", action="store_true", help="plant faults and see which are noticed")
    asked = parser.parse_args(words)
    found = hunt(asked.names) if asked.mutants else None
    dark = None
    if asked.home:
        settings = read_settings(Path(asked.home))
        dark = Engine(Warehouse(settings), settings).dark()
    shown, second = examples(), oracles()
    print("KPI | worked example | oracle | faults caught | on this data")
    for kpi_id in KPIS:
        if asked.names and kpi_id not in asked.names:
            continue
        score = found.kpis.get(kpi_id) if found else None
        caught = f"{len(score.caught)} of {score.planted}" if score else ""
        light = "" if dark is None else "dark" if kpi_id in dark else "lit"
        print(
            f"{kpi_id} | {'yes' if kpi_id in shown else 'no'} | {'yes' if kpi_id in second else 'no'} | {caught} | {light}"
        )
    for title, scores in (("KPI", found.kpis), ("model", found.models)) if found else ():
        planted = sum(score.planted for score in scores.values())
        caught = sum(len(score.caught) for score in scores.values())
        print(f"\n{title}s: {caught} of {planted} faults caught in {len(scores)}")
        for name, score in scores.items():
            for said in score.alive:
                print(f"  {name}: {said} | {REASONS.get(name, {}).get(said, 'NOBODY NOTICED')}")


if __name__ == "__main__":
    main(sys.argv[1:])
