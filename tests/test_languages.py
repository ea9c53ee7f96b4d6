"""The catalogues of the other languages hold exactly what a person may read, and nothing in them is half."""

from __future__ import annotations

import string

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from data.language import FOLDER, FORMS, catalogue, say, say_count, speaking
from tests import languages
from tests.languages import OTHERS, collected, messages_of

WANTED = collected()
FILES = [(language, name) for language in OTHERS for name in WANTED]
HEADS = ("Not judged", "Not shown")


def entries(language: str, name: str) -> list[Entry]:
    with (FOLDER / language / f"{name}.po").open("rb") as file:
        return [entry for entry in read_po(file, abort_invalid=True) if entry.id]


def texts(of: object) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of)[:FORMS]  # type: ignore[arg-type]


def places(text: str) -> set[str]:
    """The names in the braces of a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_catalogue_holds_what_is_said_and_nothing_that_is_not(language: str, name: str):
    """`make languages` brings it up to date."""
    assert {entry.id for entry in entries(language, name)} == WANTED[name]


@pytest.mark.parametrize(("language", "name"), FILES)
def test_every_message_is_translated(language: str, name: str):
    empty = [entry.id for entry in entries(language, name) if not all(texts(entry.string)) or entry.fuzzy]
    assert not empty


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_translation_has_the_places_of_its_original(language: str, name: str):
    for entry in entries(language, name):
        for original, translated in zip(texts(entry.id), texts(entry.string), strict=True):
            if translated and "{" in original:
                assert places(translated) == places(original), original


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_begins_with_its_head_in_every_language(language: str):
    """A page shows the head beside the sentence, and takes it off."""
    said = catalogue(language).messages
    for original, translated in said.items():
        for head in HEADS:
            assert not original.startswith(f"{head}: ") or translated.startswith(f"{said[head]}: "), original
        assert not original.startswith("{head}: ") or translated.startswith("{head}: "), original


def test_messages_are_found_wherever_they_may_be_said():
    source = 'say("a" if x else "b", n=1); say("c" "d"); say_count(2, "{n} e", "{n} es"); mark("f"); say(kpi.title)'
    known = "from data.language import mark, say, say_count"
    assert set(messages_of(f"{known}\n{source}")) == {"a", "b", "cd", ("{n} e", "{n} es"), "f"}
    assert not set(messages_of(source))


def test_a_message_made_of_parts_cannot_be_found_and_is_an_error():
    with pytest.raises(ValueError, match="whole message"):
        list(messages_of('from data.language import say\nsay(f"{n} days")'))


def test_translations_survive_an_update_and_a_conflict_keeps_both_sides(tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    languages.update("es", {"one": {"a", "b", ("{n} c", "{n} cs")}})
    path = tmp_path / "es" / "one.po"
    text = path.read_text("utf-8").replace('msgid "a"\nmsgstr ""', 'msgid "a"\nmsgstr "A"')
    conflict = '<<<<<<< HEAD\nmsgstr ""\n=======\nmsgstr "B"\n>>>>>>> mine'
    text = text.replace('msgid "b"\nmsgstr ""', f'msgid "b"\n{conflict}')
    path.write_text(f"# a: A\n\n{text}", "utf-8")
    languages.update("es", {"one": {"b"}, "two": {"a", "d"}})
    assert path.read_text("utf-8").startswith("# a: A\n\nmsgid")
    assert 'msgstr "B"' in path.read_text("utf-8")
    assert 'msgstr "A"' in (tmp_path / "es" / "two.po").read_text("utf-8")
    assert languages.missing("es", "two", {"a", "d"}) == {"d"}


def test_what_has_no_translation_is_said_in_english(tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    monkeypatch.setattr("data.language.FOLDER", tmp_path)
    languages.update("de", {"one": {"a day", ("{n} dog", "{n} dogs")}})
    catalogue.cache_clear()
    try:
        with speaking("de"):
            assert (say("a day"), say_count(1200, "{n} dog", "{n} dogs")) == ("a day", "1.200 dogs")
    finally:
        catalogue.cache_clear()


@pytest.mark.parametrize(
    ("value", "said"),
    [("el quintil 1", "Riverside frente al quintil 1"), ("la noche", "Riverside frente a la noche"),
     ("El Salvador", "Riverside frente a El Salvador")],
)  # fmt: skip
def test_a_preposition_is_drawn_into_the_article_that_a_value_begins_with(value: str, said: str):
    with speaking("es"):
        assert say("{worst} against {reference}", worst="Riverside", reference=value) == said
        assert "del día" in say("{n} of {total}", n=3, total="el día")
    assert say("{n} of {total}", n="a", total="el") == "a of el"
