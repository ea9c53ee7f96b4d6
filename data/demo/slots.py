"""The clinic calendar behind the appointments: slots that were filled, left open or blocked, and weekly readings."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.clock import DAY, Clock
from data.demo.places import CLINICS
from data.demo.writing import Inbox, time_text

ISO = "%Y-%m-%d"
USUAL_WAIT = np.array([6.0, 5.0, 15.0, 19.0, 21.0, 7.0, 26.0])
PROVIDERS = range(1, 9)


def slots(rng: np.random.Generator, rows: dict) -> dict:
    """One month of slots from its appointments: a cancelled one leaves an open slot or is filled again."""
    n = len(rows["PAT_ENC_CSN_ID"])
    cancelled = np.array(pc.equal(rows["APPT_STATUS_C"], "3").to_pylist(), bool)
    overbooked = np.array(pc.equal(rows["OVERBOOKED_YN"], "Y").to_pylist(), bool)
    is_open = (cancelled & (rng.random(n) < 0.6)) | (rng.random(n) < 0.05)
    is_blocked = is_open & (rng.random(n) < 0.25)
    kept = pa.array(np.flatnonzero(~overbooked & (~cancelled | is_open)))
    begins = np.array(pc.strptime(rows["APPT_DTTM"], f"{ISO} %H:%M:%S", "s").cast(pa.int64()))
    blocked = begins - rng.integers(1, 40, n) * DAY
    yes_no = pa.array(["N", "Y"])
    columns = {
        "SLOT_ID": pc.binary_join_element_wise(pa.scalar("S"), rows["PAT_ENC_CSN_ID"], ""),
        "DEPARTMENT_ID": rows["DEPARTMENT_ID"],
        "PROV_ID": rows["PROV_ID"],
        "SLOT_BEGIN_DTTM": rows["APPT_DTTM"],
        "SLOT_LENGTH": rows["APPT_LENGTH"],
        "SLOT_TYPE": rows["PRC_NAME"],
        "BLOCKED_YN": yes_no.take(pa.array(is_blocked.astype(int))),
        "BLOCKED_DTTM": time_text(blocked, ISO, is_blocked),
        "APPT_CSN_ID": pc.if_else(
            pa.array(cancelled | is_open), pa.scalar(None, pa.string()), rows["PAT_ENC_CSN_ID"]
        ),
    }
    return {name: column.take(kept) for name, column in columns.items()}


def readings(inbox: Inbox, clock: Clock, seed: int) -> None:
    """The third next free appointment of every clinician, read on Mondays, new and return patients apart."""
    rng = np.random.default_rng([seed, 34])
    days = np.arange(clock.first_day(0), clock.end_day)
    mondays = days[clock.weekdays(days) == 0]
    lines: dict[int, list[str]] = {}
    drift = np.cumsum(rng.normal(0, 0.02, (len(CLINICS), len(mondays))), axis=1)
    for row, unit in enumerate(CLINICS):
        for number in PROVIDERS:
            own = rng.normal(0, 0.25)
            for week, day in enumerate(mondays.tolist()):
                date = np.datetime64(day, "D").item()
                for kind, factor in (("NEW PATIENT", 1.0), ("RETURN VISIT", 0.55)):
                    level = (
                        USUAL_WAIT[row]
                        * factor
                        * np.exp(own + drift[row, week] + (date.month in (7, 8)) * 0.15)
                    )
                    wait = int(rng.poisson(level))
                    third = f"{date + timedelta(days=wait):{ISO}}" if rng.random() > 0.01 else ""
                    away = "Y" if rng.random() < 0.04 else "N"
                    lines.setdefault(date.year, []).append(
                        f"P{unit * 100 + number},{kind},{date:{ISO}},{third},{away}"
                    )
    for year, rows in lines.items():
        inbox.text(
            f"THIRD_NEXT_{year}.csv",
            "Provider,Visit Type,Sample Date,Third Next,Absent\n" + "\n".join(rows) + "\n",
        )
