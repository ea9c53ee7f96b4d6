"""What a generation already knows: values with their verdicts, forecasts, targets, and what is dark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from data.schema import PRODUCT
from data.warehouse import Generation
from metrics.catalogue import KPIS
from metrics.judging import Targets, Value
from metrics.places import Places
from metrics.question import ForecastPoint, Stamp

KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id", "dims")
VERDICT = tuple(
    c.name for c in PRODUCT["kpi_verdict"].columns if c.name not in (*KEY, "load_id", "definition_version")
)
NOT_PUBLISHED = "not computed yet: `wardboard refresh` computes it"

SeriesKey = tuple[str, str]


class Stored:
    """One generation, read once for what every answer needs, and asked for the rest."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.places = Places(generation)
        self.targets = Targets(generation.dicts("SELECT * FROM kpi_target_frozen"))
        registry = generation.rows("SELECT kpi_id, is_lit, dark_reason FROM kpi_registry")
        known = {kpi_id: "" if is_lit else reason or "" for kpi_id, is_lit, reason in registry}
        self.dark = {
            kpi_id: known.get(kpi_id, NOT_PUBLISHED) for kpi_id in KPIS if known.get(kpi_id, NOT_PUBLISHED)
        }
        self.stamp = _stamp(generation)

    def series(
        self,
        kpis: Sequence[str],
        grain: str,
        scope_type: str,
        scope_ids: Sequence[str] | None,
        since: date | None = None,
    ) -> dict[SeriesKey, tuple[list[Value], list[dict[str, Any] | None]]]:
        """Values and verdict rows by (KPI, place), in time order; `scope_ids` None = every place of that kind.

        `since` leaves earlier periods out: only where nothing is judged, since limits need the whole history.
        """
        where, params = _among({"v.kpi_id": kpis, **({} if scope_ids is None else {"v.scope_id": scope_ids})})
        if since is not None:
            where, params["since"] = f"{where} AND v.period_start >= $since", since
        verdict = ", ".join(f"d.{name}" for name in VERDICT)
        rows = self.generation.rows(
            "SELECT v.kpi_id, v.scope_id, v.period_start, CAST(v.num AS DOUBLE), CAST(v.den AS DOUBLE), v.value, "
            f"v.n_eligible, v.n_valid, v.status, v.days_covered, v.days_in_period, {verdict} "
            f"FROM kpi_value v LEFT JOIN kpi_verdict d USING ({', '.join(KEY)}) "
            f"WHERE v.period_type = $grain AND v.scope_type = $scope_type AND v.dims = '{{}}' AND {where} "
            "ORDER BY v.kpi_id, v.scope_id, v.period_start",
            {"grain": grain, "scope_type": scope_type, **params},
        )
        found: dict[SeriesKey, tuple[list[Value], list[dict[str, Any] | None]]] = {}
        for row in rows:
            values, verdicts = found.setdefault((row[0], row[1]), ([], []))
            values.append(Value(*row[2:11]))
            told = dict(zip(VERDICT, row[11:], strict=True))
            verdicts.append(told | {"period_start": row[2]} if told["head"] is not None else None)
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
            (kpi_id, scope_id): (tuple(points.get((kpi_id, scope_id), ())), message)
            for kpi_id, scope_id, message in self.generation.rows(
                f"SELECT kpi_id, scope_id, message FROM kpi_backtest WHERE {scope}", params
            )
        }


def _among(lists: Mapping[str, Iterable[str]]) -> tuple[str, dict[str, Any]]:
    """`column IN (…)` for each list, with parameters."""
    conditions: list[str] = []
    params: dict[str, Any] = {}
    for i, (column, values) in enumerate(lists.items()):
        named = {f"in_{i}_{k}": value for k, value in enumerate(values)}
        params |= named
        conditions.append(f"{column} IN ({', '.join(f'${name}' for name in named)})" if named else "FALSE")
    return " AND ".join(conditions), params


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
