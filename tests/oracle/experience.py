"""Survey scores, one answer at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.plain import period_of, ratio

WORDS = {
    "nsua4": ("never", "sometimes", "usually", "always"),
    "def3": ("no", "yes, somewhat", "yes, definitely"),
    "recommend4": ("definitely no", "probably no", "probably yes", "definitely yes"),
}
HIGHEST = {"nsua4": 4, "def3": 3, "recommend4": 4, "0_10": 10}


def score(item: Row, raw: str) -> Fraction | None:
    """An answer from 0 (worst) to 100 (best)."""
    scale, top = item["scale"], item["top_box_values"]
    if scale == "yn2":
        return Fraction(100 if raw in top else 0)
    lowest, highest = (0 if scale == "0_10" else 1), HIGHEST[scale]
    words = WORDS.get(scale, ())
    if raw.strip().lower() in words:
        return Fraction(100 * words.index(raw.strip().lower()), highest - 1)
    try:
        number = Fraction(raw)
    except ValueError:
        return None
    if not lowest <= number <= highest:
        return None
    share = (number - lowest) * 100 / (highest - lowest)
    return 100 - share if str(lowest) in top else share


def is_worst(item: Row, raw: str) -> bool:
    points = score(item, raw)
    if points is None:
        return False
    if item["scale"] == "0_10":
        return points <= 60
    return points == 0 if item["scale"] in ("yn2", "def3") else points < 34


def placed(tables: Tables, response: Row) -> date | None:
    """Recommendation by its answer; inpatient surveys by discharge only; others by visit, else by answer."""
    zones = {f["facility_id"]: ZoneInfo(f["time_zone"]) for f in tables["facility"]}
    stay = next((e for e in tables["encounter"] if e["encounter_id"] == response["encounter_id"]), None)
    visit = response["event_date"]
    if stay and stay["discharge_ts"]:
        visit = datetime.fromisoformat(stay["discharge_ts"]).astimezone(zones[stay["facility_id"]]).date()
    if response["survey_type"] == "nps":
        return response["response_date"] or visit
    return visit if response["survey_type"] == "hcahps" else visit or response["response_date"]


def questions(tables: Tables, survey_type: str, is_complete: bool) -> list[tuple[date, Row, Row, str | None]]:
    """Every question that a response could answer, with the answer or None."""
    items = {
        (i["survey_type"], i["version"], i["item_code"]): i
        for i in tables["survey_item"]
        if i["top_box_values"]
    }
    given = {
        (a["response_id"], a["item_code"]): a["raw_value"]
        for a in tables["survey_answer"]
        if a["is_applicable"] and a["raw_value"] is not None
    }
    asked = {
        (r["facility_id"], r["survey_type"], r["version"], item_code)
        for r in tables["survey_response"]
        for response_id, item_code in given
        if response_id == r["response_id"]
    }
    found = []
    for response in tables["survey_response"]:
        day = placed(tables, response)
        if (
            response["survey_type"] != survey_type
            or day is None
            or (is_complete and not response["is_complete"])
        ):
            continue
        stay = next((e for e in tables["encounter"] if e["encounter_id"] == response["encounter_id"]), {})
        response = response | {"provider_id": stay.get("attending_provider_id")}
        for (kind, version, code), item in items.items():
            here = (response["facility_id"], kind, version, code)
            if here in asked and (kind, version) == (response["survey_type"], response["version"]):
                found.append((day, response, item, given.get((response["response_id"], code))))
    return found


def group_of(response: Row, item: Row, by: str) -> str:
    return "" if not by else str((response | item)[by] or "unknown")


def share(
    counts: Callable[[Row, str], bool],
    survey_type: str = "hcahps",
    fits: Callable[[Row], bool] = lambda item: True,
) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[int]] = {}
        for day, response, item, raw in questions(tables, survey_type, is_complete=True):
            if raw is not None and fits(item):
                both = sums.setdefault((period_of(day, grain), group_of(response, item, by)), [0, 0])
                both[0] += counts(item, raw)
                both[1] += 1
        return {key: ratio(num, den, 100) for key, (num, den) in sums.items()}

    return slow


def mean_over_items(
    points: Callable[[Row, str], Fraction | None],
    fits: Callable[[Row], bool] = lambda item: True,
    survey_type: str = "hcahps",
) -> Oracle:
    """The mean of each question, then the mean over questions; unknown while one has no answer."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        cells: dict[tuple[date, str], dict[str, list[Fraction]]] = {}
        for day, response, item, raw in questions(tables, survey_type, is_complete=True):
            if fits(item):
                cell = cells.setdefault((period_of(day, grain), group_of(response, item, by)), {})
                answers = cell.setdefault(item["item_code"], [])
                if raw is not None and (value := points(item, raw)) is not None:
                    answers.append(value)
        return {
            key: float(sum(sum(answers) / len(answers) for answers in cell.values()) / len(cell))
            for key, cell in cells.items()
            if all(cell.values())
        }

    return slow


def nps(tables: Tables, by: str, grain: str) -> Values:
    sums: dict[tuple[date, str], list[int]] = {}
    for day, response, item, raw in questions(tables, "nps", is_complete=False):
        if item["scale"] == "0_10" and raw in [str(number) for number in range(11)]:
            both = sums.setdefault((period_of(day, grain), group_of(response, item, by)), [0, 0])
            both[0] += (int(raw) >= 9) - (int(raw) <= 6)
            both[1] += 1
    return {key: ratio(num, den, 100) for key, (num, den) in sums.items()}


def is_best(item: Row, raw: str) -> bool:
    return raw in item["top_box_values"]


def best(item: Row, raw: str) -> Fraction:
    return Fraction(100 if is_best(item, raw) else 0)


ORACLE = {
    "hcahps_item_top_box_pct": share(is_best),
    "hcahps_bottom_box_pct": share(is_worst),
    "hcahps_overall_9_10_pct": share(is_best, fits=lambda item: item["scale"] == "0_10"),
    "hcahps_recommend_pct": share(is_best, fits=lambda item: item["scale"] == "recommend4"),
    "hcahps_composite_top_box_pct": mean_over_items(best, lambda item: item["composite_code"] is not None),
    "hcahps_nurses_pct": mean_over_items(best, lambda item: item["composite_code"] == "nurses"),
    "hcahps_doctors_pct": mean_over_items(best, lambda item: item["composite_code"] == "doctors"),
    "hcahps_linear_mean": mean_over_items(score),
    "cgcahps_top_box_pct": share(is_best, "cgcahps"),
    "cgcahps_composite_top_box_pct": mean_over_items(
        best, lambda item: item["composite_code"] is not None, "cgcahps"
    ),
    "nps": nps,
}
