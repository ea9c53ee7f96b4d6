"""Extracts as an analyst pulls them from an Epic-like EHR: hospital encounters, ADT stays, emergency visits, patients.

Each monthly file holds the visits that began in that month, as they stood when the data end.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import emergency
from data.demo import stays as ward
from data.demo.clock import DAY, HOUR, MINUTE, Clock, lognormal
from data.demo.dirt import Flaw, spoil
from data.demo.hospital import Month
from data.demo.leaving import leaving
from data.demo.patients import LAST_VISIT, People
from data.demo.places import ED_UNIT, FACILITIES, OR_UNIT, PAYERS, SERVICES, UNITS
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, date_text, id_text, time_text

DEPARTMENTS = tuple(unit.department for unit in UNITS)
AREAS = tuple(facility.ehr_area for facility in FACILITIES)
PAYER_IDS = tuple(payer.id for payer in PAYERS)
CLASSES = ("101", "104", "105", "103")
SERVICE_CODES = tuple(service.code for service in SERVICES)
DRGS = tuple(drg for service in SERVICES for drg in service.drgs)
_DRG_AT = np.cumsum([0] + [len(service.drgs) for service in SERVICES])
US = "%m/%d/%Y"

ENCOUNTER_FLAWS = (
    Flaw("HOSP_ADMSN_TIME", "13/45/2024 25:61"),
    Flaw("HOSP_ADMSN_TIME", "06/14/2093 08:15"),
    Flaw("HOSP_DISCH_TIME", "01/01/2019 00:10"),
    Flaw("ADT_PAT_CLASS_C", "999"),
    Flaw("PAT_ID", None),
    Flaw("PAT_ENC_CSN_ID", None),
    Flaw("PAT_ENC_CSN_ID", "5.0E+09"),
)
ADT_FLAWS = (
    Flaw("DEPARTMENT_ID", "99999"),
    Flaw("EFFECTIVE_TIME", "02/30/2025 10:00"),
    Flaw("OUT_EFFECTIVE_TIME", "01/01/2019 00:00"),
    Flaw("PAT_ENC_CSN_ID", None),
    Flaw("EVENT_ID", None),
)
ED_FLAWS = (
    Flaw("ADT_ARRIVAL_DTTM", "0000-00-00 00:00:00"),
    Flaw("ED_DEPARTURE_DTTM", "01/01/2019 00:00:00"),
    Flaw("ED_DISPOSITION_C_NAME", "Zz unknown"),
    Flaw("PAT_ENC_CSN_ID", None),
)


def drg_index(stays: ward.Stays) -> np.ndarray:
    return _DRG_AT[stays.service] + stays.drg


def person_ids(person: np.ndarray) -> pa.Array:
    return id_text(
        np.where(person >= LAST_VISIT, person - LAST_VISIT + 70_000_000_000, person + 10_000_000), "Z"
    )


def _with_extra(rows: dict, again: np.ndarray, changed: dict) -> dict:
    """The rows, then copies of some of them with a few columns changed: what was entered and then cancelled."""
    copies = {name: column.take(pa.array(again)) for name, column in rows.items()} | changed
    return {name: pa.concat_arrays([rows[name], copies[name]]) for name in rows}


class Ehr:
    """Writes the three monthly extracts and, at the end, the patients."""

    def __init__(self, inbox: Inbox, clock: Clock, people: People, seed: int) -> None:
        self.inbox, self.clock, self.people, self.seed = inbox, clock, people, seed
        self.event = 900_000_000
        self.encounters = Series(inbox, clock, "PAT_ENC_HSP_{}.csv", bom=True)
        self.movements = Series(inbox, clock, "CLARITY_ADT_{}.csv.gz", broken=2)
        self.emergency = Series(inbox, clock, "ED_ENCOUNTERS_{}.csv", broken=4)

    def close(self) -> None:
        for series in (self.encounters, self.movements, self.emergency):
            series.close()

    def write(self, month: Month) -> None:
        rng = np.random.default_rng([self.seed, 21, month.number + 1, month.chunk])
        self.encounters.write(month.number, spoil(rng, self._encounters(rng, month), ENCOUNTER_FLAWS))
        self.movements.write(month.number, spoil(rng, self._movements(rng, month), ADT_FLAWS))
        if len(month.visits.person):
            self.emergency.write(month.number, spoil(rng, self._emergency(rng, month), ED_FLAWS))

    def _encounters(self, rng: np.random.Generator, month: Month) -> dict:
        clock, stays, visits = self.clock, month.stays, month.visits
        only = month.is_ed_only
        n_ed = int(only.sum())
        none = np.full(n_ed, -1)
        ed_end = np.select(
            [np.isin(visits.disposition[only], (emergency.EXPIRED, emergency.DOA)), visits.disposition[only] == emergency.TRANSFER,
             np.isin(visits.disposition[only], (emergency.AMA, emergency.LWBS, emergency.ELOPED))],
            [ward.DIED, ward.AWAY, ward.AMA_LEFT], 0,
        )  # fmt: skip
        both = lambda of_stay, of_visit: np.concatenate([of_stay, of_visit])  # noqa: E731
        person = both(stays.person, visits.person[only])
        age = both(stays.age, visits.age[only])
        started = both(stays.started, visits.arrived[only])
        left = both(stays.left, visits.departed[only])
        admitted = both(stays.admitted, none)
        kind = both(np.where(stays.admitted < clock.end_utc, stays.kind, 3), np.full(n_ed, 3))
        gone = left < clock.end_utc
        ended = both(stays.ended, ed_end)
        service = both(stays.service, none)
        hospital = both(stays.hospital, visits.hospital[only])
        local_left = clock.to_local(left)
        inpatient = (kind == 0) & gone
        coded_day = local_left // DAY + rng.integers(2, 11, len(left))
        coded = inpatient & (coded_day < clock.end_day) & (rng.random(len(left)) > 0.004)
        drg = both(drg_index(stays), np.zeros(n_ed, int))
        csn = both(stays.csn, month.visit_csn[only])
        types = np.select(
            [both(stays.from_ed, none >= -1), service == 7, both(stays.planned, none >= 0)], [0, 3, 2], 1
        )
        sources = np.select([types == 0, types == 2], [0, 1], np.where(rng.random(len(left)) < 0.1, 2, 0))
        called_off = np.flatnonzero((kind == ward.DAY_CASE) & (rng.random(len(left)) < 0.03))
        unit = both(
            np.where(stays.kind == ward.DAY_CASE, np.array(OR_UNIT)[stays.hospital], stays.last_unit),
            np.array(ED_UNIT)[visits.hospital[only]],
        )
        minutes = lambda t: clock.to_local(t) // MINUTE * MINUTE  # noqa: E731
        updated = np.where(coded, coded_day * DAY + 9 * HOUR, local_left + 2 * HOUR)
        updated = clock.wall(np.minimum(updated, clock.end_day * DAY))
        ready, ordered, _ = leaving(clock, self.seed, month)
        own = np.random.default_rng([self.seed, 63, month.number + 1, month.chunk])
        home = inpatient & (ended != ward.DIED)
        rows = {
            "PAT_ENC_CSN_ID": id_text(csn),
            "PAT_ID": person_ids(person),
            "HSP_ACCOUNT_ID": id_text(csn + 3_000_000_000),
            "ADT_PAT_CLASS_C": code_text(kind, CLASSES),
            "ADMIT_CONF_STAT_C": code_text(np.zeros(len(left), int), ("1",)),
            "HOSP_ADMSN_TIME": time_text(minutes(started), US),
            "INP_ADM_DATE": time_text(minutes(np.maximum(admitted, 0)), US, (admitted > 0) & (kind < 2)),
            "HOSP_DISCH_TIME": time_text(minutes(left), US, gone),
            "HOSP_ADMSN_TYPE_C": code_text(types, ("1", "2", "3", "9")),
            "ADMIT_SOURCE_C": code_text(sources, ("1", "2", "4")),
            "DISCH_DISP_C": code_text(ended, ward.DISPOSITIONS, gone),
            "HOSP_SERV_C": code_text(np.maximum(service, 0), SERVICE_CODES, service >= 0),
            "DEPARTMENT_ID": code_text(unit, DEPARTMENTS),
            "HOSPITAL_AREA_ID": code_text(hospital, AREAS),
            "BILL_ATTEND_PROV_ID": id_text(hospital * 1000 + rng.integers(100, 180, len(left)), "P"),
            "PRIMARY_PAYOR_ID": code_text(self.people.payer(person, age), PAYER_IDS),
            "FINAL_DRG_ID": code_text(drg, tuple(d.code for d in DRGS), coded),
            "BILL_DRG_WEIGHT": code_text(drg, tuple(f"{d.weight:.4f}" for d in DRGS), coded),
            "BILL_DRG_GMLOS": code_text(drg, tuple(f"{d.gmlos:.1f}" for d in DRGS), coded),
            "PRINCIPAL_DX": code_text(drg, tuple(d.dx for d in DRGS), coded),
            "CODING_DATETIME": date_text(coded_day, US, coded),
            "UPDATE_DATE": time_text(updated, US),
            "DISCH_ORDER_DTTM": time_text(
                minutes(both(ordered, none)), US, home & (own.random(len(left)) > 0.02)
            ),
            "MED_READY_DTTM": time_text(
                minutes(both(ready, none)), US, home & (own.random(len(left)) > 0.08)
            ),
        }
        cancelled = {
            "PAT_ENC_CSN_ID": id_text(csn[called_off] + 1_000_000_000_000),
            "ADMIT_CONF_STAT_C": code_text(np.zeros(len(called_off), int), ("3",)),
        }
        return _with_extra(rows, called_off, cancelled)

    def _movements(self, rng: np.random.Generator, month: Month) -> dict:
        """One row per time in one place: the ADT in-event with the time of the out-event that ended it."""
        clock, stays, visits = self.clock, month.stays, month.visits
        rows = []

        def add(csn, unit, entered, out, kind, event, who) -> None:
            rows.append(
                (
                    csn,
                    unit,
                    entered,
                    out,
                    np.full(len(csn), kind) if np.isscalar(kind) else kind,
                    np.full(len(csn), event),
                    who,
                )
            )

        admitted = visits.disposition == emergency.ADMIT
        ed = np.array(ED_UNIT)[visits.hospital]
        end = np.where(admitted, visits.decided, visits.departed)
        add(month.visit_csn, ed, visits.arrived, end, 3, 0, visits.person)
        a = admitted
        add(month.visit_csn[a], ed[a], visits.decided[a], visits.departed[a], 4, 2, visits.person[a])
        in_ward = stays.kind != ward.DAY_CASE
        for step in range(3):
            unit, enter = stays.unit[step], stays.enter[step]
            here = in_ward & (unit >= 0)
            after = stays.enter[step + 1] if step < 2 else np.full(len(unit), -1)
            out = np.where(after > 0, after, stays.left)
            event = np.where(stays.from_ed | (step > 0), 1, 0)
            for code in (0, 1):
                h = here & (event == code)
                add(stays.csn[h], unit[h], enter[h], out[h], stays.kind[h], code, stays.person[h])
        csn, unit, entered, out, kind, event, who = (
            np.concatenate(column) for column in zip(*rows, strict=True)
        )
        order = np.lexsort((entered, csn))
        shown = order[entered[order] < clock.end_utc]
        if month.number < 0:
            shown = shown[out[shown] >= int(clock.to_utc(np.array([clock.first_day(0) * DAY]))[0])]
        csn, unit, entered, out, kind, event, who = (
            x[shown] for x in (csn, unit, entered, out, kind, event, who)
        )
        n = len(csn)
        number = self.event + np.arange(n) * 2
        self.event += 2 * n
        out_known = out < clock.end_utc
        cancelled = np.flatnonzero(rng.random(n) < 0.004)
        bed = (csn * 7 + unit) % 38 + 1
        minutes = lambda t: clock.to_local(t) // MINUTE * MINUTE  # noqa: E731
        rows = {
            "EVENT_ID": id_text(number),
            "EVENT_TYPE_C": code_text(event, ("1", "3", "5")),
            "EVENT_SUBTYPE_C": code_text(np.zeros(n, int), ("1",)),
            "PAT_ENC_CSN_ID": id_text(csn),
            "PAT_ID": person_ids(who),
            "DEPARTMENT_ID": code_text(unit, DEPARTMENTS),
            "BED_CSN_ID": id_text(unit * 1000 + bed),
            "EFFECTIVE_TIME": time_text(minutes(entered), US),
            "NEXT_OUT_EVENT_ID": id_text(number + 1, known=out_known),
            "OUT_EFFECTIVE_TIME": time_text(minutes(out), US, out_known),
            "PAT_CLASS_C": code_text(kind, (*CLASSES, "103B")),
        }
        void = {
            "EVENT_ID": id_text(number[cancelled] + 1_000_000_000_000),
            "EVENT_SUBTYPE_C": code_text(np.zeros(len(cancelled), int), ("2",)),
        }
        return _with_extra(rows, cancelled, void)

    def _emergency(self, rng: np.random.Generator, month: Month) -> dict:
        v, clock = month.visits, self.clock
        n = len(v.person)
        bedded = np.isin(v.disposition, (emergency.ADMIT, emergency.OBSERVE))
        gone = (v.departed < clock.end_utc) & ~((v.disposition == emergency.LWBS) & (rng.random(n) < 0.25))
        over = v.departed < clock.end_utc

        def stamp(when: np.ndarray, known: np.ndarray) -> pa.Array:
            return time_text(clock.to_local(when), US, known & (when < clock.end_utc), seconds=True)

        every = np.ones(n, bool)
        ended = np.where(bedded, v.decided, np.maximum(v.departed - 6 * MINUTE, v.arrived))
        decided = bedded & (rng.random(n) > 0.04)
        own = np.random.default_rng([self.seed, 64, month.number + 1, month.chunk])
        handed = v.arrived + (lognormal(own, 9.0, 0.6, n) * MINUTE).astype(np.int64)
        return {
            "PAT_ENC_CSN_ID": id_text(month.visit_csn),
            "PAT_ID": person_ids(v.person),
            "DEPARTMENT_ID": code_text(np.array(ED_UNIT)[v.hospital], DEPARTMENTS),
            "ADT_ARRIVAL_DTTM": stamp(v.arrived, every),
            "MEANS_OF_ARRV_C_NAME": code_text(v.mode, ("Walk-in", "Ambulance", "Police")),
            "ACUITY_LEVEL_C": id_text(v.acuity, known=rng.random(n) > 0.01),
            "TRIAGE_START_DTTM": stamp(v.triaged, rng.random(n) > 0.01),
            "ROOMED_DTTM": stamp(v.roomed, v.is_seen & (rng.random(n) > 0.01)),
            "FIRST_PROVIDER_DTTM": stamp(v.seen, v.is_seen & (rng.random(n) > 0.015)),
            "DECISION_TO_ADMIT_DTTM": stamp(v.decided, decided),
            "BED_REQUEST_DTTM": stamp(v.decided + rng.integers(60, 900, n), bedded),
            "BED_READY_DTTM": stamp(v.ready, bedded),
            "ED_DISPOSITION_C_NAME": code_text(v.disposition, emergency.DISPOSITIONS, over),
            "ED_DISPOSITION_DTTM": stamp(ended, over),
            "ED_DEPARTURE_DTTM": stamp(v.departed, gone),
            "SCHEDULED_RETURN_YN": code_text(v.is_return.astype(int), ("N", "Y")),
            "OBSERVATION_YN": code_text((v.disposition == emergency.OBSERVE).astype(int), ("N", "Y")),
            "MENTAL_HEALTH_YN": code_text(v.is_mental.astype(int), ("N", "Y")),
            "INPATIENT_CSN_ID": id_text(month.visit_csn, known=bedded & over),
            "EMS_HANDOVER_DTTM": stamp(handed, (v.mode == 1) & (own.random(n) > 0.06)),
        }

    def patients(self, last: int) -> None:
        """Everybody who could have been seen, in blocks; those who died in hospital carry numbers of their own."""
        extract = self.inbox.open("PATIENT.csv.gz")
        blocks = [(a, min(a + 500_000, self.people.size)) for a in range(0, self.people.size, 500_000)]
        blocks += [(a, min(a + 500_000, last)) for a in range(LAST_VISIT, last, 500_000)]
        for begin, end in blocks:
            person = np.arange(begin, end)
            extract.write(
                {
                    "PAT_ID": person_ids(person),
                    "PAT_MRN_ID": id_text(person % 1_000_000_007 * 13 + 20_000_011, "M"),
                    "BIRTH_DATE": date_text(self.people.birth_day(person), US),
                    "SEX_C": code_text(self.people.is_female(person).astype(int), ("2", "1")),
                    "PAT_STATUS_C": code_text((person >= LAST_VISIT).astype(int), ("1", "2")),
                    "ETHNIC_GROUP_C": code_text(*self.people.ethnicity(person)),
                    "PATIENT_RACE_C": code_text(*self.people.race(person)),
                    "LANGUAGE_C": code_text(*self.people.language(person)),
                }
            )
        self.inbox.close(extract)
