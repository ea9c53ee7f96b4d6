"""Who was asked, and what patients wrote: the vendor's samples with their outcome, and comments put together from templates.

No sentence is anybody's: each is one of a few written for its theme. A comment leans the way its writer rated the visit.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa

from data.demo.clock import Clock, pick
from data.demo.dirt import Flaw, spoil
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, date_text, id_text, number_text

US = "%m/%d/%Y"
# What became of a survey that did not come back.
SILENT, SILENT_SHARE = ("NO RESPONSE", "REFUSED", "INELIGIBLE", "UNDELIVERED"), (0.85, 0.07, 0.04, 0.04)
ASKED = ("SERVICE", "SITE", "UNIT_NAME", "DISDATE", "MODE", "LANGUAGE", "ITCSN")
WRITES = {"IP": 0.4, "MD": 0.24}
# Theme: how often inpatients and clinic patients write of it, praise, blame.
SAID: dict[str, tuple[float, float, tuple[str, ...], tuple[str, ...]]] = {
    "nursing": (0.2, 0.06,
        ("The nurse on each shift was patient with me.", "Good nursing, day and night.", "The call bell was answered at once."),
        ("The call bell rang and nobody came.", "Too few nurses for so many people.", "The nurse had no time for anybody.")),
    "doctors": (0.13, 0.2,
        ("The doctor took time for me.", "The surgeon came by every day.", "My doctor was thorough and kind."),
        ("I hardly saw a doctor.", "Another doctor every day.", "The doctor was gone within a minute.")),
    "information": (0.14, 0.13,
        ("Everything was explained in plain words.", "Every question got an honest reply.", "I was well informed at each step."),
        ("Nobody told me what would happen next.", "My questions were brushed aside.", "Each person told me something else.")),
    "noise_and_rest": (0.14, 0.01,
        ("It was quiet and I could sleep.", "I got the rest that I needed."),
        ("It was so noisy that I could not sleep.", "Loud talk outside the door all night.")),
    "food": (0.11, 0.01,
        ("The meals were warm and good.", "I liked the food and the choice on the menu."),
        ("The food was cold each day.", "Breakfast came so cold that I left it.")),
    "cleanliness": (0.1, 0.04,
        ("The room was clean at all times.", "A clean and tidy place."),
        ("The bathroom was dirty for two days.", "Dust under the bed, and nobody cleaned.")),
    "going_home": (0.1, 0.03,
        ("The leaflet for going home was clear.", "My discharge was well prepared."),
        ("Sent home without a prescription.", "My discharge took the whole day.")),
    "waiting": (0.06, 0.26,
        ("I did not wait long at all.", "No queue, no delay."),
        ("I had to wait for hours.", "A long delay, and then a longer queue.")),
    "booking": (0.01, 0.18,
        ("Easy to book and a helpful reception.", "The reminder by phone was useful."),
        ("Nobody picks up the phone.", "Three weeks to book an appointment.")),
    "costs": (0.01, 0.08,
        ("The bill was clear and as announced.", "The costs were talked through beforehand."),
        ("The bill was a surprise.", "Insurance and invoice do not match.")),
}  # fmt: skip
BEFORE = ("", "All in all: ", "This time: ", "To be honest: ")
AFTER = ("", " Thank you all.", " Please pass this on.")
PLAIN = (
    "It was about what I expected.",
    "Much the same as the last time.",
    "Nothing special to say this time.",
)
SHORT = ("Good.", "All fine", "No comment")
KINDS = ("POSITIVE", "NEGATIVE", "NEUTRAL")
NAMES = tuple(SAID)
# Every comment that can be written, by theme and then praise before blame; how many of each stand before it.
TEXTS = tuple(
    tuple(f"{a}{text}{b}" for text, a, b in product(said[side], BEFORE, AFTER))
    for said in SAID.values()
    for side in (2, 3)
)
OFFSETS = np.concatenate([[0], np.cumsum([len(part) for part in TEXTS])])
EVERY = (*(text for part in TEXTS for text in part), *PLAIN, *SHORT)
SAMPLE_FLAWS = (
    Flaw("DISDATE", "99/99/9999"), Flaw("SAMPLE_ID", None), Flaw("STATUS", "LOST"), Flaw("SITE", "Somewhere else"),
)  # fmt: skip
COMMENT_FLAWS = (Flaw("SURVEY_ID", None), Flaw("CONFIDENCE", "sure"), Flaw("VERBATIM", None))


class Voices:
    """Two extracts of the survey vendor: samples, and comments with the vendor's classes."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self.clock, self.counter = clock, 60_000_000
        # Clinics come after all months of the hospitals, so each service has files of its own.
        self.samples, self.comments = (
            {
                service: Series(inbox, clock, f"SURVEY_{kind}_{service}_{{}}.csv", broken=1, quoted=True)
                for service in WRITES
            }
            for kind in ("SAMPLE", "COMMENTS")
        )

    def asked(
        self, rng: np.random.Generator, month: int, service: str, back: dict[str, Any], left: np.ndarray,
        silent: dict[str, Any], silent_left: np.ndarray,
    ) -> None:  # fmt: skip
        """The sample of one chunk: those whose surveys are `back`, as complete as they are, and those who said nothing."""
        n = len(left) + len(silent_left)
        status = np.where(np.array(back["COMPLETE_YN"].to_pylist()) == "Y", 0, 1)
        status = np.concatenate([status, 2 + pick(rng, SILENT_SHARE, len(silent_left))])
        when = np.minimum(np.concatenate([left, silent_left]) + 2, self.clock.end_day - 1)
        order = rng.permutation(n)
        columns: dict[str, Any] = {"SAMPLE_ID": id_text(self.counter + np.arange(n), "I")}
        self.counter += n
        for name in ASKED:
            empty = [pa.nulls(len(part), pa.string()) for part in (left, silent_left)]
            parts = [rows.get(name, none) for rows, none in zip((back, silent), empty, strict=True)]
            columns[name] = pa.concat_arrays(parts).take(pa.array(order))
        columns["SENT"] = date_text(when[order], US)
        columns["STATUS"] = code_text(status[order], ("COMPLETE", "PARTIAL", *SILENT))
        self.samples[service].write(month, spoil(rng, columns, SAMPLE_FLAWS))

    def wrote(
        self, rng: np.random.Generator, month: int, service: str, back: dict[str, Any], rating: str, nurses: np.ndarray
    ) -> None:  # fmt: skip
        """Comments of some whose surveys are `back`; `nurses` below zero = their nurses are the sore point."""
        chosen = np.flatnonzero(rng.random(len(nurses)) < WRITES[service])
        stars = np.array(
            [-1 if v is None else int(v) for v in back[rating].take(pa.array(chosen)).to_pylist()]
        )
        sore = nurses[chosen] < 0
        praise = np.select([stars >= 9, stars >= 7, stars >= 0], [0.88, 0.55, 0.12], 0.6) - 0.3 * sore
        kind = np.where(rng.random(len(chosen)) < praise, 0, 1)
        weights = np.array([said[0 if service == "IP" else 1] for said in SAID.values()])
        theme = pick(rng, weights, len(chosen))
        theme = np.where(sore & (kind == 1) & (rng.random(len(chosen)) < 0.5), NAMES.index("nursing"), theme)
        slot = theme * 2 + kind
        text = OFFSETS[slot] + (rng.random(len(chosen)) * np.diff(OFFSETS)[slot]).astype(np.int64)
        aside = rng.random(len(chosen))
        text = np.where(aside < 0.1, OFFSETS[-1] + rng.integers(0, len(PLAIN), len(chosen)), text)
        text = np.where(
            aside < 0.03, OFFSETS[-1] + len(PLAIN) + rng.integers(0, len(SHORT), len(chosen)), text
        )
        kind = np.where(aside < 0.1, 2, kind)
        # The vendor's classifier reads one language.
        is_read = np.array(back["LANGUAGE"].take(pa.array(chosen)).to_pylist()) == "EN"
        columns = {
            "SURVEY_ID": back["SURVEY_ID"].take(pa.array(chosen)),
            "QUESTION": code_text(kind, ("LIKED", "BETTER", "OTHER")),
            "VERBATIM": code_text(text, EVERY),
            "SENTIMENT": code_text(kind, KINDS, is_read),
            "CONFIDENCE": number_text(0.72 + 0.27 * rng.random(len(chosen)) - 0.2 * (rng.random(len(chosen)) < 0.08), 2, is_read),
        }  # fmt: skip
        self.comments[service].write(month, spoil(rng, columns, COMMENT_FLAWS))

    def close(self) -> None:
        for series in (*self.samples.values(), *self.comments.values()):
            series.close()
