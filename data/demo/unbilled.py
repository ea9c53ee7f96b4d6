"""Accounts of discharged patients that are not billed, or billed and not sent, at the last thirteen month ends."""

from __future__ import annotations

import numpy as np

from data.demo.bills import Bills
from data.demo.clock import Clock, pick
from data.demo.ehr import AREAS, PAYER_IDS
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, date_text, id_text, number_text

ISO = "%Y-%m-%d"
MONTH_ENDS = 13
HOLDS = ("Bill hold", "Coding", "Missing charges", "Signature", "Authorization")
HOLD_SHARE = (0.46, 0.27, 0.11, 0.09, 0.07)


class Unbilled:
    """One row per account and month end, in the file of the month of the visit."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.clock, self.seed = clock, seed
        self.series = Series(inbox, clock, "UNBILLED_ACCOUNTS_{}.csv", broken=1)
        first = max(clock.months - MONTH_ENDS, 0)
        self.ends = np.array([clock.first_day(m + 1) - 1 for m in range(first, clock.months)])

    def write(self, month: int, chunk: int, rows: Bills) -> None:
        rng = np.random.default_rng([self.seed, 55, month + 1, chunk])
        at, end = np.nonzero(
            (rows.service_day[:, None] <= self.ends) & (self.ends < rows.submit_day[:, None])
        )
        reason = pick(rng, HOLD_SHARE, len(at))
        if not len(at):
            return
        is_ready = self.ends[end] >= rows.submit_day[at] - 1
        self.series.write(
            month,
            {
                "HSP_ACCOUNT_ID": id_text(rows.csn[at] + 3_000_000_000),
                "PAT_ENC_CSN_ID": id_text(rows.csn[at]),
                "AS_OF": date_text(self.ends[end], ISO),
                "BILLING_AREA": code_text(rows.hospital[at], AREAS),
                "PAYOR_ID": code_text(rows.payer[at], PAYER_IDS),
                "DISCHARGED": date_text(rows.service_day[at], ISO),
                "BALANCE": number_text(rows.charge[at]),
                "BILL_STATUS": code_text(is_ready.astype(int), ("NOT BILLED", "NOT SENT")),
                "HOLD_REASON": code_text(reason, HOLDS, ~is_ready),
            },
        )

    def close(self) -> None:
        self.series.close()
