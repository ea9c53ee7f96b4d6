"""What a page is restricted to. It lives in the address, so that a reload, a shared link and the back button keep it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from data.language import mark, say
from layouts.form import EARLIEST, LATEST
from layouts.wording import AGAINST
from metrics.calendars import STRETCHES, Calendar
from metrics.question import GRAINS, Question, Series

PERIODS = {
    "3m": (mark("Last 3 months"), 3),
    "6m": (mark("Last 6 months"), 6),
    "13m": (mark("Last 13 months"), 13),
    "24m": (mark("Last 24 months"), 24),
    "36m": (mark("Last 36 months"), 36),
    "all": (mark("Everything"), None),
    "fytd": (mark("Fiscal year to date"), None),
    "fy": (mark("This fiscal year"), None),
    "fy-1": (mark("Last fiscal year"), None),
    "fq": (mark("This fiscal quarter"), None),
    "fq-1": (mark("Last fiscal quarter"), None),
}
# Periods that the calendar of the organisation places, by the name that it has for them.
FISCAL = {
    "fytd": "fiscal_year_to_date",
    "fy": "fiscal_year",
    "fy-1": "last_fiscal_year",
    "fq": "fiscal_quarter",
    "fq-1": "last_fiscal_quarter",
}
USUAL_PERIOD = {"day": "3m", "week": "13m", "month": "24m", "quarter": "36m", "year": "all"}
GRAIN_WORDS = {
    "day": mark("Daily"),
    "week": mark("Weekly"),
    "month": mark("Monthly"),
    "quarter": mark("Quarterly"),
    "year": mark("Yearly"),
}
COMPARES = {
    "ly": mark("Same period last year"),
    "prev": mark("Previous period"),
    "weekday": mark("Same weekday"),
    "target": mark("Target"),
    "peers": mark("Peers"),
    "benchmark": mark("Benchmark"),
    "none": mark("No comparison"),
}
COMPARE_SHORT = {
    "ly": mark("vs last year"),
    "prev": mark("vs previous"),
    "weekday": mark("vs same weekday"),
    "target": mark("vs target"),
    "peers": mark("vs peers"),
    "benchmark": mark("vs benchmark"),
    "none": "",
}
# The same of the places alone that were open in both times.
LIKES = {
    "ly": mark("Last year, like-for-like"),
    "prev": mark("Previous, like-for-like"),
    "weekday": mark("Same weekday, like-for-like"),
}
CELL = re.compile(r"(improvement|common|concern|change)\.(pass|hit_or_miss|fail)?")
STRANGE = {
    "grain": mark("The address asks for a grain that does not exist. The usual one is shown."),
    "period": mark("The address asks for a period that does not exist. The usual one is shown."),
    "compare": mark("The address asks for a comparison that does not exist. The usual one is shown."),
    "family": mark(
        "The address asks for a family of indicators that does not exist. The usual one is shown."
    ),
    "like": mark("The address asks for places that cannot be chosen so. All places are compared."),
}
OF_REQUESTS = ("at", "path")
# What an address says of the filters, in this order.
KEPT = (
    "facility_id", "unit_id", "grain", "period", "since", "until", "compare", "like", "by", "cell", "family", "asof", "day",
    "owner", "stage", "about",
)  # fmt: skip
FAMILIES = ("access", "flow", "workforce", "finance", "revenue", "experience", "quality")


@dataclass(frozen=True)
class Filters:
    """Everything the address says beside the page. Empty = the default, and then the address does not say it."""

    facility_id: str = ""
    unit_id: str = ""
    grain: str = "month"
    period: str = ""
    since: date | None = None
    until: date | None = None
    compare: str = "ly"
    by: str = ""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cell: str = ""
    family: str = ""
    like: str = ""
    asof: int | None = None
    day: date | None = None
    owner: str = ""
    stage: str = ""
    about: str = ""

    @property
    def scope(self) -> tuple[str, str]:
        """`scope_type`, `scope_id`: the narrowest place named."""
        if self.unit_id:
            return "unit", self.unit_id
        return ("facility", self.facility_id) if self.facility_id else ("network", "*")

    @property
    def compared(self) -> str:
        """What values are held against: only days have a weekday, anything longer is held against the one before."""
        return "prev" if self.compare == "weekday" and self.grain != "day" else self.compare

    @property
    def alike(self) -> str:
        """Against what the engine is to hold values like for like; nothing where no two periods are compared."""
        return AGAINST.get(self.compared, "") if self.like else ""

    @property
    def shown_period(self) -> str:
        return self.period or USUAL_PERIOD[self.grain]

    @property
    def is_between_dates(self) -> bool:
        """Whether somebody named two dates, or one of them."""
        return self.period not in FISCAL and bool(self.since or self.until)

    def placed(self, calendar: Calendar, through: date | None) -> Filters:
        """The same filters with the days of a fiscal period; the address goes on naming the period."""
        if self.period not in FISCAL or through is None:
            return self
        name = FISCAL[self.period]
        span = calendar.stretch(name, through) if name in STRETCHES else calendar.period(name, through)
        return replace(self, since=span[0], until=span[1])

    def window(self, data_through: date | None) -> tuple[date | None, date | None]:
        """First day shown and first day not shown any more."""
        if self.since or self.until:
            return self.since, self.until
        months = PERIODS[self.shown_period][1]
        if months is None or data_through is None:
            return None, None
        first = data_through.year * 12 + data_through.month - months
        start = date(first // 12, first % 12 + 1, 1)
        return (start - timedelta(days=start.weekday()) if self.grain == "week" else start), None

    def shifted(self, steps: int, through: date | None) -> Filters | None:
        """The same length of time so many lengths later (earlier: -1); None where nothing is later or no length is known."""
        start, end = self.window(through)
        if start is None or through is None:
            return None
        last = end or through + timedelta(days=1)
        if end is None and self.grain == "week":
            last = start + timedelta(weeks=-(-(last - start).days // 7))
        elif end is None and last.day > 1:
            last = _months_on(last, 1)
        if last <= start or (steps > 0 and last > through):
            return None
        if start.day == last.day == 1:
            months = steps * ((last.year - start.year) * 12 + last.month - start.month)
            since, until = _months_on(start, months), _months_on(last, months)
        else:
            since, until = start + steps * (last - start), last + steps * (last - start)
        usual = replace(self, since=None, until=None)
        if self.period in FISCAL:
            usual = replace(usual, period="")
        is_usual = until > through and usual.window(through)[0] == since
        return usual if is_usual else replace(usual, since=since, until=until)

    def question(self, kpis: Iterable[str], by: str = "", data_through: date | None = None) -> Question:
        """The question a block asks. Daily series start a little before the window; longer grains ask for everything,
        so that a comparison with last year and another window are answered from the same cached answer. Where the window
        ends early, the verdict is that of its end."""
        scope_type, scope_id = self.scope
        since = None
        if self.grain == "day" and (start := self.window(data_through)[0]):
            since = start - timedelta(days=371)
        asked = Question(tuple(kpis), self.grain, scope_type, scope_id, by, self.only, since, self.until)
        return replace(asked, asof=self.asof, like=self.alike)

    def trim(self, series: Series, data_through: date | None) -> Series:
        """The series as far as it is shown."""
        start, end = self.window(data_through)
        points = tuple(
            p for p in series.points if (not start or p.period >= start) and (not end or p.period < end)
        )
        return replace(series, points=points)


def _months_on(day: date, months: int) -> date:
    """The first of a month so many months on."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _day(text: str) -> date | None:
    """A date that a hospital can have figures of; near the ends of the calendar a year before or after does not exist."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def read(search: str) -> tuple[Filters, tuple[str, ...]]:
    """Filters from the query of an address, and a sentence for every part that could not be used."""
    found: dict[str, object] = {}
    only: list[tuple[str, tuple[str, ...]]] = []
    notes: list[str] = []
    allowed = {"grain": GRAINS, "period": PERIODS, "compare": COMPARES, "family": FAMILIES, "like": ("on",)}
    for key, value in parse_qsl((search or "").lstrip("?"), max_num_fields=40):
        if key in allowed:
            if value in allowed[key]:
                found[key] = value
            else:
                notes.append(say(STRANGE[key]))
        elif key in ("since", "until", "day"):
            if day := _day(value):
                found[key] = day
            else:
                notes.append(
                    say("The address has a date in “{key}” that is no date. It is left out.", key=key)
                )
        elif key == "cell" and not CELL.fullmatch(value):
            notes.append(
                say("The address names a cell of the matrix that does not exist. Every indicator is shown.")
            )
        elif key == "asof":
            # The number of a data load; a longer one is none.
            if value.isascii() and value.isdigit() and len(value) < 10:
                found[key] = int(value)
            else:
                notes.append(say("The address asks for earlier figures by something that is no data load."))
        elif key in ("facility_id", "unit_id", "by", "cell", "owner", "stage", "about"):
            found[key] = value[:120]
        elif key == "only" and ":" in value:
            name, _, values = value.partition(":")
            only.append((name, tuple(values.split("|"))))
        elif key not in OF_REQUESTS:
            notes.append(say("The address has a part that means nothing here. It is left out."))
    since, until = found.get("since"), found.get("until")
    if since and until and since >= until:  # type: ignore[operator]
        notes.append(say("The address ends the period before it begins. The usual period is shown."))
        found.pop("since"), found.pop("until")
    if found.get("period") in FISCAL and (found.get("since") or found.get("until")):
        # Two dates say more than the name of a period.
        found.pop("period")
    return Filters(only=tuple(only), **found), tuple(dict.fromkeys(notes))  # type: ignore[arg-type]


def write(filters: Filters) -> str:
    """The query that `read` turns into the same filters; what is usual is left out."""
    usual = Filters()
    if filters.period in FISCAL:
        filters = replace(filters, since=None, until=None)
    pairs = []
    for key in KEPT:
        value = getattr(filters, key)
        if value is not None and value != "" and value != getattr(usual, key):
            pairs.append((key, value.isoformat() if isinstance(value, date) else value))
    pairs += [("only", f"{name}:{'|'.join(values)}") for name, values in filters.only]
    return f"?{urlencode(pairs)}" if pairs else ""


def address(path: str, filters: Filters, **changed: object) -> str:
    """A link to a page that keeps what still makes sense there: place, grain, period, comparison."""
    of_this_page = {"cell": "", "family": "", "by": "", "only": (), "day": None}
    of_this_page |= {"owner": "", "stage": "", "about": ""}
    kept = replace(filters, **(of_this_page | changed))  # type: ignore[arg-type]
    return path + write(kept)


def crossing(split: str, group: str) -> dict[str, str]:
    """What a link into a group carries, so that with Shift it joins the filter of the page and with Ctrl leaves it."""
    return {"data-cross": f"{split}:{group}"}
