"""The compiled improvement KPIs agree with the slow ones on processes that nobody thought of."""

import itertools
from datetime import date
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import FACILITIES, SPRING, UNITS, instants
from tests.oracle.improvement import CAPABILITY, CHECKED, ORACLE, PROCESS, REPEATED, STAMPS

BENCH = Bench("v_process_step", "v_completeness")
CHECKS = Bench("v_duration_check")
DOUBLES = Bench("v_duplicate")
LIMITS = Bench("v_or_turnover", "v_ed_visit", "v_capability_month")
MONTHS = st.integers(1, 5).map(lambda month: date(2026, month, 1))


@st.composite
def processes(draw) -> list[dict]:
    rows = {}
    for _ in range(draw(st.integers(0, 8))):
        key = (
            draw(st.sampled_from("pq")),
            draw(st.sampled_from("12")),
            draw(MONTHS),
            draw(st.sampled_from(["A1", "A2", "B1"])),
        )
        units = draw(st.integers(0, 9))
        rows[key] = dict(zip(("process_id", "step_code", "period", "unit_id"), key, strict=True)) | {
            "units": units, "opportunities_per_unit": draw(st.integers(1, 4)), "defects": draw(st.integers(0, units)),
            "units_right_first_time": draw(st.integers(0, units)),
        }  # fmt: skip
    return list(rows.values())


def index() -> st.SearchStrategy:
    return st.none() | st.integers(-30, 30).map(lambda n: n / 8)


@st.composite
def judged(draw) -> list[dict]:
    rows = {}
    for _ in range(draw(st.integers(0, 6))):
        key = draw(st.sampled_from("pq")), draw(st.sampled_from("AB")), draw(MONTHS)
        n = draw(st.sampled_from([1, 19, 20, 21, 400]))
        rows[key] = dict(zip(("process", "facility_id", "month_date"), key, strict=True)) | {
            "unit_id": f"?:{key[1]}", "n_values": n, "n_within": draw(st.integers(0, n)), "is_stable": draw(st.booleans()),
            **{name: draw(index()) for name in ("cp", "cpk", "pp", "ppk", "ppk_median")},
        }  # fmt: skip
    return list(rows.values())


@st.composite
def records(draw) -> dict:
    """Rows with holes."""

    def some(name: str, **columns) -> list[dict]:
        rows = [{k: draw(v) for k, v in columns.items()} for _ in range(draw(st.integers(0, 4)))]
        return [
            row
            | {
                name: f"{name}{n}",
                "facility_id": draw(st.sampled_from("AB")),
                "source_id": draw(st.sampled_from(["ehr", "pas"])),
            }
            for n, row in enumerate(rows)
        ]

    stamp = st.none() | instants()
    stay = some(
        "encounter_id", start_ts=instants(), discharge_ts=stamp, drg_code=st.sampled_from([None, "470"]),
        discharge_disposition=st.sampled_from([None, "unknown", "home"]), principal_dx=st.sampled_from([None, "I21"]),
        payer_id=st.sampled_from([None, "class:unknown", "P"]), encounter_class=st.sampled_from(["inpatient", "ed"]),
        status=st.sampled_from(["finished", "cancelled"]),
    )  # fmt: skip
    return {
        "encounter": [row | {"patient_id": "p", "admit_ts": row["start_ts"]} for row in stay],
        "ed_visit": some(
            "encounter_id", arrival_ts=instants(), triage_ts=stamp, provider_seen_ts=stamp, departure_ts=stamp, unit_id=st.just("A1"),
            decision_to_admit_ts=stamp, disposition=st.sampled_from(VOCABULARIES["ed_disposition"]),
        ),
        "appointment": some(
            "appointment_id", scheduled_start_ts=instants(), roomed_ts=stamp, unit_id=st.just("A1"),
            status=st.sampled_from(["completed", "no_show"]),
        ),
        "procedure_case": some(
            "case_id", sched_start_ts=stamp, patient_in_ts=stamp, patient_out_ts=stamp, status=st.sampled_from(["done", "cancelled"])
        ),
        "incident": [
            row | {"status": "done"}
            for row in some("incident_id", reported_ts=instants(), unit_id=st.sampled_from(["A1", "?:A", "?:B"]))
        ],
    }  # fmt: skip


def test_every_improvement_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "improvement"}


GRAINS = st.sampled_from(["month", "quarter"])


@settings(max_examples=examples(60), deadline=None)
@given(processes(), records(), st.sampled_from(["", "facility_id"]), GRAINS)
def test_two_implementations_agree(process, record, by, grain):
    tables = {"facility": FACILITIES, "unit": UNITS, "process_sample": process, **record}
    tables["incident"] = [{k: v for k, v in i.items() if k != "status"} for i in record["incident"]]
    BENCH.compare({**PROCESS, "dq_completeness_pct": ORACLE["dq_completeness_pct"]}, tables, by, grain)
    BENCH.compare({"dq_completeness_pct": ORACLE["dq_completeness_pct"]}, tables, "source_id", grain)


@st.composite
def doubled(draw) -> dict[str, list[dict]]:
    """Records of few patients and few hours, so that many say the same; some begin at midnight in New York."""
    start = instants(days=1, step=300)

    def some(name: str, longest: int, **columns) -> list[dict]:
        return [
            {k: draw(v) for k, v in columns.items()}
            | {name: str(n), "facility_id": draw(st.sampled_from("AB"))}
            for n in range(draw(st.integers(0, longest)))
        ]

    people = st.sampled_from("pq")
    visits = some(
        "encounter_id",
        8,
        patient_id=people,
        start_ts=start,
        encounter_class=st.sampled_from(["inpatient", "ed"]),
        status=st.sampled_from(["finished", "active", "cancelled"]),
    )
    return {
        "facility": FACILITIES,
        "unit": UNITS,
        "encounter": [row | {"admit_ts": row["start_ts"]} for row in visits],
        "appointment": some(
            "appointment_id",
            6,
            patient_id=people,
            scheduled_start_ts=start,
            unit_id=st.sampled_from(["A1", "A2"]),
            status=st.sampled_from(["completed", "no_show", "left_without_seen", "scheduled"]),
        ),
        "procedure_case": some(
            "case_id",
            6,
            room_id=st.sampled_from("xy"),
            patient_in_ts=st.none() | start,
            status=st.sampled_from(["done", "cancelled"]),
        ),
    }


@settings(max_examples=examples(60), deadline=None)
@given(doubled(), st.sampled_from(["", "facility_id", "record"]), GRAINS)
def test_two_implementations_agree_on_records_written_down_twice(tables, by, grain):
    DOUBLES.compare(REPEATED, tables, by, grain)


@st.composite
def stamped(draw) -> dict[str, list[dict]]:
    """Rows of the tables that hold waiting times, some of them in the wrong order."""
    seconds = st.sampled_from([None, -1, 0, 60])
    key = {"v_ed_visit": "encounter_id", "v_appointment": "appointment_id", "v_or_case": "case_id"}
    return {
        table: [
            {
                key[table]: str(n),
                "facility_id": draw(st.sampled_from("AB")),
                "unit_id": "A1",
                day: draw(MONTHS),
            }
            | {pair: draw(seconds) for pair in pairs}
            for n in range(draw(st.integers(0, 4)))
        ]
        for table, day, pairs in STAMPS
    }


@settings(max_examples=examples(40), deadline=None)
@given(stamped(), st.sampled_from(["", "facility_id", "unit_id"]), GRAINS)
def test_two_implementations_agree_on_stamps_in_the_wrong_order(tables, by, grain):
    CHECKS.compare(CHECKED, tables, by, grain)


@settings(max_examples=examples(40), deadline=None)
@given(judged(), st.sampled_from(["", "facility_id", "process"]))
def test_two_implementations_agree_on_capability(rows, by):
    BENCH.compare(CAPABILITY, {"v_capability_month": rows}, by, "month")


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.integers(0, 95), min_size=2, max_size=12),
    st.sampled_from([None, 5]),
    st.sampled_from([20, 60]),
)
def test_capability_is_what_the_textbook_says(gaps, lower, upper):
    """Turnovers of one room over consecutive days: sigma from the steps, and from the whole."""
    cases = []
    for day, gap in enumerate(gaps):
        start = SPRING.replace(month=5, day=1 + day, hour=12)
        for name, begin, end in (("a", 0, 60), ("b", 60 + gap, 200)):
            stamps = {
                "patient_in_ts": start.replace(hour=12 + begin // 60, minute=begin % 60),
                "patient_out_ts": start.replace(hour=12 + end // 60, minute=end % 60),
            }
            cases.append(
                stamps
                | {
                    "case_id": f"{day}{name}",
                    "facility_id": "A",
                    "room_id": "R",
                    "case_class": "elective",
                    "status": "done",
                }
            )
    target = {
        "kpi_id": "or_turnover_median",
        "scope_type": "network",
        "scope_id": "*",
        "valid_from": date(2020, 1, 1),
        "lower_spec": lower,
        "upper_spec": upper,
    }
    LIMITS.fill({"facility": FACILITIES, "procedure_case": cases, "kpi_target": [target]})
    found = LIMITS.con.execute(
        "SELECT cp, cpk, pp, ppk, ppk_median, n_within, n_values FROM v_capability_month"
    ).fetchall()
    used = [gap for gap in gaps if gap <= 90]
    if not used:
        assert found == []
        return
    steps = [abs(b - a) for a, b in itertools.pairwise(used)]
    within = mean(steps) / 1.128 if steps else 0
    overall = stdev(used) if len(used) > 1 else 0
    middle, top = (_quantile(used, q) for q in (0.5, 0.99865))

    def near(sigma: float) -> float | None:
        sides = [upper - mean(used)] + ([mean(used) - lower] if lower is not None else [])
        return min(sides) / (3 * sigma) if sigma else None

    def wide(sigma: float) -> float | None:
        return (upper - lower) / (6 * sigma) if sigma and lower is not None else None

    expected = [
        wide(within),
        near(within),
        wide(overall),
        near(overall),
        (upper - middle) / (top - middle) if top > middle else None,
    ]
    inside = sum((lower is None or gap >= lower) and gap <= upper for gap in used)
    assert [None if v is None else float(v) for v in found[0][:5]] == [
        None if v is None else pytest.approx(v, abs=2e-6) for v in expected
    ]
    assert found[0][5:] == (inside, len(used))


def _quantile(values: list[int], q: float) -> float:
    place = q * (len(values) - 1)
    ordered = sorted(values)
    below = int(place)
    return ordered[below] + (place - below) * (ordered[min(below + 1, len(values) - 1)] - ordered[below])
