"""Every facility's days know the public holidays and the weekend of the country it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from data.public_holidays import public_holidays, weekend
from tests.pipelines.site import Site, row, visits

OFF = "SELECT date FROM calendar WHERE is_public_holiday AND date BETWEEN '2024-05-01' AND '2024-12-31' ORDER BY 1"


def in_country(site: Site, code: str) -> None:
    text = site.profile.read_text("utf-8")
    site.profile.write_text(
        text.replace(
            'facility_id = "MAIN"\n[[unit]]', f'facility_id = "MAIN"\ncountry_code = "{code}"\n[[unit]]'
        )
    )
    site.load(site.file("visits.csv", visits(row(1))))


def test_american_holidays_are_no_working_days(site: Site) -> None:
    in_country(site, "US")
    days = [day for (day,) in site.ask(OFF)]
    assert date(2024, 5, 27) in days
    assert date(2024, 11, 28) in days
    assert date(2024, 5, 26) not in days
    assert site.ask("SELECT count(*) FROM calendar WHERE is_public_holiday AND is_working_day") == [(0,)]
    assert site.ask("SELECT is_working_day, is_public_holiday FROM calendar WHERE date = '2024-05-28'") == [
        (True, False)
    ]


def test_another_country_has_other_holidays_and_another_weekend(site: Site) -> None:
    in_country(site, "IL")
    days = [day for (day,) in site.ask(OFF)]
    assert date(2024, 11, 28) not in days
    assert days
    weekdays = site.ask("SELECT DISTINCT isodow(date) FROM calendar WHERE is_weekend ORDER BY 1")
    assert weekdays == [(5,), (6,)]


def test_a_country_that_nobody_knows_has_weekends_and_no_holidays(site: Site) -> None:
    in_country(site, "XX")
    assert site.ask("SELECT count(*) FROM calendar WHERE is_public_holiday") == [(0,)]
    assert site.ask("SELECT DISTINCT isodow(date) FROM calendar WHERE NOT is_working_day ORDER BY 1") == [
        (6,),
        (7,),
    ]


def test_a_corrected_country_corrects_the_days_already_there(site: Site) -> None:
    in_country(site, "XX")
    before = site.ask("SELECT count(*) FROM calendar")
    site.profile.write_text(site.profile.read_text("utf-8").replace('"XX"', '"US"'))
    site.load(site.file("visits_2.csv", visits(row(2))))
    assert site.ask("SELECT is_public_holiday FROM calendar WHERE date = '2024-12-25'") == [(True,)]
    assert site.ask("SELECT count(*) FROM calendar") == before
    assert site.ask("SELECT max(n) FROM (SELECT count(*) AS n FROM calendar GROUP BY facility_id, date)") == [
        (1,)
    ]


@pytest.mark.parametrize(("day", "name"), [(date(2026, 7, 3), "observed"), (date(2024, 2, 19), "Washington")])
def test_observed_days_count_too(day: date, name: str) -> None:
    assert name in public_holidays("us", [day.year])[day]


def test_england_rests_on_its_eight_bank_holidays() -> None:
    """What all four nations share are only six of them."""
    assert [f"{day:%d %b}" for day in public_holidays("GB", [2025])] == [
        "01 Jan", "18 Apr", "21 Apr", "05 May", "26 May", "25 Aug", "25 Dec", "26 Dec",
    ]  # fmt: skip


def test_a_part_of_a_country_has_its_own_holidays_and_an_unknown_part_those_of_the_country() -> None:
    scottish = public_holidays("gb-sct", [2025])
    assert {date(2025, 1, 2), date(2025, 8, 4), date(2025, 12, 1)} <= scottish.keys()
    assert not {date(2025, 4, 21), date(2025, 8, 25)} & scottish.keys()
    assert public_holidays("GB-XYZ", [2025]) == public_holidays("GB", [2025])
    assert public_holidays("US-XX", [2025]) == public_holidays("US", [2025])
    assert date(2025, 6, 19) in public_holidays("DE-BY", [2025])
    assert weekend("DE-BY") == {6, 7}


def test_a_facility_in_england_does_not_work_on_easter_monday_and_the_august_bank_holiday(site: Site) -> None:
    in_country(site, "GB")
    assert site.ask("SELECT is_working_day FROM calendar WHERE date IN ('2024-05-06', '2024-08-26')") == [
        (False,),
        (False,),
    ]
    assert site.ask("SELECT is_working_day FROM calendar WHERE date = '2025-04-21'") == [(False,)]


def test_a_weekend_is_saturday_and_sunday_where_nothing_else_is_known() -> None:
    assert weekend("XX") == weekend("US") == {6, 7}
