"""Pages as the server makes them, questions nobody precomputed, the first paint in a real browser, and the start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, limit_row, paired, ratio_row, repeated
from data.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
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
    from layouts.page import PAGES

    return [(KPI_PAGE if "<" in page.path else page.path, len(page.blocks)) for page in PAGES if page.blocks]


def _served(small: Path, large: Path) -> list[Row]:
    rows = []
    sites = Site(small), Site(large)
    for path, blocks in _pages():
        for site in sites:
            site.page(path, blocks)
        a, _ = repeated(lambda: sites[0].page(path, blocks), 10)  # noqa: B023
        b, p95 = repeated(lambda: sites[1].page(path, blocks), 20)  # noqa: B023
        goal = 50 if path == "/" else 100
        rows.append(
            Row(
                f"page {path}, whole, warm (p50 / p95 ms; floor = small hospital)",
                f"{b:.1f} / {p95:.1f} ms",
                f"{a:.1f} ms",
                b / a,
                f"<= {goal} ms, <= 1.2x",
                b <= goal and b / a <= 1.2,
            )
        )
    return rows


def _asked(home: Path) -> list[Row]:
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

    ours, hand = paired(compiled, lambda: generation.rows(BY_HAND), 15)
    whole, _ = repeated(lambda: Engine(warehouse, settings).answer(question), 10)
    return [
        ratio_row("unprecomputed filter: our statement against hand-written SQL", ours, hand, "ms", 1.3),
        Row("the same with access, suppression, limits and verdicts, nothing cached", f"{whole:.1f} ms"),
    ]


def _port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _browser(home: Path) -> list[Row]:
    from playwright.sync_api import sync_playwright

    from tests.get_browser import find

    port = _port()
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--home", str(home), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(address).read()
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - started > 60:
                    raise SystemExit("the server of the bench did not start") from None
                time.sleep(0.02)
        first_page = time.perf_counter() - started
        paints, filled = [], []
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=find(), args=["--no-sandbox", "--disable-background-networking"]
            )
            for _ in range(5):
                tab = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
                begun = time.perf_counter()
                tab.goto(address, wait_until="commit")
                tab.wait_for_selector("#main table, #main [role=grid]")
                tab.wait_for_selector(".skeleton", state="detached")
                filled.append(time.perf_counter() - begun)
                paints.append(
                    tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
                )
                tab.context.close()
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
    return [
        limit_row(
            "first paint of the home page, cold browser (median of 5)", 1000 * sorted(paints)[2], "ms", 1000
        ),
        limit_row(
            "home page with all its numbers, cold browser (median of 5)", 1000 * sorted(filled)[2], "ms", 2000
        ),
        Row("start of the server to its first page", f"{first_page:.2f} s"),
    ]


def measure(small: Path, large: Path) -> list[Row]:
    """Server time of every page on both homes, then questions and the browser on the large one."""
    return [*_served(small, large), *_asked(large), *_browser(large)]


if __name__ == "__main__":
    print(date.today(), *measure(Path(sys.argv[1]), Path(sys.argv[2])), sep="\n")
