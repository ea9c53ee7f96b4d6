"""What a page is restricted to. It lives in the address, so that a reload, a shared link and the back button keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from metrics.question import GRAINS, Question, Series

PERIODS = {
    "3m": ("Last 3 months", 3),
    "6m": ("Last 6 months", 6),
    "13m": ("Last 13 months", 13),
    "24m": ("Last 24 months", 24),
    "36m": ("Last 36 months", 36),
    "all": ("Everything", None),
}
USUAL_PERIOD = {"day": "3m", "week": "13m", "month": "24m", "quarter": "36m", "year": "all"}
GRAIN_WORDS = {"day": "Daily", "week": "Weekly", "month": "Monthly", "quarter": "Quarterly", "year": "Yearly"}
COMPARES = {"ly": "Same period last year", "prev": "Previous period", "none": "No comparison"}
COMPARE_SHORT = {"ly": "vs last year", "prev": "vs previous", "none": ""}
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

    @property
    def scope(self) -> tuple[str, str]:
        """`scope_type`, `scope_id`: the narrowest place named."""
        if self.unit_id:
            return "unit", self.unit_id
        return ("facility", self.facility_id) if self.facility_id else ("network", "*")

    @property
    def shown_period(self) -> str:
        return self.period or USUAL_PERIOD[self.grain]

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

    def question(self, kpis: Iterable[str], by: str = "", data_through: date | None = None) -> Question:
        """The question a block asks. Daily series start a little before the window; longer grains ask for everything,
        so that a comparison with last year and another window are answered from the same cached answer."""
        scope_type, scope_id = self.scope
        since = None
        if self.grain == "day" and (start := self.window(data_through)[0]):
            since = start - timedelta(days=371)
        return Question(tuple(kpis), self.grain, scope_type, scope_id, by, self.only, since, None)

    def trim(self, series: Series, data_through: date | None) -> Series:
        """The series as far as it is shown."""
        start, end = self.window(data_through)
        points = tuple(
            p for p in series.points if (not start or p.period >= start) and (not end or p.period < end)
        )
        return replace(series, points=points)


def read(search: str) -> tuple[Filters, tuple[str, ...]]:
    """Filters from the query of an address, and a sentence for every part that could not be used."""
    found: dict[str, object] = {}
    only: list[tuple[str, tuple[str, ...]]] = []
    notes: list[str] = []
    allowed = {"grain": GRAINS, "period": PERIODS, "compare": COMPARES, "family": FAMILIES}
    for key, value in parse_qsl((search or "").lstrip("?"), max_num_fields=40):
        if key in allowed:
            if value in allowed[key]:
                found[key] = value
            else:
                notes.append(f"The address asks for a {key} that does not exist. The usual one is shown.")
        elif key in ("since", "until"):
            try:
                found[key] = date.fromisoformat(value)
            except ValueError:
                notes.append(f"The address has a date in “{key}” that is no date. It is left out.")
        elif key in ("facility_id", "unit_id", "by", "cell"):
            found[key] = value[:120]
        elif key == "only" and ":" in value:
            name, _, values = value.partition(":")
            only.append((name, tuple(values.split("|"))))
    since, until = found.get("since"), found.get("until")
    if since and until and since >= until:  # type: ignore[operator]
        notes.append("The address ends the period before it begins. The usual period is shown.")
        found.pop("since"), found.pop("until")
    return Filters(only=tuple(only), **found), tuple(notes)  # type: ignore[arg-type]


def write(filters: Filters) -> str:
    """The query that `read` turns into the same filters; what is usual is left out."""
    usual = Filters()
    pairs = []
    for key in (
        "facility_id",
        "unit_id",
        "grain",
        "period",
        "since",
        "until",
        "compare",
        "by",
        "cell",
        "family",
    ):
        value = getattr(filters, key)
        if value and value != getattr(usual, key):
            pairs.append((key, value.isoformat() if isinstance(value, date) else value))
    pairs += [("only", f"{name}:{'|'.join(values)}") for name, values in filters.only]
    return f"?{urlencode(pairs)}" if pairs else ""


def address(path: str, filters: Filters, **changed: object) -> str:
    """A link to a page that keeps what still makes sense there: place, grain, period, comparison."""
    kept = replace(filters, **({"cell": "", "family": "", "by": "", "only": ()} | changed))  # type: ignore[arg-type]
    return path + write(kept)
