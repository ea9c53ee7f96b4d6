"""Holidays, the nights when clocks change and the leap day are in the files as they are in a hospital's."""

import gzip

import pandas as pd

from tests.demo.conftest import Exports

US_SECONDS, ISO_SECONDS = "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"
FEASTS = pd.to_datetime(
    [
        "2023-11-23",
        "2023-12-25",
        "2024-01-01",
        "2024-11-28",
        "2024-12-25",
        "2025-01-01",
        "2025-11-27",
        "2025-12-25",
    ]
)
CLOSED = pd.to_datetime(["2024-05-27", "2024-07-04", "2024-09-02", "2025-05-26", "2025-07-04", "2026-07-03"])
QUIET = pd.to_datetime(["2023-12-27", "2024-01-15", "2024-10-14", "2024-11-29", "2025-06-19", "2025-11-28"])
SKIPPED_HOUR = ("2024-03-10 02", "2025-03-09 02", "2026-03-08 02")


def by_day(times: pd.Series) -> pd.Series:
    days = times.dropna().dt.normalize()
    return days.value_counts().reindex(pd.date_range("2023-11-01", "2026-10-31"), fill_value=0)


def appointments(exports: Exports) -> pd.Series:
    frame = exports.frame("V_SCHED_APPT_*.txt", delimiter="|")
    return by_day(exports.time(frame["APPT_DTTM"], ISO_SECONDS))


def test_clinics_and_planned_surgery_rest_on_feasts_and_holidays(exports):
    log = exports.frame("OR_LOG_*.csv", quoted=True)
    planned = log[log["CASE_CLASS_C_NAME"].eq("Elective")]
    for booked in (appointments(exports), by_day(exports.time(planned["SCHED_START_DTTM"], ISO_SECONDS))):
        assert booked[FEASTS].sum() == 0
        assert booked[CLOSED].sum() == 0
        assert booked["2024-05-28"] > 0


def test_on_lesser_holidays_and_between_the_feasts_there_is_less_to_do(exports):
    booked = appointments(exports)
    usual = booked[(booked.index.dayofweek < 5) & (booked > 0)].median()
    assert 0 < booked[QUIET].mean() < 0.85 * usual


def test_fewer_people_come_to_the_emergency_department_on_a_feast_and_more_the_day_after(exports):
    arrived = by_day(exports.time(exports.frame("ED_ENCOUNTERS_*.csv")["ADT_ARRIVAL_DTTM"], US_SECONDS))
    usual = arrived.mean()
    assert arrived[FEASTS].mean() < 0.95 * usual
    assert arrived[FEASTS + pd.Timedelta(days=1)].mean() > 1.02 * usual


def test_the_leap_day_is_a_day_like_its_neighbours(exports):
    arrived = by_day(exports.time(exports.frame("ED_ENCOUNTERS_*.csv")["ADT_ARRIVAL_DTTM"], US_SECONDS))
    around = arrived["2024-02-22":"2024-03-07"].mean()
    assert 0.6 * around < arrived["2024-02-29"] < 1.5 * around


def test_no_clock_ever_showed_the_hour_that_is_skipped_in_spring(exports):
    shown = {f"{day[5:7]}/{day[8:10]}/{day[:4]} {day[-2:]}" for day in SKIPPED_HOUR} | set(SKIPPED_HOUR)
    for path in exports.folder.iterdir():
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as lines:
            text = lines.read().decode("latin-1")
        assert not [hour for hour in shown if f"{hour}:" in text], path.name


def test_a_night_shift_is_an_hour_longer_in_autumn_and_shorter_in_spring(exports):
    cards = exports.frame("time_*.csv.gz")
    begun = exports.time(cards["In DTM"], "%m/%d/%Y %H:%M")
    hours = pd.to_numeric(cards["Hours"], errors="coerce")
    night = cards["Pay Code"].eq("REG") & begun.dt.hour.isin((18, 19)) & hours.between(8, 14)
    worked = hours[night].groupby(begun[night].dt.date.astype(str)).max()
    assert worked["2024-11-01"] == 12
    assert worked["2024-11-02"] == 13
    assert worked["2025-03-08"] == 11


def test_few_patients_go_home_at_the_weekend_and_most_on_a_friday(exports):
    stays = exports.frame("PAT_ENC_HSP_*.csv")
    left = exports.time(
        stays[stays["ADT_PAT_CLASS_C"].eq("101")]["HOSP_DISCH_TIME"], "%m/%d/%Y %H:%M"
    ).dropna()
    share = left.dt.dayofweek.value_counts(normalize=True)
    assert share.idxmax() == 4
    assert max(share[5], share[6]) < min(share[0], share[4])
