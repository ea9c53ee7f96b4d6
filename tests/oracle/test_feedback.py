"""The compiled feedback KPIs agree with the slow ones on letters that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY, KPIS
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.feedback import ORACLE, RATES
from tests.oracle.hospital import FACILITIES, UNITS, instants

BENCH = Bench("v_fft_answer", "v_complaint", "v_complaint_day", "v_comment")
RATED = Bench("v_invitation", "v_sampled")
DAYS = st.dates(date(2026, 2, 20), date(2026, 3, 20))
FIRST = date(2026, 2, 1)
CALENDAR = [
    {"facility_id": facility, "date": day, "is_working_day": day.weekday() < 5}
    for facility in "AB"
    for day in (FIRST + timedelta(days=n) for n in range(70))
]
ITEMS = [
    {
        "survey_type": "fft",
        "version": "1",
        "item_code": "Q",
        "scale": "fft6",
        "top_box_values": ["Very good", "1"],
    },
    {"survey_type": "fft", "version": "1", "item_code": "R", "scale": "fft6", "top_box_values": ["5"]},
]
SAID = [
    " Very good",
    "good",
    "Neither",
    "poor",
    "Very poor",
    "Don't know",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "",
    None,
]
TEXTS = [None, "never again", "never ever again", "  so  so  la la ", "fine"]


def place(draw) -> dict:
    facility = draw(st.sampled_from("AB"))
    units = [u["unit_id"] for u in UNITS if u["facility_id"] == facility]
    return {"facility_id": facility, "unit_id": draw(st.sampled_from([*units, "closed", f"?:{facility}"]))}


def some(draw, name: str, most: int, **columns) -> list[dict]:
    return [
        place(draw) | {k: draw(v) for k, v in columns.items()} | {name: str(n)}
        for n in range(draw(st.integers(0, most)))
    ]


@st.composite
def offices(draw) -> dict:
    maybe = st.none() | DAYS
    stays = [
        {"encounter_id": str(n), "facility_id": "A", "patient_id": "p", "start_ts": at, "admit_ts": at, "encounter_class": "inpatient",
         "status": "finished", "discharge_ts": draw(st.sampled_from([None, at]))}
        for n, at in enumerate(draw(st.lists(instants(), max_size=3)))
    ]  # fmt: skip
    invited = some(
        draw, "invitation_id", 5, encounter_id=st.none() | st.sampled_from("012"), event_date=maybe, sent_date=maybe,
        is_eligible=st.integers(0, 4).map(bool), undeliverable=st.integers(0, 4).map(lambda n: n == 0),
        final_status=st.sampled_from(VOCABULARIES["survey_final_status"]),
        survey_type=st.sampled_from(["nps", "nps", "fft"]),
    )  # fmt: skip
    responses = some(
        draw,
        "response_id",
        5,
        response_date=maybe,
        event_date=maybe,
        survey_type=st.just("fft"),
        version=st.just("1"),
        encounter_id=st.none() | st.sampled_from("012"),
        is_complete=st.booleans(),
    )
    samples = [
        {
            "facility_id": facility, "survey_type": kind, "month": month, "stratum": stratum,
            "sample_size": draw(st.sampled_from([None, 0, 1, 4, 30])), "mode": draw(st.sampled_from([None, "mail", "web"])),
        }
        for facility in "AB"
        for kind in ("fft", "nps")
        for month in (date(2026, 2, 1), date(2026, 3, 1))
        for stratum in draw(st.sets(st.sampled_from("xy"), max_size=2))
    ]  # fmt: skip
    answers = [
        {"response_id": r["response_id"], "item_code": item, "raw_value": draw(st.sampled_from(SAID))}
        for r in responses
        for item in draw(st.sets(st.sampled_from(["Q", "R", "age"])))
    ]
    comments = [
        {"response_id": r["response_id"], "item_code": "C", "comment_text": draw(st.sampled_from(TEXTS)),
         "comment_sentiment": draw(st.none() | st.sampled_from(["negative", "negative", "positive"])),
         "sentiment_confidence": draw(st.sampled_from([None, 0.69, 0.7, 0.9]))}
        for r in responses
    ]  # fmt: skip
    counts = [
        {"survey_type": "fft", "facility_id": f, "unit_id": f"{f}1", "month": date(2026, draw(st.integers(2, 3)), 1), "item_code": item,
         "raw_value": raw, "answers": draw(st.integers(0, 9))}
        for f in "AB"
        for item in "QR"
        for raw in draw(st.sets(st.sampled_from(["Good", "2", "4", "poor"]), max_size=2))
    ]  # fmt: skip
    letters = some(
        draw, "complaint_id", 7, kind=st.sampled_from(["complaint", "complaint", "grievance", "concern"]), received_date=DAYS,
        acknowledged_date=maybe, due_date=maybe, responded_date=maybe, closed_date=maybe, reopened_date=maybe,
        outcome=st.none() | st.sampled_from(VOCABULARIES["complaint_outcome"]), source_id=st.sampled_from(["s", "t"]),
        subject=st.sampled_from([None, "food", "waiting"]), channel=st.sampled_from([None, "letter"]),
    )  # fmt: skip
    beds = [
        {"facility_id": unit[0], "unit_id": unit, "bed_date": day, "patients": draw(st.integers(0, 9))}
        for unit in ("A1", "B1")
        for day in draw(st.sets(DAYS, max_size=4))
    ]
    seen = some(draw, "encounter_id", 4, visit_date=DAYS)
    booked = some(
        draw, "appointment_id", 4, appointment_date=DAYS, status=st.sampled_from(["completed", "no_show"])
    )
    return {
        "facility": FACILITIES, "unit": UNITS, "calendar": CALENDAR, "encounter": stays, "survey_invitation": invited,
        "survey_sample": samples,
        "survey_response": responses, "survey_item": ITEMS, "survey_answer": answers, "survey_comment": comments,
        "survey_count": counts, "complaint": letters, "v_bed_day": beds, "v_ed_visit": seen, "v_appointment": booked,
    }  # fmt: skip


def test_every_feedback_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "feedback"}
    assert set(RATES) == {kpi for kpi, family in FAMILY.items() if family == "response_rates"}


@settings(max_examples=examples(25), deadline=None)
@given(offices(), st.sampled_from(["subject", "channel"]), st.sampled_from(["month", "quarter"]))
def test_they_agree_on_what_a_complaint_is_about_and_how_it_came(office, by, grain):
    BENCH.compare({kpi: slow for kpi, slow in ORACLE.items() if by in KPIS[kpi].parts}, office, by, grain)


@settings(max_examples=examples(50), deadline=None)
@given(offices(), st.sampled_from(["", "facility_id", "unit_id"]), st.sampled_from(["month", "quarter"]))
def test_two_implementations_agree(office, by, grain):
    BENCH.compare(ORACLE, office, by, grain)


@settings(max_examples=examples(50), deadline=None)
@given(
    offices(),
    st.sampled_from(["", "facility_id", "unit_id", "survey_type"]),
    st.sampled_from(["month", "quarter"]),
)
def test_two_implementations_agree_on_who_answers(office, by, grain):
    RATED.compare(RATES, office, by, grain)
