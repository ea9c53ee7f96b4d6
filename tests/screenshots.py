"""Pictures of every page on the demo hospital, to be looked at: `make screenshots`.

Writes page x {desktop, phone} x {light, dark} and one contact sheet into build/screenshots, which nobody commits.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from layouts.page import every_page
from layouts.pages.help import picture_of, pictured
from tests.get_browser import find

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "screenshots"
SHIPPED = ROOT / "layouts" / "assets" / "screenshots"
README_PICTURE = SHIPPED / "home.png"
WINDOWS = {
    "desktop-light": ("light", 1440, 900),
    "desktop-dark": ("dark", 1440, 900),
    "phone-light": ("light", 390, 844),
    "phone-dark": ("dark", 390, 844),
}
# One indicator of every kind: a median, a share, a stock, money, a rate, a survey, a rolling figure, one without data.
KPIS = (
    "ed_arrival_to_provider_median", "ed_lwbs_rate", "occupancy_midnight_pct", "cost_per_case", "turnover_12m_pct",
    "denial_rate_initial_pct", "hcahps_item_top_box_pct", "readmission_30d_pct", "or_turnover_median",
)  # fmt: skip
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def paths() -> list[str]:
    """Every page, and the page of an indicator for each of KPIS."""
    plain = [page.path for page in every_page() if "<" not in page.path]
    return [*plain, *(f"/kpi/{kpi_id}" for kpi_id in KPIS), "/nothing/here"]


def name_of(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-").replace("&", "-") or "home"


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a home, served by the product itself while it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--home", str(home), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/healthz/live", timeout=2).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def settle(page: Page) -> None:
    """Until every block has its content and every chart its lines."""
    page.locator("#main h1").first.wait_for(state="attached")
    page.wait_for_timeout(100)
    while page.locator(".skeleton").count():
        page.locator(".skeleton").first.wait_for(state="detached")
    if page.locator(".graph").count():
        page.locator(".graph .main-svg").first.wait_for()
    page.wait_for_timeout(250)


def opened(page: Page) -> bool:
    """Open every section of a page that is still closed; whether there was one. The next page must not remember it."""
    closed = page.locator("details.section:not([open])")
    if not closed.count():
        return False
    page.evaluate("document.querySelectorAll('details.section').forEach(one => { one.open = true; })")
    settle(page)
    return True


def take(browser: Browser, address: str, wanted: list[str], windows: list[str]) -> list[Path]:
    taken = []
    for window in windows:
        theme, width, height = WINDOWS[window]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script("try { localStorage.setItem('wardboard-tour', 'done'); } catch (e) {}")
        for path in wanted:
            page.goto(address + path)
            settle(page)
            if path == "/" and window == "desktop-light":
                page.screenshot(path=OUT / "readme.png")
            for name in (name_of(path), f"{name_of(path)}-open"):
                if name.endswith("-open") and not opened(page):
                    continue
                target = OUT / f"{name}-{window}.png"
                page.screenshot(path=target, full_page=True)
                taken.append(target)
                print(target.relative_to(ROOT), flush=True)
        context.close()
    return taken


def take_for_help(browser: Browser, address: str) -> None:
    """What the help shows of every page of the rail: its first screen, small."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, device_scale_factor=0.6, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.add_init_script("try { localStorage.setItem('wardboard-tour', 'done'); } catch (e) {}")
    for one in pictured():
        page.goto(address + one.path)
        settle(page)
        page.screenshot(path=SHIPPED / picture_of(one), type="jpeg", quality=72)
    context.close()


def contact_sheet(browser: Browser, taken: list[Path]) -> Path:
    """All pictures, small, on one sheet: a page of its own, photographed."""
    cells = "".join(
        f'<figure><div><img src="{path.name}"></div><figcaption>{path.stem}</figcaption></figure>'
        for path in taken
    )
    style = (
        "body{margin:24px;background:#e9e9e9;font:12px system-ui;display:grid;gap:20px;"
        "grid-template-columns:repeat(6,1fr)}figure{margin:0}div{height:300px;overflow:hidden;background:#fff}"
        "img{width:100%}figcaption{padding-top:4px;color:#444}"
    )
    source = OUT / "contact-sheet.html"
    source.write_text(f"<!doctype html><title>Pages</title><style>{style}</style>{cells}", "utf-8")
    page = browser.new_page(viewport={"width": 1800, "height": 900})
    page.goto(source.as_uri(), wait_until="load", timeout=120_000)
    sheet = OUT / "contact-sheet.png"
    page.screenshot(path=sheet, full_page=True, timeout=120_000)
    return sheet


def _taken(browser: Browser, address: str, args: argparse.Namespace, windows: list[str]) -> list[Path]:
    if args.readme:
        take_for_help(browser, address)
    return take(browser, address, args.paths or paths(), windows)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--home", type=Path, help="a loaded home; else a demo is built in build/screenshots-home"
    )
    parser.add_argument("--address", help="a site that is served already")
    parser.add_argument("--encounters", default="20000", help="size of the demo that is built")
    parser.add_argument("--windows", default=",".join(WINDOWS), help=f"some of {', '.join(WINDOWS)}")
    parser.add_argument(
        "--readme", action="store_true", help="also replace the pictures of the README and of the help"
    )
    parser.add_argument("paths", nargs="*", help="only these addresses, such as /access")
    args = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    home = args.home or ROOT / "build" / "screenshots-home"
    if not args.address and not args.home:
        command = [
            sys.executable,
            str(ROOT / "app.py"),
            "demo",
            "--home",
            str(home),
            "--encounters",
            args.encounters,
        ]
        subprocess.run(command, check=True)
    windows = [name for name in args.windows.split(",") if name in WINDOWS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(QUIET))
        if args.address:
            taken = _taken(browser, args.address, args, windows)
        else:
            with served(home) as address:
                taken = _taken(browser, address, args, windows)
        if not args.paths:
            print(contact_sheet(browser, taken).relative_to(ROOT))
        browser.close()
    if args.readme:
        shutil.copyfile(OUT / "readme.png", README_PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
