"""What a real browser sees: first paint, the whole page, what jumps while it loads, and how much travels for it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, limit_row

ROOT = Path(__file__).resolve().parent.parent
TIMES = 5
# Session windows of the definition of CLS are longer than any of our pages takes: the sum is the score.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => {
  if (!one.hadRecentInput) window.shifted += one.value;
})).observe({type: 'layout-shift', buffered: true});
"""
# The last change of the page after a filter was chosen, once nothing has moved for a while.
WATCH_CHANGES = """
window.changedAt = 0;
new MutationObserver(() => window.changedAt = performance.now()).observe(
  document.querySelector('#main'), {childList: true, subtree: true, characterData: true, attributes: true});
"""
CHANGES, STILL = 20, 400


@contextmanager
def served(home: Path) -> Iterator[tuple[str, float]]:
    """The address of a home and how long the server took to its first page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--home", str(home), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(address).read()
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - started > 60:
                    raise SystemExit("the server of the bench did not start") from None
                time.sleep(0.02)
        yield address, time.perf_counter() - started
    finally:
        # Not SIGINT: whatever a shell starts in the background ignores that, and so do its children.
        server.terminate()
        server.wait(20)


class Tab:
    """One fresh window: nothing cached, everything that travels counted."""

    def __init__(self, browser: Any) -> None:
        self._context = browser.new_context(viewport={"width": 1440, "height": 900})
        self._context.add_init_script(WATCH_SHIFTS)
        self._context.add_init_script("localStorage.setItem('wardboard-tour', 'done')")
        self.page = self._context.new_page()
        self._kinds: dict[str, str] = {}
        self.bytes = {"Script": 0, "Stylesheet": 0, "plotly": 0}
        network = self._context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.responseReceived", self._kind)
        network.on("Network.loadingFinished", self._size)

    def _kind(self, told: dict[str, Any]) -> None:
        is_plotly = "plotly" in told["response"]["url"]
        self._kinds[told["requestId"]] = "plotly" if is_plotly else told["type"]

    def _size(self, told: dict[str, Any]) -> None:
        kind = self._kinds.get(told["requestId"], "")
        if kind in self.bytes:
            self.bytes[kind] += int(told["encodedDataLength"])

    def open(self, address: str, path: str, whole: str) -> tuple[float, float]:
        """Seconds to the first paint and to the page with all its numbers."""
        begun = time.perf_counter()
        self.page.goto(address + path, wait_until="commit")
        self.page.wait_for_selector(whole)
        self.page.wait_for_selector(".skeleton", state="detached")
        filled = time.perf_counter() - begun
        paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        return self.page.evaluate(paint), filled

    def shifted(self) -> float:
        self.page.wait_for_timeout(500)
        return float(self.page.evaluate("window.shifted"))

    def filtered(self, address: str, path: str) -> list[float]:
        """Milliseconds from choosing another period to the last change of the page, again and again."""
        self.open(address, path, "#main h1")
        self.page.wait_for_timeout(STILL)
        self.page.evaluate(WATCH_CHANGES)
        taken = []
        for turn in range(CHANGES):
            self.page.evaluate("window.chosenAt = performance.now()")
            self.page.get_by_label("Grain").select_option(("quarter", "week", "month")[turn % 3])
            self.page.wait_for_function(
                f"() => performance.now() - Math.max(window.changedAt, window.chosenAt) > {STILL} "
                "&& window.changedAt > window.chosenAt && !document.querySelector('#main .skeleton')"
            )
            taken.append(float(self.page.evaluate("window.changedAt - window.chosenAt")))
        return taken

    def close(self) -> None:
        self._context.close()


def measure(home: Path, kpi_page: str) -> list[Row]:
    """Home and the page of an indicator, cold browser, each in a window of its own."""
    from playwright.sync_api import sync_playwright

    from tests.get_browser import find

    paints, filled, shifts, charts = [], [], [], []
    with served(home) as (address, first_page), sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-background-networking"]
        )
        for _ in range(TIMES):
            tab = Tab(browser)
            paint, whole = tab.open(address, "/", "#main table, #main [role=grid]")
            paints.append(paint), filled.append(whole), shifts.append(tab.shifted())
            travelled = tab.bytes
            tab.close()
        for _ in range(TIMES):
            tab = Tab(browser)
            tab.open(address, kpi_page, ".graph .main-svg")
            charts.append(tab.shifted())
            with_chart = tab.bytes
            tab.close()
        tab = Tab(browser)
        changes = [taken for path in ("/", "/access") for taken in tab.filtered(address, path)]
        tab.close()
        browser.close()
    middle = TIMES // 2
    code = (travelled["Script"] + travelled["Stylesheet"]) / 1024
    return [
        limit_row(
            f"first paint of the home page, cold browser (median of {TIMES})",
            1000 * sorted(paints)[middle],
            "ms",
            1000,
        ),
        limit_row(
            f"home page with all its numbers, cold browser (median of {TIMES})",
            1000 * sorted(filled)[middle],
            "ms",
            2000,
        ),
        limit_row(
            f"another grain on home and access, in the browser (p95 of {2 * CHANGES})",
            sorted(changes)[round(0.95 * len(changes)) - 1],
            "ms",
            500,
        ),
        limit_row("scripts and style sheets of a page without a large chart, as sent", code, "kB", 2048),
        limit_row(
            "the chart library, sent with the first large chart alone",
            with_chart["plotly"] / 1024,
            "kB",
            2048,
        ),
        limit_row("chart library on a page without a large chart", travelled["plotly"] / 1024, "kB", 0),
        limit_row(
            f"layout shift of the home page (CLS, worst of {TIMES}, in thousandths)",
            1000 * max(shifts),
            "",
            50,
        ),
        limit_row(
            f"layout shift of an indicator's page (CLS, worst of {TIMES}, in thousandths)",
            1000 * max(charts),
            "",
            50,
        ),
        Row("start of the server to its first page", f"{first_page:.2f} s"),
    ]
