"""Every message that a person may read, and the catalogues that hold it in other languages.

`python -m tests.languages` brings `data/languages/<language>/*.po` up to date: new messages come in empty, gone ones go,
translations stay, and so does the glossary in the comment at the top. It also solves a merge conflict inside a
catalogue. With `--check` it only counts what is missing.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import layouts.forms
from data.demo.surveys import CLINIC, INPATIENT, MESSAGE
from data.discover import discover
from data.language import ENGLISH, FOLDER, FORMS, LANGUAGES, inside
from data.schema import DERIVED, LOADED, VOCABULARIES
from data.themes import THEMES
from layouts import wording
from layouts.form import Form
from layouts.page import every_page
from metrics.catalogue import DISPARITIES, KPIS
from metrics.markets import MARKETS
from metrics.names import spoken
from metrics.sentence.words import DIMENSION_WORDS
from pipelines.profile import SHIPPED, read_profile

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"metrics": ("metrics", "data", "pipelines"), "layouts": ("layouts",)}
OTHERS = tuple(name for name in LANGUAGES if name != ENGLISH)
# Functions that make a block under the title they are given first.
TITLED = ("tiles", "further", "folded")
Message = str | tuple[str, str]


def declared() -> dict[str, Iterator[str]]:
    """What is declared as a value and shown later, by the catalogue that holds it. A new kind is one line here."""
    kpis = [*KPIS.values(), *DISPARITIES.values()]
    forms = list(discover(layouts.forms, Form).values())
    fields = [field for form in forms for field in form.fields]
    return {
        "kpis": _all(
            _texts(kpis, "title", "unit", "means", "formula", "why", "owner", "caution"),
            _texts(KPIS.values(), "lit_by"),
        ),
        "metrics": _all(
            _texts(MARKETS.values(), "title"),
            (spoken(code) for code in _codes()),
            (wording.dimension(name) for name in ("facility_id", "unit_id", *_dimensions())),
            (name.removesuffix("_id").replace("_", " ") for name in _dimensions()),
            (inside(spoken(name.removesuffix("_id"))) for name in _dimensions()),
            (words[0] for words in DIMENSION_WORDS.values()),
            _asked(),
            _needed(),
            _shipped(),
        ),
        "layouts": _all(
            _texts(every_page(), "title", "lead", "group", "also", "only_now"),
            _texts([block for page in every_page() for block in page.blocks], "title"),
            _texts(forms, "title", "button", "lead"),
            _texts(fields, "label", "hint", "empty"),
            (words for field in fields if not callable(field.choices) for _, words in field.choices),
        ),
    }


def collected() -> dict[str, set[Message]]:
    """Every message by the catalogue that holds it; one that is said in several rooms stands in the first."""
    found: dict[str, set[Message]] = {}
    seen: set[Message] = set()
    for name, texts in declared().items():
        said = {words for room in ROOMS.get(name, ()) for words in _in_room(room)}
        found[name] = {words for words in said | set(texts) if words} - seen
        seen |= found[name]
    return found


def messages_of(source: str) -> Iterator[Message]:
    """The messages in the text of a file; a function of that name from elsewhere says nothing to a reader."""
    tree = ast.parse(source)
    known = {*TITLED, *_imported(tree)}
    for node in ast.walk(tree):
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called not in known:
            continue
        if called == "say_count":
            yield ast.literal_eval(node.args[1]), ast.literal_eval(node.args[2])
        elif called in ("say", "mark", *TITLED):
            yield from _constants(node.args[0])


def update(language: str, wanted: Mapping[str, set[Message]]) -> None:
    """Write the catalogues of a language: exactly the wanted messages, with the translations there are."""
    known = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        for side in _sides(path.read_text("utf-8")):
            for message in read_po(io.StringIO(side)):
                if message.id and _is_full(message.string):
                    known[message.id] = (
                        message.string if isinstance(message.string, str) else message.string[:FORMS]
                    )
    (FOLDER / language).mkdir(parents=True, exist_ok=True)
    for name, messages in wanted.items():
        # Without a locale it has the two forms that `say_count` chooses from; Spanish would add one for millions.
        catalogue = Catalog()
        catalogue.mime_headers = [("Plural-Forms", f"nplurals={FORMS}; plural=(n != 1);")]
        for message in messages:
            catalogue.add(message, known.get(message))
        path = FOLDER / language / f"{name}.po"
        notes = _notes(path)
        with path.open("wb") as file:
            file.write(notes.encode())
            write_po(file, catalogue, width=0, omit_header=True, sort_output=True)


def missing(language: str, name: str, wanted: Iterable[Message]) -> set[Message]:
    """Messages of a catalogue that have no translation yet."""
    path = FOLDER / language / f"{name}.po"
    with path.open("rb") as file:
        full = {message.id for message in read_po(file) if _is_full(message.string)}
    return set(wanted) - full


def _texts(things: Iterable[object], *attributes: str) -> Iterator[str]:
    for thing in things:
        for attribute in attributes:
            value = getattr(thing, attribute)
            yield from (value,) if isinstance(value, str) else value


def _all(*parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        yield from part


def _dimensions() -> list[str]:
    return sorted({name for kpi in KPIS.values() for name in kpi.by})


def _codes() -> Iterator[str]:
    """The values of every breakdown that a vocabulary lists."""
    yield from ("unknown", "other", "yes", "no")
    for dimension in _dimensions():
        columns = [
            column for table in LOADED.values() for column in table.columns if column.name == dimension
        ]
        for vocabulary in {column.vocabulary for column in columns if column.vocabulary}:
            yield from VOCABULARIES[vocabulary]


def _asked() -> Iterator[str]:
    """Questions of the surveys that hospitals send, their groups, and what comments are about."""
    questions = (*INPATIENT, *CLINIC, MESSAGE)
    yield from _texts(questions, "label")
    yield from (spoken(code) for code in ({question.theme for question in questions} | {*THEMES}) - {""})


def _needed() -> Iterator[str]:
    """What is named where a KPI has no data: the tables it reads and the columns it needs."""
    for kpi in KPIS.values():
        yield DERIVED[kpi.table].grain
        for need in kpi.needs:
            for one in need.split(" or "):
                table, _, column = one.partition(".")
                yield from (LOADED[table].grain, LOADED[table][column].meaning)


def _shipped() -> Iterator[str]:
    """Why the shipped profiles leave records out or refuse them."""
    for path in SHIPPED.glob("*.toml"):
        profile = read_profile(path)
        yield from profile.unused_resources.values()
        for feed in profile.feeds:
            yield from _texts(feed.ignores, "reason")
            yield from _texts(feed.checks, "sentence")


def _in_room(room: str) -> Iterator[Message]:
    for path in sorted((ROOT / room).rglob("*.py")):
        if "local" not in path.parts:
            yield from messages_of(path.read_text("utf-8"))


def _imported(tree: ast.AST) -> set[str]:
    """The names that a file has from `data.language`."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "data.language"
        for alias in node.names
    }


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _constants(part)
    elif isinstance(node, ast.JoinedStr | ast.BinOp) and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node)
    ):
        raise ValueError(f"say a whole message, not one put together: {ast.unparse(node)}")


def _notes(path: Path) -> str:
    """The comment that a translator keeps at the top of a catalogue."""
    lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
    notes = "".join(takewhile(lambda line: line.startswith("#"), lines))
    return f"{notes}\n" if notes else ""


def _sides(text: str) -> list[str]:
    """A catalogue as it is, or both sides of one that a merge left with conflicts; the second side counts more."""
    if "\n<<<<<<< " not in f"\n{text}":
        return [text]
    sides: tuple[list[str], list[str]] = ([], [])
    now: tuple[int, ...] = (0, 1)
    for line in text.splitlines():
        if line.startswith(("<<<<<<< ", "||||||| ", "=======", ">>>>>>> ")):
            now = {"<": (0,), "|": (), "=": (1,), ">": (0, 1)}[line[0]]
            continue
        for side in now:
            sides[side].append(line)
    return ["\n".join(side) for side in sides]


def _is_full(text: str | tuple[str, ...]) -> bool:
    return bool(text) and (isinstance(text, str) or all(text[:FORMS]))


def main(arguments: list[str]) -> int:
    """Update or check; 1 when a message has no translation."""
    wanted = collected()
    lacking = 0
    for language in OTHERS:
        if "--check" not in arguments:
            update(language, wanted)
        for name, messages in wanted.items():
            n = len(missing(language, name, messages))
            lacking += n
            print(f"{language}/{name}.po: {len(messages):,} messages, {n:,} without a translation")
    return 1 if lacking and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
