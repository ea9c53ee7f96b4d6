"""What somebody wants to know, and what the engine says: the two values that every surface speaks."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl, urlencode

from data.language import mark, say
from data.schema.table import INDIVIDUAL
from metrics.alike import AGAINST, Alike

GRAINS = (mark("day"), mark("week"), mark("month"), mark("quarter"), mark("year"))
SCOPES = (mark("network"), mark("facility"), mark("unit"))

Bounds = tuple[float | None, float | None]


class QuestionError(ValueError):
    """A question that cannot be asked; the message says which word of it is not known and what was perhaps meant."""


@dataclass(frozen=True)
class Question:
    """KPIs at one grain for one place and time, optionally split by one dimension and restricted by others.

    `scope_type` is network, facility or unit; `scope_id` the id (`*` for the network). `by` is "" (unsplit),
    "facility_id", "unit_id" or a dimension of the KPI. `only` holds (dimension, values) pairs: OR inside, AND across.
    `since` and `until` are the first day included and the first day excluded; None = everything.
    `asof` = as an earlier generation (data load) showed it; None = as it is now. `like` = also held against the time of
    that name (`AGAINST`), both of the places that were open in both.
    """

    kpis: tuple[str, ...]
    grain: str = "month"
    scope_type: str = "network"
    scope_id: str = "*"
    by: str = ""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    since: date | None = None
    until: date | None = None
    asof: int | None = None
    like: str = ""


@dataclass(frozen=True)
class Access:
    """Who asks, and what they may see: None = all there are. Part of every cache key.

    A row is seen when its facility, its unit and (where rows have one) its cost centre are; a KPI when the classes of
    all its tables are (vocabulary data_class). `leaves_as` = the suppression profile that takes the place of `internal`
    in what leaves the house: a download or a wall is read by others than those who signed in. `sees_individuals` opens
    the comparison of single clinicians, and never in what leaves the house.
    """

    facilities: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    cost_centres: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None
    role: str = "local"
    leaves_as: str = ""
    sees_individuals: bool = False

    @property
    def sees_every_row(self) -> bool:
        """Whether no place and no cost centre is closed to them."""
        return self.facilities is None and self.units is None and self.cost_centres is None

    @property
    def sees_everything(self) -> bool:
        """Whether no row and no class of data is closed to them, in this house."""
        return self.sees_every_row and self.classes is None and not self.leaves_as

    def may_cut_by(self, wanted: Set[str]) -> bool:
        """Whether they may split or filter by columns of these classes; single clinicians are a matter of their own."""
        is_of_one = INDIVIDUAL in wanted
        if is_of_one and (self.leaves_as or not self.sees_individuals):
            return False
        return self.classes is None or wanted - {INDIVIDUAL} <= set(self.classes)


@dataclass(frozen=True)
class Point:
    """One KPI in one period of one group, as it may be shown. `value` is None with `hidden` set when suppressed."""

    period: date
    value: float | None
    n: int | None
    num: float | None = None
    den: float | None = None
    coverage: float | None = None
    status: str = "final"
    days_covered: int | None = None
    days_in_period: int | None = None
    hidden: str = ""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    rule: str = ""
    side: str = ""
    variation: str = "none"
    is_judged: bool = False
    segment_start: date | None = None
    target: float | None = None
    assurance: str = ""
    since: date | None = None
    quality: str = ""

    @classmethod
    def of(cls, **fields: Any) -> Point:
        """The same as the constructor, which sets the fields of what is frozen one by one: too slow for a whole overview."""
        point = object.__new__(cls)
        vars(point).update(fields)
        return point

    def within(self, bounds: Bounds) -> Point:
        """The same with its limits cut to what is possible."""
        lower, upper = possible(bounds, self.lower, self.upper)
        is_same = lower == self.lower and upper == self.upper
        return self if is_same else replace(self, lower=lower, upper=upper)


def possible(bounds: Bounds, lower: float | None, upper: float | None) -> tuple[float | None, float | None]:
    """Limits cut to what is possible: a share is never drawn below 0."""
    least, most = bounds
    low = lower if lower is None or least is None else max(lower, least)
    return low, upper if upper is None or most is None else min(upper, most)


@dataclass(frozen=True)
class Verdict:
    """The one verdict of a series: the same record on every surface (product.md 3.9)."""

    kpi_id: str
    period: date | None
    value: float | None
    n: int | None
    head: str
    sentence: str
    variation: str = "none"
    assurance: str = ""
    rule: str = ""
    side: str = ""
    since: date | None = None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    target_met: bool | None = None
    chart: str = "line"
    point_state: str = "none"
    n_points: int = 0
    quality: str = "good"
    status: str = "final"
    hidden: str = ""
    definition_version: str = ""
    load_id: int = 0


@dataclass(frozen=True)
class ForecastPoint:
    target: date
    point: float
    lo80: float
    hi80: float
    lo95: float
    hi95: float


@dataclass(frozen=True)
class Series:
    """One KPI for one group: its points in time order, its verdict, and its forecast when one is published.

    `goals_ahead` holds the target in force in the months after the last point, as far as a trajectory or forecast goes;
    `alike` the last value beside an earlier one like for like, where that was asked and changes anything.
    """

    kpi_id: str
    group: str
    group_label: str
    points: tuple[Point, ...]
    verdict: Verdict
    forecast: tuple[ForecastPoint, ...] = ()
    forecast_message: str = ""
    goals_ahead: tuple[tuple[date, float], ...] = ()
    alike: Alike | None = None


@dataclass(frozen=True)
class Stamp:
    """Where numbers come from: printed on every page and export."""

    load_id: int
    loaded_at: str
    data_through: date | None
    as_of: date | None
    is_demo: bool
    content_hash: str = ""


@dataclass(frozen=True)
class Answer:
    """Everything the engine says to a question. `notes` are sentences the surface must show (grain moved).

    `dark` says of KPIs without data what would light them, `denied` of those the asker may not see who may. `likes` are
    sentences for a surface that shows comparisons: of which places they are, like for like.
    """

    question: Question
    series: tuple[Series, ...]
    stamp: Stamp
    notes: tuple[str, ...] = ()
    dark: dict[str, str] = field(default_factory=dict)
    denied: dict[str, str] = field(default_factory=dict)
    likes: tuple[str, ...] = ()

    def of(self, kpi_id: str) -> tuple[Series, ...]:
        return tuple(s for s in self.series if s.kpi_id == kpi_id)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` Did you mean …?`, or nothing when no known name is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return " " + say("Did you mean {name}?", name=near[0]) if near else ""


def no_such_grain(grain: str) -> QuestionError:
    """For a grain that nobody knows."""
    return QuestionError(
        say("There is no grain {grain}; there are {known}.", grain=repr(grain), known=", ".join(GRAINS))
    )


def no_such_scope(scope: str) -> QuestionError:
    """For a kind of place that nobody knows."""
    return QuestionError(
        say("There is no scope {scope}; there are {known}.", scope=repr(scope), known=", ".join(SCOPES))
    )


def no_such_time(like: str) -> QuestionError:
    """For a time that nothing can be held against like for like."""
    known, asked = ", ".join(AGAINST), repr(like)
    return QuestionError(say("Like for like is against one of {known}, not {like}.", known=known, like=asked))


def question_to_query(question: Question) -> str:
    """The question as the query of an address; what is usual is left out."""
    pairs = [("kpi", kpi) for kpi in question.kpis]
    pairs += [("grain", question.grain)] if question.grain != "month" else []
    if (question.scope_type, question.scope_id) != ("network", "*"):
        pairs += [("scope", question.scope_type), ("id", question.scope_id)]
    pairs += [("by", question.by)] if question.by else []
    for dimension, values in question.only:
        # An empty value says that the filter is there and lets nothing through.
        pairs += [(f"only.{dimension}", f"={value}") for value in values] or [(f"only.{dimension}", "")]
    pairs += [(word, day.isoformat()) for word in ("since", "until") if (day := getattr(question, word))]
    pairs += [("asof", str(question.asof))] if question.asof is not None else []
    pairs += [("like", question.like)] if question.like else []
    return urlencode(pairs)


def question_from_query(query: str) -> Question:
    """The question that `question_to_query` wrote; raises `QuestionError` for what no question says."""
    kpis: list[str] = []
    only: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for key, value in parse_qsl(query.lstrip("?"), keep_blank_values=True):
        if key == "kpi":
            kpis.append(value)
        elif key.startswith("only."):
            only.setdefault(key.removeprefix("only."), []).extend([value[1:]] if value else [])
        elif key in ("grain", "scope", "id", "by", "since", "until", "asof", "like"):
            words[key] = value
        else:
            raise QuestionError(say("A question has no part {part}.", part=repr(key)))
    grain, scope = words.get("grain", "month"), words.get("scope", "network")
    if grain not in GRAINS:
        raise no_such_grain(grain)
    if scope not in SCOPES:
        raise no_such_scope(scope)
    try:
        since, until = (date.fromisoformat(words[w]) if w in words else None for w in ("since", "until"))
    except ValueError:
        raise QuestionError(say("`since` and `until` are dates like 2026-01-31.")) from None
    if not words.get("asof", "1").isdigit():
        raise QuestionError(say("`asof` is the number of a data load."))
    if (like := words.get("like", "")) not in ("", *AGAINST):
        raise no_such_time(like)
    filters = tuple((dimension, tuple(values)) for dimension, values in only.items())
    place, asof = words.get("id", "*"), int(words["asof"]) if "asof" in words else None
    return Question(tuple(kpis), grain, scope, place, words.get("by", ""), filters, since, until, asof, like)
