"""Pages as the server makes them, and questions nobody precomputed; what a browser sees is measured in `browser`."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import browser
from benchmarks.measure import Row, ratio_row, turns
from data.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
TURNS = 40
KPI_PAGE = "/kpi/ed_los_discharged_median"

# The hand-written form of the question below: what an analyst would run on the same table.
BY_HAND = """
SELECT date_trunc('month', visit_date) AS month, acuity,
  quantile_cont(stay_seconds / 60.0, 0.5) FILTER (WHERE stay_seconds BETWEEN 0 AND 2592000) AS median_minutes,
  count(*) AS n_eligible, count(*) FILTER (WHERE stay_seconds BETWEEN 0 AND 2592000) AS n_valid
FROM v_ed_visit
WHERE disposition = 'discharged' AND NOT had_observation AND arrival_mode = 'ambulance'
GROUP BY ALL ORDER BY ALL
"""


class Site:
    """A home behind Flask's test client: the same code as the server, without the network."""

    def __init__(self, home: Path) -> None:
        from app import create_app

        self.client = create_app(read_settings(home)).server.test_client()

    def call(
        self,
        outputs: list[tuple[Any, str]],
        inputs: list[tuple[str, str, str]],
        state: list[tuple[Any, str, Any]],
    ) -> bytes:
        # A pattern-matching callback is looked up by its pattern, and told the concrete ids beside it.
        keys = (
            (json.dumps({k: ["MATCH"] for k in i}, separators=(",", ":")) if isinstance(i, dict) else i, p)
            for i, p in outputs
        )
        names = [f"{i}.{p}" for i, p in keys]
        wanted = [{"id": i, "property": p} for i, p in outputs]
        body = {
            "output": names[0] if len(names) == 1 else f"..{'...'.join(names)}..",
            "outputs": wanted[0] if len(wanted) == 1 else wanted,
            "inputs": [{"id": i, "property": p, "value": v} for i, p, v in inputs],
            "state": [{"id": i, "property": p, "value": v} for i, p, v in state],
            "changedPropIds": [f"{i}.{p}" for i, p, _ in inputs],
        }
        answer = self.client.post("/_dash-update-component", json=body, base_url="http://127.0.0.1:8050")
        if answer.status_code not in (200, 204):
            raise SystemExit(f"a page of the bench answered {answer.status_code}")
        return answer.data

    def page(self, path: str, blocks: int, search: str = "") -> None:
        """Everything the server does for one view of a page."""
        self.call(
            [("main", "children"), ("title", "data")],
            [("url", "pathname", path)],
            [("url", "search", search)],
        )
        around = [("url", "pathname", path), ("url", "search", search)]
        self.call([("rail", "children"), ("filters", "children"), ("strip", "children")], around, [])
        for number in range(blocks):
            block = {"block": f"{path}#{number}"}
            self.call([(block, "children")], [("url", "search", search)], [(block, "id", block)])


def _pages() -> list[tuple[str, int]]:
    from layouts.page import every_page

    shown = {page.path: page.path for page in every_page() if "<" not in page.path} | {
        "/kpi/<kpi_id>": KPI_PAGE
    }
    return [
        (shown[page.path], len(page.blocks)) for page in every_page() if page.blocks and page.path in shown
    ]


def _served(small: Path, large: Path) -> list[Row]:
    """The two sizes take turns, so that a busy machine slows both; a page of 3 ms needs the many turns."""
    rows = []
    sites = Site(small), Site(large)
    for path, blocks in _pages():
        for site in sites * 2:
            site.page(path, blocks)
        b, a = turns([lambda s=site: s.page(path, blocks) for site in reversed(sites)], TURNS)  # noqa: B023
        goal = 50 if path == "/" else 100
        rows.append(
            Row(
                f"page {path}, whole, warm (p50 / p95; floor = small hospital)",
                f"{b.middle:.1f} / {b.p95:.1f} ms",
                f"{a.middle:.1f} / {a.p95:.1f} ms",
                b.middle / a.middle,
                f"<= {goal} ms, <= 1.2x",
                b.middle <= goal and b.middle / a.middle <= 1.2,
            )
        )
    return rows


def _asked(home: Path, size: str) -> list[Row]:
    """A split and a filter that no refresh computes."""
    from data.warehouse import Warehouse
    from metrics.catalogue import KPIS
    from metrics.compile import compile
    from metrics.engine import Engine
    from metrics.question import Question

    settings = read_settings(home)
    warehouse = Warehouse(settings)
    generation = warehouse.generation()
    assert generation is not None
    question = Question(("ed_los_discharged_median",), by="acuity", only=(("arrival_mode", ("ambulance",)),))
    kpis = [KPIS[name] for name in question.kpis]

    def compiled() -> None:
        statement = compile(kpis, question)
        generation.rows(statement.sql, statement.params)

    # Two that do the same take turns; the whole answer would leave the one after it a cold cache.
    ours, hand = turns([compiled, lambda: generation.rows(BY_HAND)], TURNS)
    (whole,) = turns([lambda: Engine(warehouse, settings).answer(question)], TURNS)
    return [
        ratio_row(
            f"unprecomputed filter, {size}: our statement against hand-written SQL",
            ours.middle,
            hand.middle,
            "ms",
            1.3,
        ),
        Row(
            "the same with access, suppression, limits and verdicts, nothing cached", f"{whole.middle:.1f} ms"
        ),
    ]


def measure(small: Path, large: Path) -> list[Row]:
    """Server time of every page and questions on both homes, then the browser on the large one."""
    return [
        *_served(small, large),
        *_asked(small, "small hospital"),
        *_asked(large, "large hospital"),
        *browser.measure(large, KPI_PAGE),
    ]


if __name__ == "__main__":
    print(date.today(), *measure(Path(sys.argv[1]), Path(sys.argv[2])), sep="\n")
