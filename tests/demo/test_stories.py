"""The planted changes are in the raw files, large enough that a person who looks for them finds them."""

import pandas as pd
import pytest

from data.demo import STORIES
from data.demo.clock import add_months
from data.demo.stories import BY_KEY

US, US_SECONDS, ISO = "%m/%d/%Y", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d"


@pytest.fixture
def begun(until):
    """Whether a time lies in the months of a story."""

    def after(key: str, when: pd.Series) -> pd.Series:
        return when >= pd.Timestamp(add_months(until, BY_KEY[key].since - 1))

    return after


def test_the_docstring_tells_every_story():
    import data.demo

    for story in STORIES:
        assert f"| {story.since} |" in data.demo.__doc__
        assert story.kpi_id in data.demo.__doc__


def test_a_provider_at_triage_shortens_the_wait_at_quillmere_only(exports, begun):
    visits = exports.frame("ED_ENCOUNTERS_*.csv")
    arrived = exports.time(visits["ADT_ARRIVAL_DTTM"], US_SECONDS)
    visits["wait"] = (
        exports.time(visits["FIRST_PROVIDER_DTTM"], US_SECONDS) - arrived
    ).dt.total_seconds() / 60
    visits["after"] = begun("triage", arrived)
    wait = visits.groupby(["DEPARTMENT_ID", "after"])["wait"].median()
    assert wait["10101", False] > 33
    assert wait["10101", True] < 0.75 * wait["10101", False]
    assert wait["10201", True] > 0.9 * wait["10201", False]
    unseen = (
        visits["ED_DISPOSITION_C_NAME"]
        .eq("LWBS before Provider")
        .groupby([visits["DEPARTMENT_ID"], visits["after"]])
        .mean()
    )
    assert unseen["10101", True] < 0.75 * unseen["10101", False]


def test_agency_nurses_fill_one_ward(exports, begun):
    cards = exports.frame("time_*.csv.gz")
    cards = cards[cards["Pay Code"].isin(["REG", "OT", "AGY", "PRN"])]
    hours = pd.to_numeric(cards["Hours"], errors="coerce")
    after = begun("agency", exports.time(cards["Work Date"], US))
    ward = cards["Worked Cost Center"].eq("02-6035")
    agency = cards["Pay Code"].eq("AGY")

    def share(rows: pd.Series) -> float:
        return hours[rows & agency].sum() / hours[rows].sum()

    assert share(ward & ~after) < 0.06
    assert share(ward & after) > 0.13
    assert share(~ward & after) < 0.06


def test_one_payer_starts_to_refuse(exports, begun):
    claims = exports.frame("claims_*.csv")
    claims = claims[claims["FIRST_ANSWER"].isin(["PAID", "PARTIAL", "DENIED"])]
    after = begun("denials", exports.time(claims["FIRST_ANSWER_DATE"], ISO))
    denied = claims["FIRST_ANSWER"].eq("DENIED")
    theirs = claims["PAYOR_ID"].eq("VELD")
    assert denied[theirs & ~after].mean() < 0.14
    assert denied[theirs & after].mean() > 0.27
    assert denied[~theirs & after].mean() < 0.13


def test_nurse_communication_falls_on_one_ward(exports, begun):
    returns = exports.frame("HCAHPS_return_*.csv", quoted=True)
    after = begun("nurses", exports.time(returns["DISDATE"], US))
    ward = returns["UNIT_NAME"].eq("Quillmere 4 West")
    best = returns[["N_RESPECT", "N_LISTEN", "N_EXPLAIN"]].eq("4").mean(axis=1)
    assert best[ward & ~after].mean() > 0.72
    assert best[ward & after].mean() < 0.62
    assert best[~ward & after].mean() > 0.74


def test_the_next_patient_comes_sooner_at_brackenwell(exports, begun):
    log = exports.frame("OR_LOG_*.csv", quoted=True)
    log["in"] = exports.time(log["IN_ROOM_DTTM"], f"{ISO} %H:%M:%S")
    log["out"] = exports.time(log["OUT_ROOM_DTTM"], f"{ISO} %H:%M:%S")
    log = (
        log[log["CASE_CLASS_C_NAME"].eq("Elective")]
        .dropna(subset=["in", "out"])
        .sort_values(["ROOM_ID", "in"])
    )
    log["gap"] = (
        log["in"] - log.groupby(["ROOM_ID", log["in"].dt.date])["out"].shift()
    ).dt.total_seconds() / 60
    log = log[log["gap"].between(0, 90)]
    here = log["ROOM_ID"].str.startswith("BRAC")
    after = begun("turnover", log["in"])
    assert log["gap"][here & ~after].median() > 30
    assert log["gap"][here & after].median() < 27
    assert log["gap"][~here & after].median() > 27


def test_more_people_miss_their_appointment_in_one_clinic(exports, begun):
    booked = exports.frame("V_SCHED_APPT_*.txt", delimiter="|")
    booked = booked[booked["APPT_STATUS_C"].isin(["2", "4", "5"])]
    after = begun("noshow", exports.time(booked["APPT_DTTM"], f"{ISO} %H:%M:%S"))
    clinic = booked["DEPARTMENT_ID"].eq("20301")
    missed = booked["APPT_STATUS_C"].eq("4")
    assert missed[clinic & ~after].mean() < 0.14
    assert missed[clinic & after].mean() > 0.17
    assert missed[~clinic & after].mean() < 0.14


def test_heart_patients_of_one_ward_come_back(exports, begun, until):
    stays = exports.frame("PAT_ENC_HSP_*.csv").drop_duplicates("PAT_ENC_CSN_ID")
    stays = stays[stays["ADT_PAT_CLASS_C"].eq("101") & stays["ADMIT_CONF_STAT_C"].eq("1")].copy()
    stays["in"] = exports.time(stays["INP_ADM_DATE"], "%m/%d/%Y %H:%M")
    stays["out"] = exports.time(stays["HOSP_DISCH_TIME"], "%m/%d/%Y %H:%M")
    stays = stays.dropna(subset=["in", "out"]).sort_values(["PAT_ID", "in"])
    gap = (stays.groupby("PAT_ID")["in"].shift(-1) - stays["out"]).dt.days
    back = gap.between(0, 30)
    followed = stays["out"] < pd.Timestamp(add_months(until, -2))
    ward = stays["DEPARTMENT_ID"].eq("10106") & followed
    after = begun("returns", stays["out"])
    assert 0.08 < back[followed & ~after].mean() < 0.15
    assert back[ward & after].mean() > 1.5 * back[ward & ~after].mean()


def test_nurses_leave_one_icu(exports, until):
    workers = exports_workers(exports)
    icu = workers[workers["Cost Center – ID"].eq("01-6020")]
    left = pd.to_datetime(icu["Termination Date"], format=US, errors="coerce").dropna()
    start = pd.Timestamp(add_months(until, BY_KEY["leavers"].since - 1))
    before = left[(left < start) & (left >= start - pd.DateOffset(months=20))]
    assert len(left[left >= start]) / 11 > 2.2 * len(before) / 20


def exports_workers(exports) -> pd.DataFrame:
    path = next(exports.folder.glob("Workers_*.csv"))
    return pd.read_csv(path, dtype=str, encoding="cp1252")
