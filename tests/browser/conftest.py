"""A real browser against the application, in which nothing may leave this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

import layouts
from data.settings import Settings
from data.store import Store
from layouts.speech import COOKIE
from tests.get_browser import find
from tests.layouts.sample import SampleEngine
from tests.layouts.sample_actions import promise

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def serve(app: Any) -> Iterator[str]:
    """The address of an application while it is needed."""
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    assert path, "no Chromium found: `python tests/get_browser.py` fetches one, or set CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages over hand-made answers with known stories."""
    home: Path = tmp_path_factory.mktemp("home")
    settings, engine = Settings(home=home, is_demo=True), SampleEngine()
    engine.people = Store(settings)
    promise(engine.people)
    yield from serve(layouts.create(engine, settings, engine.people))


UNFOLDED = """() => [...document.querySelectorAll("details.section")].every(
    (one) => one.open && one.querySelector(".section-body").childElementCount
)"""


class Visitor:
    """One person with one window: opens pages, waits until they are drawn, and counts what goes wrong."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        theme: str = "light",
        width: int = 1280,
        height: int = 860,
        is_first_visit: bool = False,
    ):
        self.context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": height})
        if not is_first_visit:
            self.context.add_init_script("localStorage.setItem('wardboard-tour', 'done')")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.address = address
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.asked: set[Any] = set()
        self.page.on("request", self._look)
        for ending in ("requestfinished", "requestfailed"):
            self.page.on(ending, lambda request: self.asked.discard(request))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)

    def _look(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)
        if "_dash-update-component" in request.url:
            self.asked.add(request)

    def speak(self, language: str) -> str:
        """Choose the language of every page that is opened from now on."""
        self.context.add_cookies([{"name": COOKIE, "value": language, "url": self.address}])
        return language

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.settled()

    def settled(self) -> Page:
        """The page once no question is under way, every block has its content and every chart its lines."""
        self.page.locator("#main h1").first.wait_for(state="attached")
        quiet = 0
        while quiet < 2:
            self.page.wait_for_timeout(40)
            quiet = 0 if self.asked else quiet + 1
        self.page.locator(".skeleton").first.wait_for(state="detached")
        while self.page.locator(".skeleton").count():
            self.page.locator(".skeleton").first.wait_for(state="detached")
        if self.page.locator(".graph").count():
            self.page.locator(".graph .main-svg").first.wait_for()
        return self.page

    def unfold(self) -> Page:
        """The page with every section of it open."""
        every, closed = self.page.locator(".sections-all"), self.page.locator("details.section:not([open])")
        if closed.count():
            # One section alone has no button that opens all.
            (every if every.count() else closed.locator("summary").first).click()
        # A section that was opened gets its blocks a moment later, and only then do they ask for themselves.
        self.page.wait_for_function(UNFOLDED)
        return self.settled()

    def follow(self, selector: str) -> Page:
        """Click, then wait for the address to change and the page to be drawn."""
        before = self.page.url
        self.page.locator(selector).first.click()
        self.page.wait_for_url(lambda url: url != before)
        return self.settled()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Any]:
    """Visitors of the sample pages; whoever asked another machine for something, or met an error, fails the test."""
    visitors: list[Visitor] = []

    def arrive(**window: Any) -> Visitor:
        visitors.append(Visitor(browser, window.pop("address", address), **window))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.context.close()
        assert visitor.outside == []
        assert visitor.errors == []
