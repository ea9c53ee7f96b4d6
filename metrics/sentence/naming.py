"""What a sentence is about: the indicator or the page, and the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.language import mark, say, say_count
from metrics.sentence.reading import MOST_CHOICES, Reading
from metrics.sentence.tongues import kpi_words
from metrics.sentence.words import KPI_WORDS, stems, stop_words, tokens
from metrics.sentence.world import NotUnderstood

PLACE_NOUNS = frozenset(
    ("site", "hospital", "facility", "unit", "ward", "clinic", "department", "network", "whole")
)


class Naming(Reading):
    """Passes that find names."""

    def take_indicator(self) -> None:
        """The indicator by its title, number, id or a word that people use for it."""
        names: dict[tuple[str, ...], str] = {}
        for kpi in self.world.kpis.values():
            names |= {stems(phrase): kpi.id for phrase in KPI_WORDS.get(kpi.id, ())}
            names |= {stems(phrase): kpi.id for phrase in kpi_words().get(kpi.id, ())}
        for kpi in self.world.kpis.values():
            names |= {stems(name): kpi.id for name in (say(kpi.title), kpi.title, kpi.id, kpi.number)}
        while kpi_id := self.find(names):
            if self.kpi and self.kpi.id != kpi_id:
                titles = (say(self.kpi.title), say(self.world.kpis[kpi_id].title))
                self.two(mark("One indicator at a time: “{one}” or “{other}”?"), *titles)
            self.kpi = self.world.kpis[kpi_id]

    def take_page(self) -> None:
        if self.kpi is None:
            self.page = self.find({stems(name): path for name, path in self.world.pages.items()}) or ""

    def take_places(self) -> None:
        """Places by their whole name; which of two units of one name is meant is settled at the end."""
        names: dict[tuple[str, ...], list[Any]] = {}
        for place in self.world.places:
            for name in {stems(place.name), tokens(place.scope_id)} - {()}:
                names.setdefault(name, []).append(place)
        while hit := next(((span, names[key]) for span, key in self.spans() if key in names), None):
            self.named.append(hit)
            self.take(hit[0])

    def take_part_of_title(self, span: Sequence[int], key: tuple[str, ...]) -> bool:
        """Words that are the half of one title or more; fewer, or of several titles, are offered instead."""
        if self.kpi or self.page or set(key) <= PLACE_NOUNS or self._is_in_a_place(key):
            return False
        wanted = set(key)
        for titles in self._titles():
            contents = {kpi_id: set(stems(title)) - stop_words() for kpi_id, title in titles.items()}
            fits = [kpi_id for kpi_id, words in contents.items() if wanted <= words]
            whole = [kpi_id for kpi_id in fits if contents[kpi_id] == wanted]
            best = whole if len(whole) == 1 else fits
            if len(best) == 1 and 2 * len(wanted) >= len(contents[best[0]]):
                self.kpi = self.world.kpis[best[0]]
                return True
            if fits:
                self._offer(span, [titles[kpi_id] for kpi_id in fits])
        return False

    def _titles(self) -> list[dict[str, str]]:
        """The titles of all indicators in the language of now, and in English where that is another."""
        own = {kpi.id: say(kpi.title) for kpi in self.world.kpis.values()}
        english = {kpi.id: kpi.title for kpi in self.world.kpis.values()}
        return [own] if own == english else [own, english]

    def _offer(self, span: Sequence[int], titles: Sequence[str]) -> None:
        raise NotUnderstood(
            say_count(
                len(titles),
                "“{words}” is part of the name of an indicator.",
                "“{words}” is part of the name of {n} indicators.",
                words=self.said(span),
            ),
            [(title, self.with_words(span, title)) for title in sorted(titles, key=len)[:MOST_CHOICES]],
        )

    def _is_in_a_place(self, key: tuple[str, ...]) -> bool:
        return any(set(key) <= set(stems(place.name)) for place in self.world.places)

    def take_part_of_place(self, span: Sequence[int], key: tuple[str, ...]) -> bool:
        """Words of the name of one place: a facility goes before its units of the same name."""
        if set(key) <= PLACE_NOUNS:
            return False
        fits = [place for place in self.world.places if set(key) <= set(stems(place.name))]
        own = [place for place in fits if place.scope_type == "facility"] or fits
        self.named += [(list(span), own)] if own else []
        return bool(own)

    def settle_places(self) -> None:
        """The one place that all the named ones mean: a unit and its facility, or either of them alone."""
        inside = {p.scope_id for _, places in self.named for p in places if p.scope_type == "facility"}
        for span, named in self.named:
            places = named if len(named) == 1 else [place for place in named if place.parent_id in inside]
            if len(places) != 1:
                full = [f"{place.name} {self.place_name(place.parent_id)}" for place in named]
                raise NotUnderstood(
                    say("“{words}” is the name of {n} places.", words=self.said(span), n=len(named)),
                    [(name, self.with_words(span, name)) for name in full[:MOST_CHOICES]],
                )
            place = places[0]
            if self.place is None or place.parent_id == self.place.scope_id:
                self.place = place
            elif place.scope_id not in (self.place.scope_id, self.place.parent_id):
                self.two(mark("One place at a time: “{one}” or “{other}”?"), self.place.name, place.name)
