"""What a generation already knows: values with their verdicts, forecasts, targets, and what is dark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from data.schema import PRODUCT
from data.warehouse import Generation
from metrics import dark
from metrics.dark import NOT_PUBLISHED
from metrics.forecast.words import again
from metrics.history import as_of
from metrics.judging import Rebases, Targets, Value
from metrics.kpi import Kpi
from metrics.places import Place, Places
from metrics.question import ForecastPoint, Stamp

KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id", "dims")
VERDICT = tuple(c.name for c in PRODUCT["kpi_verdict"].columns if c.name not in (*KEY, "load_id"))

SeriesKey = tuple[str, str]


class Counted(NamedTuple):
    """How many rows a KPI is about in a period of a place, and how many of its days the data cover."""

    n_eligible: int
    days_covered: int | None


class Stored:
    """One generation, read once for what every answer needs, and asked for the rest."""

    def __init__(self, generation: Generation, kpis: Mapping[str, Kpi]) -> None:
        self.generation = generation
        self.kpis = kpis
        self.places = Places(generation)
        self.frozen = (generation.dicts("SELECT * FROM kpi_target_frozen"), _rebases(generation))
        self.targets, self.rebases = Targets(self.frozen[0]), Rebases(self.frozen[1])
        registry = generation.rows("SELECT kpi_id, is_lit, dark_reason FROM kpi_registry")
        known = {kpi_id: "" if is_lit else reason or "" for kpi_id, is_lit, reason in registry}
        self.dark = {
            kpi_id: known.get(kpi_id, NOT_PUBLISHED) for kpi_id in kpis if known.get(kpi_id, NOT_PUBLISHED)
        }
        self.stamp = _stamp(generation)
        self.cuts: dict[str, dict[Any, Any]] = {"hidden": {}, "tables": {}}  # kept by `metrics.cuts`
        self.loads = dict(
            generation.rows(
                "SELECT load_id, CAST(CAST(max(ended_ts) AS TIMESTAMP) AS VARCHAR) FROM refresh_run GROUP BY 1"
            )
        )

    def why_dark(self) -> dict[str, str]:
        """Why each KPI without data has none, in the language of now."""
        return dark.told(self.dark, self.kpis)

    def name(self, by: str, group: str) -> str:
        """A group by the name that its register gives it; empty where no register knows it."""
        return self._names.get((by, group), "")

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        # Several facilities may have a cost centre of the same name: its number tells them apart.
        rows = self.generation.rows(
            "SELECT 'cost_centre_id', cost_centre_id, name || ', ' || cost_centre_id FROM live.cost_centre "
            "UNION ALL SELECT 'account_id', account_id, account_name || ', ' || account_id FROM live.account "
            "UNION ALL SELECT 'item_code', item_code, max(item_label) FROM live.survey_item GROUP BY item_code "
            "UNION ALL SELECT 'course_id', course_id, max(course_name) FROM live.training_requirement GROUP BY course_id"
        )
        return {(by, group): name for by, group, name in rows if name}

    def series(
        self,
        kpis: Sequence[str],
        grain: str,
        scope_type: str,
        scope_ids: Sequence[str] | None,
        since: date | None = None,
        asof: int | None = None,
    ) -> dict[SeriesKey, tuple[list[Value], list[dict[str, Any] | None]]]:
        """Values and verdict rows by (KPI, place), in time order; `scope_ids` None = every place of that kind.

        `since` leaves earlier periods out: only where nothing is judged, since limits need the whole history.
        `asof` = as that generation showed them.
        """
        where, params = _among({"v.kpi_id": kpis, **({} if scope_ids is None else {"v.scope_id": scope_ids})})
        if since is not None:
            where, params["since"] = f"{where} AND v.period_start >= $since", since
        verdict = ", ".join(f"d.{name}" for name in VERDICT)
        rows = self.generation.rows(
            "SELECT v.kpi_id, v.scope_id, v.period_start, CAST(v.num AS DOUBLE), CAST(v.den AS DOUBLE), v.value, "
            f"v.n_eligible, v.n_valid, v.status, v.days_covered, v.days_in_period, {verdict} "
            f"FROM {as_of('kpi_value', asof)} v LEFT JOIN {as_of('kpi_verdict', asof)} d USING ({', '.join(KEY)}) "
            f"WHERE v.period_type = $grain AND v.scope_type = $scope_type AND v.dims = '{{}}' AND {where} "
            "ORDER BY v.kpi_id, v.scope_id, v.period_start",
            {"grain": grain, "scope_type": scope_type, **params},
        )
        found: dict[SeriesKey, tuple[list[Value], list[dict[str, Any] | None]]] = {}
        for row in rows:
            values, verdicts = found.setdefault((row[0], row[1]), ([], []))
            values.append(Value(*row[2:11]))
            told = dict(zip(VERDICT, row[11:], strict=True), period_start=row[2])
            verdicts.append(told if told["head"] is not None else None)
        return found

    def statuses(
        self, kpis: Sequence[str], grain: str, scope_type: str, scope_id: str
    ) -> dict[tuple[str, date], tuple[str, int | None, int]]:
        """Status, days covered and days of each period of a place: the same for every split of it."""
        where, params = _among({"kpi_id": kpis})
        rows = self.generation.rows(
            "SELECT kpi_id, period_start, status, days_covered, days_in_period FROM kpi_value WHERE period_type = $grain "
            f"AND scope_type = $scope_type AND scope_id = $scope_id AND dims = '{{}}' AND {where}",
            {"grain": grain, "scope_type": scope_type, "scope_id": scope_id, **params},
        )
        return {(row[0], row[1]): row[2:] for row in rows}

    def counted(
        self, kpis: Sequence[str], grain: str, scope_type: str, around: Place, firsts: Sequence[date]
    ) -> dict[tuple[str, str, date], Counted]:
        """By KPI, place and period: every place of a kind, and the one around them."""
        where, params = _among({"kpi_id": kpis})
        marks = ", ".join(f"$first_{i}" for i in range(len(firsts)))
        rows = self.generation.rows(
            "SELECT kpi_id, scope_id, period_start, n_eligible, days_covered FROM kpi_value WHERE period_type = $grain "
            "AND (scope_type = $scope_type OR (scope_type = $around AND scope_id = $place)) AND dims = '{}' "
            f"AND period_start IN ({marks}) AND {where}",
            {"grain": grain, "scope_type": scope_type, "around": around.scope_type, "place": around.scope_id}
            | {f"first_{i}": first for i, first in enumerate(firsts)}
            | params,
        )
        return {(row[0], row[1], row[2]): Counted(*row[3:]) for row in rows}

    def horizon(self, table: str, facility_id: str) -> tuple[date, date] | None:
        """The first and the last day with rows of a table at a facility."""
        return self._horizons.get((table, facility_id))

    @cached_property
    def _horizons(self) -> dict[tuple[str, str], tuple[date, date]]:
        rows = self.generation.rows("SELECT table_name, facility_id, first_date, last_date FROM data_horizon")
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    def reach(self, kpi: Kpi, facility_id: str) -> date | None:
        """The last day that the data of a KPI reach at a facility; a monthly table ends a month.

        The network (`*`) is reached only as far as by the slowest facility that is open, as its stored periods are.
        """
        rows = self.generation.rows(
            "SELECT first_date, last_date FROM data_horizon WHERE table_name = $table AND facility_id = $facility",
            {"table": kpi.table, "facility": facility_id},
        )
        if not rows:
            return None
        first, last = rows[0]
        if not {"day", "week"} & set(kpi.grains):
            last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        ends = [last, self.stamp.as_of, self._covered(kpi, first) if facility_id == "*" else None]
        return min(end for end in ends if end)

    def _covered(self, kpi: Kpi, first: date) -> date | None:
        """The last day of the network that every open facility has reported, by any KPI of the same table."""
        where, params = _among({"kpi_id": [one.id for one in self.kpis.values() if one.table == kpi.table]})
        found: date | None = self.generation.rows(
            "SELECT max(CAST(greatest(period_start, $first) + days_covered - 1 AS DATE)) FROM kpi_value "
            "WHERE period_type = 'month' AND scope_type = 'network' AND dims = '{}' AND days_covered > 0 "
            f"AND {where}",
            {"first": first, **params},
        )[0][0]
        return found

    def working_days(self, place: Place, span: tuple[date, date]) -> int:
        """Days of a span on which a place works; for the network those on which most of its facilities do."""
        facility = self.places.facility_of(place)
        return int(
            self.generation.rows(
                "SELECT count(*) FROM (SELECT date FROM live.calendar WHERE date >= $since AND date < $until "
                "AND ($facility = '*' OR facility_id = $facility) GROUP BY date "
                "HAVING avg(CAST(is_working_day AS INTEGER)) > 0.5)",
                {"since": span[0], "until": span[1], "facility": facility},
            )[0][0]
        )

    def holidays(self, place: Place) -> frozenset[date]:
        """The public holidays of a place; for the network those of most of its facilities."""
        facility = self.places.facility_of(place)
        rows = self.generation.rows(
            "SELECT date FROM live.calendar WHERE $facility = '*' OR facility_id = $facility GROUP BY date "
            "HAVING avg(CAST(is_public_holiday AS INTEGER)) > 0.5",
            {"facility": facility},
        )
        return frozenset(day for (day,) in rows)

    def forecasts(
        self, kpis: Sequence[str], scope_type: str, scope_ids: Sequence[str] | None
    ) -> dict[SeriesKey, tuple[tuple[ForecastPoint, ...], str]]:
        """Monthly forecasts and the line that owns up to their errors, or that refuses one."""
        where, params = _among({"kpi_id": kpis, **({} if scope_ids is None else {"scope_id": scope_ids})})
        scope = f"period_type = 'month' AND scope_type = $scope_type AND dims = '{{}}' AND {where}"
        params["scope_type"] = scope_type
        points: dict[SeriesKey, list[ForecastPoint]] = {}
        for kpi_id, scope_id, *point in self.generation.rows(
            f"SELECT kpi_id, scope_id, target_start, point, lo80, hi80, lo95, hi95 FROM kpi_forecast WHERE {scope} "
            "ORDER BY kpi_id, scope_id, target_start",
            params,
        ):
            points.setdefault((kpi_id, scope_id), []).append(ForecastPoint(*point))
        return {
            (row["kpi_id"], row["scope_id"]): (
                tuple(points.get((row["kpi_id"], row["scope_id"]), ())),
                self._message(row),
            )
            for row in self._tests(scope, params)
        }

    def backtests(self, kpis: Sequence[str], scope_type: str, scope_id: str) -> dict[str, dict[str, Any]]:
        """How the monthly forecasts of a place did, by KPI, or why there are none."""
        where, params = _among({"kpi_id": kpis})
        scope = f"period_type = 'month' AND dims = '{{}}' AND scope_type = $scope_type AND scope_id = $scope_id AND {where}"
        rows = self._tests(scope, {"scope_type": scope_type, "scope_id": scope_id, **params})
        return {row["kpi_id"]: row | {"message": self._message(row)} for row in rows}

    def _tests(self, scope: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self.generation.dicts(
            "SELECT kpi_id, scope_id, state, message, n_points, typical_error, naive_error, held80, checked80 "
            f"FROM kpi_backtest WHERE {scope}",
            params,
        )

    def _message(self, row: Mapping[str, Any]) -> str:
        return again(self.kpis[row["kpi_id"]], row, self.places.money("*"))


def _among(lists: Mapping[str, Iterable[str]]) -> tuple[str, dict[str, Any]]:
    """`column IN (…)` for each list, with parameters."""
    conditions: list[str] = []
    params: dict[str, Any] = {}
    for i, (column, values) in enumerate(lists.items()):
        named = {f"in_{i}_{k}": value for k, value in enumerate(values)}
        params |= named
        conditions.append(f"{column} IN ({', '.join(f'${name}' for name in named)})" if named else "FALSE")
    return " AND ".join(conditions), params


def _rebases(generation: Generation) -> list[dict[str, Any]]:
    """Approved rebases; a generation from before there were any has none."""
    there = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'spc_rebase'"
    return generation.dicts("SELECT * FROM spc_rebase") if generation.rows(there) else []


def _stamp(generation: Generation) -> Stamp:
    manifest = generation.manifest
    through = generation.rows("SELECT max(last_date) FROM data_horizon WHERE facility_id = '*'")[0][0]
    as_of = date.fromisoformat(manifest["as_of"]) if manifest.get("as_of") else None
    return Stamp(
        load_id=generation.number,
        loaded_at=str(manifest.get("published", "")),
        data_through=min(through, as_of) if through and as_of else through,
        as_of=as_of,
        is_demo=bool(manifest.get("is_demo")),
        content_hash=str(manifest.get("sha256", "")),
    )
