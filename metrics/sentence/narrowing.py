"""How a sentence narrows what it is about: comparison, split, grain, period and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.language import mark, say
from metrics.sentence.fiscal import fiscal
from metrics.sentence.reading import MOST_CHOICES, Reading, named
from metrics.sentence.when import EACH, GRAINS, NoSuchTime, when
from metrics.sentence.words import DIMENSION_WORDS, stem, stems
from metrics.sentence.world import NotUnderstood

LAST_YEAR = ("ly", mark("same period last year"))
BEFORE = ("prev", mark("previous period"))
COMPARES = {
    stems(words): meaning
    for words, meaning in {
        "last year": LAST_YEAR,
        "same period last year": LAST_YEAR,
        "year before": LAST_YEAR,
        "previous year": LAST_YEAR,
        "previous period": BEFORE,
        "period before": BEFORE,
        "previous": BEFORE,
        "target": ("target", mark("target")),
        "peers": ("peers", mark("peers")),
        "nothing": ("none", mark("nothing")),
    }.items()
}
AGAINST = ("vs", "versus", "against", "compared", "compare", "v")
OFFERED = ("last year", "previous period", "target", "peers")
SPLITS = ("by", "per", "across")
PLACES = ("facility_id", "unit_id")
BETWEEN_VALUES = ("or", "and", "is", "are", "=", "level", "category")


class Narrowing(Reading):
    """Passes that restrict and split."""

    def take_comparison(self) -> None:
        for at in self.left:
            if self.words[at] not in AGAINST:
                continue
            start = at + 1
            while start < len(self.words) and self.words[start] in ("with", "to", "the", "its", "their"):
                start += 1
            for size in (4, 3, 2, 1):
                key = tuple(stem(word) for word in self.words[start : start + size])
                if key in COMPARES:
                    self.compare, self.compare_words = COMPARES[key]
                    return self.take(range(at, start + size))
            span = [at, min(start, len(self.words) - 1)]
            raise NotUnderstood(
                say("Nothing can be compared with “{words}”.", words=" ".join(self.words[start : start + 2])),
                [(f"vs {words}", self.with_words(span, f"vs {words}")) for words in OFFERED],
            )
        if self.find({("yoy",): "ly", ("year", "on", "year"): "ly"}):
            self.compare, self.compare_words = LAST_YEAR
        return None

    def dimension(self, start: int) -> tuple[str, int] | None:
        """The dimension whose name begins at a word: of the names that fit, one that the indicator has."""
        own = self.own()
        for size in (4, 3, 2, 1):
            span = [at for at in range(start, start + size) if at in self.left]
            key = tuple(stem(self.words[at]) for at in span)
            if len(span) < size:
                continue
            fits = [
                name
                for name in dict.fromkeys((*own, *DIMENSION_WORDS))
                if key
                in {
                    stems(word)
                    for word in (*DIMENSION_WORDS.get(name, ()), name.replace("_", " "), named(name))
                }
            ]
            if fits:
                return next((name for name in fits if name in own), fits[0]), size
        return None

    def take_split(self) -> None:
        """`by` and what follows it: a grain or a dimension."""
        for at in list(self.left):
            word = self.words[at]
            if word in EACH:
                self.grain = EACH[word]
                self.take([at])
            elif word in (*SPLITS, "each", "every") and at + 1 in self.left:
                hit = self.dimension(at + 1)
                if stem(self.words[at + 1]) in GRAINS and (hit is None or hit[1] == 1):
                    self.grain = GRAINS[stem(self.words[at + 1])]
                    self.take([at, at + 1])
                elif word in SPLITS:
                    self._split(at, hit)

    def _split(self, at: int, hit: tuple[str, int] | None) -> None:
        subject = self.subject()
        name = say(subject.title) if subject else say("An indicator")
        if hit is None or (subject and hit[0] not in self.own()):
            offered = [named(name) for name in self.own()[:MOST_CHOICES]]
            span = [at, at + (hit[1] if hit else 1)]
            raise NotUnderstood(
                say(
                    "{title} cannot be split by “{words}”.",
                    title=name,
                    words=self.said(range(at + 1, span[1] + 1)),
                ),
                [(f"by {words}", self.with_words(span, f"by {words}")) for words in offered],
            )
        if self.by and self.by != hit[0]:
            raise NotUnderstood(say("One split at a time: by one dimension, and the rest as filters."))
        self.by = hit[0]
        self.take(range(at, at + 1 + hit[1]))

    def take_period(self) -> None:
        calendar = self.world.calendar(self._scope())
        for run in self.runs():
            at = 0
            while at < len(run):
                words = [self.words[i] for i in run[at:]]
                try:
                    found = fiscal(words, self.world.through, calendar) or when(words, self.world.through)
                except NoSuchTime as error:
                    raise NotUnderstood(
                        say("“{words}”: {reason}.", words=" ".join(words[:3]), reason=error)
                    ) from None
                if found is None:
                    at += 1
                    continue
                if self.when:
                    both = {"one": self.when.words, "other": found[0].words}
                    raise NotUnderstood(say("One period at a time: “{one}” or “{other}”?", **both))
                self.when = found[0]
                self.take(run[at : at + found[1]])
                at += found[1]

    def _scope(self) -> tuple[str, str] | None:
        """The place that the sentence will be about, whose year counts; None = that of the open page."""
        if self.named:
            place = self.named[0][1][0]
            return place.scope_type, place.scope_id
        return ("network", "*") if self.kpi or self.page else None

    def take_filters(self) -> None:
        """A dimension by its name and one or more of its values: payer medicare or self-pay."""
        for at in range(len(self.words)):
            hit = self.dimension(at) if at in self.left else None
            if hit is None or hit[0] in PLACES or hit[0] not in self.own():
                continue
            name, size = hit
            values, start = self.values(name), at + size
            taken = list(range(at, start))
            while start in self.left:
                match = self._value(start, values)
                if match is None and self.words[start] not in BETWEEN_VALUES:
                    break
                step = match[1] if match else 1
                self.only.setdefault(name, {}).update(match[0] if match else {})
                taken += range(start, start + step)
                start += step
            if not self.only.get(name):
                self._no_value(name, values, at, start)
            self.take(taken)

    def values(self, name: str) -> dict[tuple[str, ...], dict[str, str]]:
        """Codes of a dimension by every way to say them; a shared beginning means all that begin so."""
        subject = self.subject()
        begun: dict[tuple[str, ...], dict[str, str]] = {}
        whole: dict[tuple[str, ...], dict[str, str]] = {}
        for code, label in self.world.values(subject.id, name) if subject else ():
            for said in {stems(label), stems(code.replace("_", " "))}:
                whole.setdefault(said, {})[code] = label
                for size in range(1, len(said)):
                    begun.setdefault(said[:size], {})[code] = label
        return begun | whole

    def _value(self, start: int, values: dict[Any, dict[str, str]]) -> tuple[dict[str, str], int] | None:
        for size in (5, 4, 3, 2, 1):
            span = [at for at in range(start, start + size) if at in self.left]
            key = tuple(stem(self.words[at]) for at in span)
            if len(span) == size and key in values:
                return values[key], size
        return None

    def _no_value(self, name: str, values: dict[Any, dict[str, str]], at: int, start: int) -> None:
        word = self.words[start] if start in self.left else ""
        labels = dict.fromkeys(label for codes in values.values() for label in codes.values())
        span = [at, min(start, len(self.words) - 1)]
        said = [f"{named(name)} {label}" for label in list(labels)[:MOST_CHOICES]]
        raise NotUnderstood(
            say("There is no {dimension} “{word}” here.", dimension=named(name), word=word)
            if word
            else say("Which {dimension}?", dimension=named(name)),
            [(words, self.with_words(span, words)) for words in said],
        )

    def take_bare_value(self, span: Sequence[int], key: tuple[str, ...]) -> bool:
        """A value that only one dimension of the indicator has, such as ambulance; a bare number is none."""
        subject = self.subject()
        if subject is None or all(word.isdigit() for word in key):
            return False
        fits = {name: codes for name in subject.by if (codes := self.values(name).get(key))}
        if len(fits) > 1:
            known = [named(name) for name in fits]
            could = known[0]
            for other in known[1:]:
                could = say("{first} or {last}", first=could, last=other)
            raise NotUnderstood(
                say("“{words}” could be {could}.", words=self.said(span), could=could),
                [
                    (words, self.with_words(span, words))
                    for words in (f"{named(name)} {self.said(span)}" for name in fits)
                ],
            )
        for name, codes in fits.items():
            self.only.setdefault(name, {}).update(codes)
        return bool(fits)
