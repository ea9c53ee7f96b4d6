"""Returned surveys as vendors send them: inpatients (HCAHPS-like, wide), clinics (CG-CAHPS-like, wide), text messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import stays as ward
from data.demo.clock import DAY, Clock, pick
from data.demo.dirt import Flaw, spoil
from data.demo.hospital import Month
from data.demo.places import CLINICS, FACILITIES, HOSPITALS, UNIT_INDEX, UNITS
from data.demo.series import Series
from data.demo.stories import effect
from data.demo.voices import Voices
from data.demo.writing import Inbox, code_text, date_text, id_text

US = "%m/%d/%Y"
NAMES = tuple(unit.name for unit in UNITS)
SITES = tuple(facility.name for facility in FACILITIES)
MODES = ("Mail", "Phone", "Web", "Web-Mail")
RESPONSE, CLINIC_RESPONSE, MESSAGE_RESPONSE = 0.44, 0.085, 0.13
CLINIC_SILENT = 0.17
CHUNK = 20_000


@dataclass(frozen=True)
class Item:
    """One question: theme, scale, share of best answers, share to whom it applies, first instrument version."""

    code: str
    label: str
    theme: str
    scale: str
    best: float
    applies: float = 1.0
    since: int = 0
    until: int = 9999


INPATIENT = (
    Item("N_RESPECT", "Nurses treated with courtesy and respect", "nurses", "nsua4", 0.85),
    Item("N_LISTEN", "Nurses listened carefully", "nurses", "nsua4", 0.78),
    Item("N_EXPLAIN", "Nurses explained clearly", "nurses", "nsua4", 0.77),
    Item("D_RESPECT", "Doctors treated with courtesy and respect", "doctors", "nsua4", 0.86),
    Item("D_LISTEN", "Doctors listened carefully", "doctors", "nsua4", 0.79),
    Item("D_EXPLAIN", "Doctors explained clearly", "doctors", "nsua4", 0.76),
    Item("R_TOILET", "Help to the bathroom when wanted", "responsiveness", "nsua4", 0.69, 0.6),
    Item("R_HELP", "Help as soon as needed", "responsiveness", "nsua4", 0.65),
    Item("CLEAN", "Room kept clean", "", "nsua4", 0.73),
    Item("Q_NIGHT", "Quiet at night", "restfulness", "nsua4", 0.62),
    Item("Q_REST", "Able to rest", "restfulness", "nsua4", 0.58, 1.0, 2025),
    Item("C_INFORMED", "Staff informed about care", "care_coordination", "nsua4", 0.74, 1.0, 2025),
    Item("C_TEAM", "Staff worked together", "care_coordination", "nsua4", 0.77, 1.0, 2025),
    Item("M_PURPOSE", "Told what a new medicine was for", "medicines", "nsua4", 0.77, 0.68),
    Item("M_EFFECTS", "Told about side effects", "medicines", "nsua4", 0.52, 0.68),
    Item("X_HELP", "Talked about help after leaving", "discharge_information", "yn2", 0.86, 0.94),
    Item("X_WRITTEN", "Written information on symptoms", "discharge_information", "yn2", 0.88, 0.94),
    Item("OVERALL", "Hospital rating 0-10", "", "0_10", 0.71),
    Item("RECOMMEND", "Would recommend the hospital", "", "recommend4", 0.7),
)
CLINIC = (
    Item("A_SOON", "Appointment as soon as needed", "access", "nsua4", 0.66),
    Item("A_ANSWER", "Answer the same day", "access", "nsua4", 0.62, 0.7),
    Item("P_EXPLAIN", "Provider explained clearly", "provider_communication", "nsua4", 0.9),
    Item("P_LISTEN", "Provider listened carefully", "provider_communication", "nsua4", 0.9),
    Item("P_TIME", "Provider spent enough time", "provider_communication", "nsua4", 0.86),
    Item("O_HELPFUL", "Clerks were helpful", "office_staff", "nsua4", 0.8),
    Item("O_RESPECT", "Clerks were courteous", "office_staff", "nsua4", 0.88),
    Item("K_RESULTS", "Test results were followed up", "care_coordination", "nsua4", 0.73, 0.6),
    Item("RATING", "Provider rating 0-10", "", "0_10", 0.8),
)
MESSAGE = Item("NPS", "Would recommend us 0-10", "", "0_10", 0.67)
WORST = {"nsua4": (1, 3, (0.06, 0.22, 0.72)), "recommend4": (1, 3, (0.05, 0.15, 0.8)), "yn2": (0, 0, (1.0,)),
         "0_10": (0, 8, (0.01, 0.01, 0.02, 0.03, 0.04, 0.1, 0.12, 0.25, 0.42))}  # fmt: skip
UNIT_LEVEL = {"icu": 0.25, "maternity": 0.35, "med_surg": -0.08, "surgical": 0.1}
FLAWS = (
    Flaw("DISDATE", "99/99/9999"), Flaw("RECDATE", "01/05/2093"), Flaw("SURVEY_ID", None),
    Flaw("UNIT_NAME", "Ward Nine and Three Quarters"), Flaw("SITE", "Somewhere else"),
)  # fmt: skip


class Surveys:
    """Three extracts: inpatients and clinics wide, messages long."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.inbox, self.clock, self.seed = inbox, clock, seed
        self.counter = 20_000_000
        wide = {"quoted": True, "bom": True}
        self.inpatients = Series(inbox, clock, "HCAHPS_return_{}.csv", broken=2, **wide)
        self.outpatients = Series(inbox, clock, "CGCAHPS_return_{}.csv", broken=1, **wide)
        self.messages = Series(inbox, clock, "NPS_SMS_{}.csv", broken=0)
        self.voices = Voices(inbox, clock)

    def write(self, month: Month, pressure: np.ndarray) -> None:
        """Surveys of one chunk's stays; what comes back after the data end is not in the file."""
        rng = np.random.default_rng([self.seed, 91, month.number + 1, month.chunk])
        stays, clock = month.stays, self.clock
        nights = clock.to_local(stays.left) // DAY - clock.to_local(stays.admitted) // DAY
        may = (
            (stays.kind == ward.INPATIENT) & (stays.age >= 18) & (nights >= 1) & np.isin(stays.ended, (0, 1))
        )
        back = np.flatnonzero(may & (rng.random(len(may)) < RESPONSE))
        left = clock.to_local(stays.left[back]) // DAY
        got = left + 4 + np.minimum(rng.exponential(15, len(back)), 44).astype(np.int64)
        here = got < clock.end_day
        back, left, got = back[here], left[here], got[here]
        unit = stays.last_unit[back]
        level = np.array([UNIT_LEVEL.get(UNITS[u].type, 0.0) for u in unit.tolist()]) - 1.2 * pressure[back]
        story_month = clock.month_of_day(left)
        drop = np.array([effect("nurses", m, clock.months, 0.0) for m in range(-1, clock.months + 1)])
        nurses = np.where(
            unit == UNIT_INDEX["QUIL-4W"], drop[np.clip(story_month, -1, clock.months) + 1], 0.0
        )
        site = code_text(stays.hospital[back], tuple(SITES[: len(HOSPITALS)]))
        columns = self._head(rng, "IP", site, unit, left, got, id_text(stays.csn[back]))
        year = np.array([np.datetime64(int(d), "D").item().year for d in left])
        columns["INSTRUMENT"] = code_text((year >= 2025).astype(int), ("2024", "2025"))
        columns |= self._answers(rng, INPATIENT, level, nurses, year)
        self.inpatients.write(month.number, spoil(rng, columns, FLAWS))
        own = np.random.default_rng([self.seed, 93, month.number + 1, month.chunk])
        gone = clock.to_local(stays.left) // DAY
        silent = np.setdiff1d(np.flatnonzero(may & (gone < clock.end_day - 2)), back)
        site = code_text(stays.hospital[silent], tuple(SITES[: len(HOSPITALS)]))
        others = self._asked(
            own, "IP", site, stays.last_unit[silent], gone[silent], id_text(stays.csn[silent])
        )
        self.voices.asked(own, month.number, "IP", columns, left, others, gone[silent])
        self.voices.wrote(own, month.number, "IP", columns, "OVERALL", nurses)

    def clinics(self, month: int, kept: np.ndarray) -> None:
        """Surveys about clinic visits, drawn from the number of kept visits of each clinic."""
        parts = max(1, -(-int(kept[:, month].sum() * MESSAGE_RESPONSE) // CHUNK))
        for part in range(parts):
            rng = np.random.default_rng([self.seed, 92, month, part])
            self._clinics(rng, month, part, kept[:, month] / parts)

    def _clinics(self, rng: np.random.Generator, month: int, part: int, kept: np.ndarray) -> None:
        unit, seen, got = self._visits(rng, month, kept, CLINIC_RESPONSE)
        site = code_text(np.array([_site(UNITS[u].facility) for u in unit.tolist()], int), SITES)
        columns = self._head(rng, "MD", site, unit, seen, got, None)
        columns |= self._answers(
            rng, CLINIC, np.zeros(len(unit)), np.zeros(len(unit)), np.full(len(unit), 2025)
        )
        self.outpatients.write(month, spoil(rng, columns, FLAWS))
        self._messages(rng, month, kept)
        own = np.random.default_rng([self.seed, 94, month, part])
        other, left, _ = self._visits(own, month, kept, CLINIC_SILENT)
        site = code_text(np.array([_site(UNITS[u].facility) for u in other.tolist()], int), SITES)
        others = self._asked(own, "MD", site, other, left, None)
        self.voices.asked(own, month, "MD", columns, seen, others, left)
        self.voices.wrote(own, month, "MD", columns, "RATING", np.zeros(len(unit)))

    def _messages(self, rng: np.random.Generator, month: int, kept: np.ndarray) -> None:
        unit, seen, _ = self._visits(rng, month, kept, MESSAGE_RESPONSE)
        got = np.minimum(seen + rng.integers(0, 3, len(unit)), self.clock.end_day - 1)
        number = self._number(len(unit))
        self.messages.write(
            month,
            {
                "message_id": id_text(number, "M"),
                "clinic": code_text(unit, NAMES),
                "visit_date": date_text(seen, "%Y-%m-%d"),
                "answered_on": date_text(got, "%Y-%m-%d"),
                "score": self._values(rng, MESSAGE, np.full(len(unit), MESSAGE.best)),
            },
        )

    def close(self) -> None:
        for series in (self.inpatients, self.outpatients, self.messages, self.voices):
            series.close()

    def _number(self, n: int) -> np.ndarray:
        self.counter += n
        return self.counter - n + np.arange(n)

    def _visits(self, rng, month: int, kept: np.ndarray, share: float) -> tuple[np.ndarray, ...]:
        count = rng.poisson(kept * share)
        unit = np.repeat(np.array(CLINICS), count)
        days = self.clock.first_day(month) + np.arange(self.clock.days(month))
        seen = days[pick(rng, self.clock.planned_work(days), len(unit))]
        got = seen + 2 + np.minimum(rng.exponential(9, len(unit)), 35).astype(np.int64)
        here = got < self.clock.end_day
        return unit[here], seen[here], got[here]

    def _head(
        self, rng, service: str, site, unit: np.ndarray, left: np.ndarray, got: np.ndarray, csn
    ) -> dict:
        n = len(unit)
        asked = self._asked(rng, service, site, unit, left, csn)
        head = {name: asked.pop(name) for name in ("SERVICE", "SITE", "UNIT_NAME", "DISDATE")}
        return {
            "SURVEY_ID": id_text(self._number(n), "S"),
            **head,
            "RECDATE": date_text(got, US),
            "MODE": asked.pop("MODE"),
            "LANGUAGE": asked.pop("LANGUAGE"),
            "COMPLETE_YN": code_text((rng.random(n) < 0.035).astype(int), ("Y", "N")),
            **asked,
        }

    def _asked(self, rng, service: str, site, unit: np.ndarray, left: np.ndarray, csn) -> dict:
        """What the vendor knows of everybody who is asked."""
        n = len(unit)
        asked = {
            "SERVICE": code_text(np.zeros(n, int), (service,)),
            "SITE": site,
            "UNIT_NAME": code_text(unit, NAMES),
            "DISDATE": date_text(left, US),
            "MODE": code_text(pick(rng, (0.36, 0.14, 0.3, 0.2), n), MODES),
            "LANGUAGE": code_text(pick(rng, (0.93, 0.07), n), ("EN", "ES")),
        }
        return asked if csn is None else asked | {"ITCSN": csn}

    def _answers(
        self, rng, items: tuple[Item, ...], level: np.ndarray, nurses: np.ndarray, year: np.ndarray
    ) -> dict:
        """One column per question; a person's answers lean the same way."""
        mood = 0.65 * rng.standard_normal(len(level)) + level
        columns = {}
        for item in items:
            share = 1 / (1 + np.exp(-(np.log(item.best / (1 - item.best)) * 1.07 + mood)))
            share = np.clip(share + nurses * (1.0 if item.theme == "nurses" else 0.15), 0.02, 0.99)
            asked = (
                (rng.random(len(level)) < item.applies * 0.985) & (year >= item.since) & (year <= item.until)
            )
            columns[item.code] = self._values(rng, item, share, asked)
        return columns

    def _values(self, rng, item: Item, share: np.ndarray, asked: np.ndarray | None = None):
        n = len(share)
        low, _, shares = WORST[item.scale]
        top = {"nsua4": (4,), "recommend4": (4,), "yn2": (1,), "0_10": (9, 10)}[item.scale]
        best = np.array(top)[pick(rng, np.ones(len(top)) + np.arange(len(top)), n)]
        return id_text(np.where(rng.random(n) < share, best, low + pick(rng, shares, n)), known=asked)

    def codebook(self) -> None:
        """The vendor's list of questions: which answers are best, and to which theme a question belongs."""
        best = {"nsua4": "4", "recommend4": "4", "yn2": "1", "0_10": "9|10"}
        lines = ["SERVICE,INSTRUMENT,ITEM,LABEL,THEME,SCALE,SCALE_MAX,BEST,FOR_ALL"]
        top = {"nsua4": 4, "recommend4": 4, "yn2": 1, "0_10": 10}
        for service, version, items in (
            ("IP", "2024", [i for i in INPATIENT if i.since <= 2024]), ("IP", "2025", INPATIENT), ("MD", "3.1", CLINIC), ("SMS", "1", [MESSAGE]),
        ):  # fmt: skip
            for i in items:
                lines.append(
                    f"{service},{version},{i.code},{i.label},{i.theme},{i.scale},{top[i.scale]},{best[i.scale]},{'N' if i.applies < 0.9 else 'Y'}"
                )
        self.inbox.text("SURVEY_CODEBOOK.csv", "\n".join(lines) + "\n")


def _site(facility: str) -> int:
    return next(i for i, f in enumerate(FACILITIES) if f.id == facility)
