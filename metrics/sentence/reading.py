"""One sentence while it is read: its words, and which of them are still to be understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from data.language import inside, say
from metrics.kpi import Kpi
from metrics.names import spoken
from metrics.sentence.when import When
from metrics.sentence.words import DIMENSION_WORDS, stem, tokens
from metrics.sentence.world import NotUnderstood, World

MOST_CHOICES = 6


class Reading:
    """What every pass shares: it takes words away, and notes what they mean."""

    def __init__(self, sentence: str, world: World) -> None:
        self.world = world
        self.words = list(tokens(sentence))
        self.left = list(range(len(self.words)))
        self.kpi: Kpi | None = None
        self.page = ""
        self.named: list[tuple[list[int], list[Any]]] = []
        self.place: Any = None
        self.when: When | None = None
        self.grain = self.compare = self.compare_words = self.by = ""
        self.only: dict[str, dict[str, str]] = {}

    def runs(self) -> list[list[int]]:
        """What is left, as stretches of words that stand beside each other."""
        found: list[list[int]] = []
        for at in self.left:
            if found and found[-1][-1] == at - 1:
                found[-1].append(at)
            else:
                found.append([at])
        return found

    def spans(self, longest: int = 12) -> Iterable[tuple[list[int], tuple[str, ...]]]:
        """Every stretch of words that are left, the longest first, each with its stems."""
        runs = self.runs()
        for size in range(min(longest, max(map(len, runs), default=0)), 0, -1):
            for run in runs:
                for at in range(len(run) - size + 1):
                    span = run[at : at + size]
                    yield span, tuple(stem(self.words[i]) for i in span)

    def find(self, names: dict[tuple[str, ...], str]) -> str | None:
        """The meaning of the longest stretch that is one of `names`; it is taken."""
        for span, key in self.spans():
            if key in names:
                self.take(span)
                return names[key]
        return None

    def take(self, span: Iterable[int]) -> None:
        gone = set(span)
        self.left = [at for at in self.left if at not in gone]

    def said(self, span: Sequence[int]) -> str:
        return " ".join(self.words[at] for at in span)

    def with_words(self, span: Sequence[int], words: str) -> str:
        """The sentence with other words in place of a stretch of it."""
        return " ".join([*self.words[: span[0]], words, *self.words[span[-1] + 1 :]])

    def subject(self) -> Kpi | None:
        """The indicator that is named, else the one whose page is open."""
        return self.kpi or (None if self.page else self.world.kpis.get(self.world.here))

    def own(self) -> tuple[str, ...]:
        """The dimensions that the indicator can be split by."""
        kpi = self.subject()
        return tuple(dict.fromkeys((*(kpi.by if kpi else ()), "facility_id", "unit_id")))

    def place_name(self, scope_id: str) -> str:
        return next((place.name for place in self.world.places if place.scope_id == scope_id), scope_id)

    def two(self, message: str, one: str, other: str) -> None:
        raise NotUnderstood(say(message, one=one, other=other), [(one, one), (other, other)])


def named(dimension: str) -> str:
    """A dimension as the grammar understands it."""
    words = DIMENSION_WORDS.get(dimension)
    return say(words[0]) if words else inside(spoken(dimension.removesuffix("_id")))
