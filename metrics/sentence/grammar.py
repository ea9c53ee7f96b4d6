"""From words to a view: each pass takes the words it knows, and whatever is left over refuses the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from data.language import mark, say
from metrics.sentence.naming import PLACE_NOUNS, Naming
from metrics.sentence.narrowing import PLACES, Narrowing
from metrics.sentence.reading import MOST_CHOICES, named
from metrics.sentence.tongues import in_english
from metrics.sentence.words import KPI_WORDS, REFUSING, stop_words
from metrics.sentence.world import NotUnderstood, Part, Understood, World
from metrics.spans import nearest_grain

EACH_GRAIN = {
    "day": mark("by day"),
    "week": mark("by week"),
    "month": mark("by month"),
    "quarter": mark("by quarter"),
    "year": mark("by year"),
}
NO_GRAIN = {
    "day": mark("there are no days"),
    "week": mark("there are no weeks"),
    "month": mark("there are no months"),
    "quarter": mark("there are no quarters"),
    "year": mark("there are no years"),
}


class Reader(Naming, Narrowing):
    """One sentence from its words to what it asks for."""

    def understood(self) -> Understood:
        if not self.words:
            raise NotUnderstood(say("Type what you want to see, such as “denials last 12 months by payer”."))
        for take in (self.take_indicator, self.take_comparison, self.take_page, self.take_places):
            take()
        for take in (
            self.take_split,
            self.take_period,
            self.take_filters,
            self._take_rest,
            self.settle_places,
        ):
            take()
        self._check()
        return self._result()

    def _take_rest(self) -> None:
        """Words that no pass took: part of a title or of a place's name, or a value that only one dimension has."""
        self.left = [at for at in self.left if self.words[at] not in stop_words()]
        self._refuse([at for at in self.left if self.words[at] != "without"])
        for resolve in (self.take_part_of_title, self.take_part_of_place, self.take_bare_value):
            for span, key in list(self.spans()):
                if set(span) <= set(self.left) and resolve(span, key):
                    self.take(span)

    def _refuse(self, words: Sequence[int]) -> None:
        """Say what this search does not do, where a word asks for it."""
        for word in (self.words[at] for at in words if self.words[at] in REFUSING):
            raise NotUnderstood(say("“{word}”: this search cannot {do}.", word=word, do=say(REFUSING[word])))

    def _check(self) -> None:
        spare = PLACE_NOUNS | ({"or"} if self.only else set())
        left = [run for run in self.runs() if any(self.words[at] not in spare for at in run)]
        if left:
            self._unknown(left[0])
        if self.subject() is None and (self.by or self.only):
            raise NotUnderstood(
                say("Which indicator? A split and a filter need one, such as “denials by payer”."),
                [("denials by payer", "denials by payer")],
            )
        if not (
            self.kpi
            or self.page
            or self.place
            or self.when
            or self.grain
            or self.compare
            or self.by
            or self.only
        ):
            raise NotUnderstood(say("That names no indicator, page, place or period."))

    def _unknown(self, run: Sequence[int]) -> None:
        words = self.said(run)
        self._refuse(run)
        subject, hit = self.subject(), self.dimension(run[0])
        if subject and hit and hit[0] not in PLACES:
            span = run[: hit[1]]
            raise NotUnderstood(
                say(
                    "{title} cannot be filtered by “{words}”.",
                    title=say(subject.title),
                    words=self.said(span),
                ),
                [
                    (say("by {dimension}", dimension=named(name)), f"{say(subject.title)} by {named(name)}")
                    for name in self.own()[:MOST_CHOICES]
                ],
            )
        names = {kpi.title.lower(): kpi.title for kpi in self.world.kpis.values()}
        names |= {say(kpi.title).lower(): say(kpi.title) for kpi in self.world.kpis.values()}
        names |= {phrase: phrase for phrases in KPI_WORDS.values() for phrase in phrases}
        names |= {place.name.lower(): place.name for place in self.world.places}
        names |= {page.lower(): page for page in self.world.pages}
        near = [names[name] for name in get_close_matches(words, names, n=3, cutoff=0.66)]
        if not near and any(self.words[at] in PLACE_NOUNS for at in run):
            near = [place.name for place in self.world.places if place.scope_type == "facility"][
                :MOST_CHOICES
            ]
        raise NotUnderstood(
            say("“{words}” is not known here.", words=words),
            [(name, self.with_words(run, name)) for name in near],
        )

    def _result(self) -> Understood:
        time = self.when
        grain = self.grain or (time.grain if time else "")
        said_grain = say(EACH_GRAIN[grain]) if grain else ""
        if self.kpi and grain and grain not in self.kpi.grains:
            lacking, grain = say(NO_GRAIN[grain]), nearest_grain(self.kpi, grain)
            said_grain = say("{grain}; {lacking}", grain=say(EACH_GRAIN[grain]), lacking=lacking)
        page = next((name for name, path in self.world.pages.items() if path == self.page), "")
        place = self.place.name if self.place else ""
        if self.place and self.place.scope_type == "unit":
            place = f"{place}, {self.place_name(self.place.parent_id)}"
        filters = "; ".join(
            f"{named(name)}: {', '.join(codes.values())}" for name, codes in self.only.items()
        )
        said = {
            mark("Indicator"): say(self.kpi.title) if self.kpi else "",
            mark("Page"): page,
            mark("Place"): place,
            mark("Period"): time.words if time else "",
            mark("Grain"): said_grain,
            mark("Split"): say("by {dimension}", dimension=named(self.by)) if self.by else "",
            mark("Filter"): filters,
            mark("Comparison"): say("vs {other}", other=say(self.compare_words)) if self.compare else "",
        }
        return Understood(
            tuple(Part(say(kind), words) for kind, words in said.items() if words),
            self.kpi.id if self.kpi else "",
            self.page,
            (self.place.scope_type, self.place.scope_id) if self.place else ("", ""),
            time.since if time else None,
            time.until if time else None,
            bool(time and time.is_everything),
            grain,
            self.compare,
            self.by,
            tuple((name, tuple(codes)) for name, codes in self.only.items()),
            time.stretch if time else "",
        )


def read(sentence: str, world: World) -> Understood:
    """What a sentence asks for; raises `NotUnderstood` with what could have been meant."""
    other = in_english(sentence)
    if other is None:
        return Reader(sentence, world).understood()
    try:
        return Reader(sentence, world).understood()
    except NotUnderstood:
        # A small word may stand in a name, so the sentence is read as it is first.
        return Reader(other, world).understood()
