"""Who is answered in which language, and that nobody is answered in somebody else's."""

from __future__ import annotations

import html
import re
import threading

import pytest

from data.language import KNOWN, LANGUAGES, TEST, language, say, speaking
from data.settings import Settings
from layouts import speech
from layouts.shell import ASSETS
from tests.layouts.conftest import Site
from tests.layouts.sample import SampleEngine


def head(site: Site, path: str = "/", **asked: str) -> str:
    """The opening tag of an HTML answer."""
    site.client.set_cookie(speech.COOKIE, asked.pop("cookie", ""))
    text = site.client.get(path, headers=asked).get_data(as_text=True)
    return text[text.index("<html") : text.index(">", text.index("<html"))]


@pytest.fixture
def spanish(tmp_path) -> Site:
    """A site that set its language."""
    return Site(SampleEngine(), Settings(home=tmp_path, language="es"))


@pytest.mark.parametrize("chosen", KNOWN)
def test_what_a_person_chose_stands_on_every_kind_of_page(site, chosen):
    way = "rtl" if chosen == TEST else "ltr"
    for path in ("/", "/tv/home", "/tv/nothing", "/do/add-action?at=/"):
        assert f'lang="{chosen}" dir="{way}"' in head(site, path, cookie=chosen), path


@pytest.mark.parametrize("chosen", ["fr", "<script>", "", "../de"])
def test_a_language_that_nobody_speaks_here_is_not_chosen(site, chosen):
    assert 'lang="en" dir="ltr"' in head(site, cookie=chosen)


def test_without_a_choice_the_browser_has_its_wish(site):
    assert 'lang="de"' in head(site, **{"Accept-Language": "fr-CH, de-CH;q=0.9, en;q=0.8"})
    assert 'lang="en"' in head(site, **{"Accept-Language": "fr"})


def test_the_site_beats_the_browser_and_the_person_beats_the_site(spanish):
    assert 'lang="es"' in head(spanish, **{"Accept-Language": "de"})
    assert 'lang="de"' in head(spanish, cookie="de")


def test_the_language_of_tests_is_offered_to_nobody():
    with speaking("de"):
        text = str(speech.choice())
    assert all(name in text for name in LANGUAGES.values())
    assert TEST not in text


def test_a_thread_forgets_the_language_of_the_last_request(site):
    assert 'lang="es"' in head(site, cookie="es")
    assert language() == "en"


def test_two_people_are_answered_at_once_each_in_their_own(site):
    both = threading.Barrier(2)

    @site.app.server.get("/said")
    def said() -> str:
        both.wait(timeout=30)
        words = say("Said")
        both.wait(timeout=30)
        return f"{words} {language()}"

    heard: dict[str, str] = {}

    def ask(chosen: str) -> None:
        client = site.app.server.test_client()
        client.set_cookie(speech.COOKIE, chosen)
        heard[chosen] = client.get("/said").text

    threads = [threading.Thread(target=ask, args=(chosen,)) for chosen in ("en", TEST)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"en": "Said en", TEST: f"⟦Said⟧ {TEST}"}


def test_an_answer_is_kept_for_its_language_alone(site):
    block, first = "/kpi/ed_lwbs_rate#0", {}
    for chosen in ("en", TEST, "en", TEST):
        site.client.set_cookie(speech.COOKIE, chosen)
        said = site.block(block)
        assert first.setdefault(chosen, said) == said
    assert first["en"] != first[TEST]
    assert "⟦" in first[TEST]


def test_what_scripts_say_comes_out_of_the_catalogues():
    said = {
        words
        for path in ASSETS.glob("*.js")
        if not path.name.endswith(".min.js")
        for words in re.findall(r'\bsay\("((?:[^"\\]|\\.)*)"', path.read_text("utf-8"))
    }
    assert said == set(speech.OF_SCRIPTS)


def test_style_sheets_say_nothing_but_the_name_of_the_product():
    sheets = [path for path in ASSETS.glob("*.css") if not path.name.endswith(".min.css")]
    words = {
        one for path in sheets for one in re.findall(r'content: *"([^"]*[A-Za-z][^"]*)"', path.read_text())
    }
    assert words <= {"Wardboard"}


def test_what_scripts_say_stands_on_the_page_of_who_does_not_read_english(site):
    assert "data-words" not in head(site)
    assert "⟦Skip⟧" in html.unescape(head(site, cookie=TEST))
