"""Billing-system extracts by month of visit: charges, claims with the payer's first answer, remittances, costing."""

from __future__ import annotations

import numpy as np

from data.demo import stays as ward
from data.demo.bills import DENIED, ED_ONLY, PARTIAL, PENDING, REASONS, SELF_PAY, Bills, only
from data.demo.clock import Clock
from data.demo.dirt import Flaw, spoil
from data.demo.ehr import AREAS, DEPARTMENTS, DRGS, PAYER_IDS
from data.demo.places import HOSPITALS
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, date_text, id_text, number_text

ISO = "%Y-%m-%d"
LINES = {
    ward.INPATIENT: (("0120", 0.46), ("0250", 0.2), ("0300", 0.18), ("0270", 0.16)),
    ward.OBSERVATION: (("0762", 0.62), ("0300", 0.38)),
    ward.DAY_CASE: (("0360", 0.8), ("0250", 0.2)),
    ED_ONLY: (("0450", 0.68), ("0300", 0.32)),
}
ANSWERS = ("PAID", "PARTIAL", "DENIED", "PENDING")
FLAWS = {
    "CHARGES": (
        Flaw("TX_AMOUNT", "123O4.50"), Flaw("SERVICE_DATE", "2093-02-11"), Flaw("TX_ID", None),
        Flaw("TX_AMOUNT", None), Flaw("TX_POST_DATE", "not posted"),
    ),
    "CLAIMS": (
        Flaw("BILLED_AMT", "n/k"), Flaw("PAYOR_ID", None), Flaw("FIRST_ANSWER_DATE", "2024-06-31"),
        Flaw("FIRST_ANSWER", "MAYBE"), Flaw("CLAIM_ID", None),
    ),
    "REMITS": (Flaw("PAID_AMT", "--"), Flaw("POST_DATE", "2093-01-01"), Flaw("REMIT_ID", None)),
    "PAYMENTS": (Flaw("AMOUNT", "n/a"), Flaw("POST_DATE", "2093-01-01"), Flaw("PAYMENT_ID", None)),
    "COSTING": (Flaw("TOTAL_COST", "#N/A"), Flaw("ENCOUNTER", None), Flaw("FINAL", "perhaps")),
}  # fmt: skip
NAMES = {
    "CHARGES": "charges_{}.csv.gz",
    "CLAIMS": "claims_{}.csv",
    "REMITS": "remits_{}.csv",
    "COSTING": "patient_costing_{}.csv",
    "PAYMENTS": "patient_payments_{}.csv",
}


class Billing:
    """Four extracts; charges are compressed as a billing system would send them."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.clock, self.seed = clock, seed
        self.transaction = 600_000_000
        self.series = {
            kind: Series(inbox, clock, name, broken=2, quoted=kind == "COSTING")
            for kind, name in NAMES.items()
        }

    def write(self, month: int, chunk: int, rows: Bills) -> None:
        rng = np.random.default_rng([self.seed, 51, month + 1, chunk])
        done = only(rows, rows.service_day < self.clock.end_day)
        self.series["CHARGES"].write(month, spoil(rng, self._charges(rng, done), FLAWS["CHARGES"]))
        tool = np.random.default_rng([self.seed, 53, month + 1, chunk])
        sent = only(done, (done.payer != SELF_PAY) & (done.submit_day < self.clock.end_day))
        self.series["CLAIMS"].write(month, spoil(rng, self._claims(rng, tool, sent), FLAWS["CLAIMS"]))
        answered = only(sent, sent.answer != PENDING)
        self.series["REMITS"].write(month, spoil(rng, self._remits(rng, answered), FLAWS["REMITS"]))
        paying = np.random.default_rng([self.seed, 54, month + 1, chunk])
        self.series["PAYMENTS"].write(month, spoil(paying, self._payments(paying, done), FLAWS["PAYMENTS"]))
        costed = only(done, done.kind != ED_ONLY)
        self.series["COSTING"].write(month, spoil(rng, self._costs(rng, costed), FLAWS["COSTING"]))

    def close(self) -> None:
        for series in self.series.values():
            series.close()

    def _charges(self, rng: np.random.Generator, rows: Bills) -> dict:
        """Charge lines by revenue code; a few are reversed and charged again, a few come late."""
        at, codes, amounts = [], [], []
        for kind, lines in LINES.items():
            mine = np.flatnonzero(rows.kind == kind)
            for code, share in lines:
                at.append(mine)
                codes.append(np.full(len(mine), int(code)))
                amounts.append(np.round(rows.charge[mine] * share, 2))
        index, code, amount = np.concatenate(at), np.concatenate(codes), np.concatenate(amounts)
        back = np.flatnonzero(rng.random(len(index)) < 0.004)
        number = self.transaction + np.arange(len(index) + len(back))
        self.transaction += len(number)
        reverses = np.r_[np.zeros(len(index), int), number[back]]
        index, code = np.r_[index, index[back]], np.r_[code, code[back]]
        amount = np.r_[amount, -amount[back]]
        late = rng.random(len(index)) < 0.03
        posted = rows.service_day[index] + np.where(
            late, rng.integers(6, 20, len(index)), rng.integers(0, 4, len(index))
        )
        span = np.maximum(rows.service_day[index] - rows.admit_day[index], 0)
        served = rows.service_day[index] - (span * rng.random(len(index))).astype(np.int64)
        return {
            "TX_ID": id_text(number),
            "HSP_ACCOUNT_ID": id_text(rows.csn[index] + 3_000_000_000),
            "PAT_ENC_CSN_ID": id_text(rows.csn[index]),
            "SERVICE_DATE": date_text(served, ISO),
            "TX_POST_DATE": date_text(np.minimum(posted, self.clock.end_day - 1), ISO),
            "UB_REV_CODE_ID": id_text(code, "0"),
            "DEPARTMENT": code_text(rows.unit[index], DEPARTMENTS),
            "QUANTITY": number_text(np.where(code == 120, np.maximum(span, 1), 1), 0),
            "TX_AMOUNT": number_text(amount),
            "PAYOR_ID": code_text(rows.payer[index], PAYER_IDS),
            "IS_LATE_CHARGE_YN": code_text(late.astype(int), ("N", "Y")),
            "ORIG_REV_TX_ID": id_text(reverses, known=reverses > 0),
        }

    def _claims(self, rng: np.random.Generator, tool: np.random.Generator, rows: Bills) -> dict:
        n, end = len(rows.csn), self.clock.end_day
        answered = rows.answer != PENDING
        refused = rows.answer == DENIED
        closed = answered & (rows.paid_day < end)
        final = np.select([~closed, refused & ~rows.is_won, rows.answer == PARTIAL], [3, 2, 1], 0)
        return {
            "CLAIM_ID": id_text(rows.csn, "C"),
            "PAT_ENC_CSN_ID": id_text(rows.csn),
            "HSP_ACCOUNT_ID": id_text(rows.csn + 3_000_000_000),
            "BILLING_AREA": code_text(rows.hospital, AREAS),
            "PAYOR_ID": code_text(rows.payer, PAYER_IDS),
            "CLAIM_FORM": code_text(np.zeros(n, int), ("UB04",)),
            "FREQ_CODE": code_text(np.zeros(n, int), ("1",)),
            "BILLED_DRG": code_text(rows.drg, tuple(d.code for d in DRGS), rows.kind == ward.INPATIENT),
            "SERVICE_FROM": date_text(np.minimum(rows.admit_day, rows.service_day), ISO),
            "SERVICE_TO": date_text(rows.service_day, ISO),
            "FIRST_SUBMIT_DATE": date_text(rows.submit_day, ISO),
            "BILLED_AMT": number_text(rows.charge),
            "EXPECTED_ALLOWED_AMT": number_text(rows.due),
            "FIRST_ANSWER_DATE": date_text(rows.answer_day, ISO, answered),
            "FIRST_ANSWER": code_text(rows.answer, ANSWERS),
            "DENIAL_CARC": code_text(rows.reason, REASONS, refused),
            "APPEAL_DATE": date_text(rows.answer_day + 14, ISO, refused & (rows.answer_day + 14 < end)),
            "FINAL_STATUS": code_text(final, ("PAID", "PARTIAL", "WRITTEN OFF", "OPEN")),
            "CLOSED_DATE": date_text(np.minimum(rows.paid_day, end), ISO, closed),
            "RESUBMISSIONS": code_text((refused & closed).astype(int), ("0", "1")),
            **self._scrubbed(tool, rows),
        }

    def _scrubbed(self, tool: np.random.Generator, rows: Bills) -> dict:
        """What the claims tool saw: a person repairs some claims before they go out, more of those later denied."""
        failed = tool.random(len(rows.csn)) < np.where(rows.answer == DENIED, 0.13, 0.05)
        touched = failed | (tool.random(len(rows.csn)) < 0.03)
        return {
            "TOOL_ACCEPT_DATE": date_text(np.maximum(rows.submit_day - 1, rows.service_day), ISO),
            "EDIT_FAILED_YN": code_text(failed.astype(int), ("N", "Y")),
            "MANUAL_EDIT_YN": code_text(touched.astype(int), ("N", "Y")),
        }

    def _payments(self, rng: np.random.Generator, rows: Bills) -> dict:
        """What patients pay: a part at the visit, the rest by letter; old balances and a few refunds among them."""
        n = len(rows.csn)
        share = np.where(rows.payer == SELF_PAY, 0.45, 0.05)
        pays = rng.random(n) < np.where(rows.payer == SELF_PAY, 0.6, 0.7)
        at_visit = rng.random(n) < 0.36
        day = np.where(at_visit, rows.service_day, rows.service_day + rng.integers(12, 90, n))
        refund = rng.random(n) < 0.012
        amount = np.round(rows.due * share * np.where(refund, -0.5, 1.0), 2)
        keep = np.flatnonzero(pays & (day < self.clock.end_day))
        return {
            "PAYMENT_ID": id_text(rows.csn[keep], "P"),
            "PAT_ENC_CSN_ID": id_text(rows.csn[keep]),
            "POST_DATE": date_text(day[keep], ISO),
            "AMOUNT": number_text(amount[keep]),
            "AT_VISIT_YN": code_text(at_visit[keep].astype(int), ("N", "Y")),
            "OLD_BALANCE_YN": code_text((rng.random(n) < 0.06)[keep].astype(int), ("N", "Y")),
        }

    def _remits(self, rng: np.random.Generator, rows: Bills) -> dict:
        """The first advice of each claim, and a second one for what was won back."""
        refused, partial = rows.answer == DENIED, rows.answer == PARTIAL
        second = np.flatnonzero(((refused & rows.is_won) | partial) & (rows.paid_day < self.clock.end_day))
        index = np.r_[np.arange(len(rows.csn)), second]
        is_second = np.r_[np.zeros(len(rows.csn), bool), np.ones(len(second), bool)]
        due, charge = rows.due[index], rows.charge[index]
        share = np.select(
            [is_second & partial[index], is_second, refused[index], partial[index]],
            [0.3, 0.94, 0.0, 0.62],
            0.94,
        )
        paid = np.round(due * share, 2)
        zero = (share == 0.0) | is_second
        # The contract price is agreed once: with the first payment, or with the loss of the claim.
        is_agreed = np.where(refused[index], is_second | ~rows.is_won[index], ~is_second)
        contractual = np.where(is_agreed, np.round(np.maximum(charge - due, 0), 2), 0.0)
        patient = np.where(zero, 0.0, np.round(due * 0.06, 2))
        lost = refused[index] & ~rows.is_won[index] & ~is_second
        day = np.where(is_second, rows.paid_day[index], rows.answer_day[index])
        return {
            "REMIT_ID": id_text(rows.csn[index] * 10 + is_second, "R"),
            "CLAIM_ID": id_text(rows.csn[index], "C"),
            "PAYOR_ID": code_text(rows.payer[index], PAYER_IDS),
            "POST_DATE": date_text(day, ISO),
            "CLAIM_STATUS": code_text((refused[index] & ~is_second).astype(int), ("1", "4")),
            "CHARGE_AMT": number_text(charge),
            "PAID_AMT": number_text(paid),
            "CONTRACTUAL_AMT": number_text(contractual),
            "DENIED_WRITEOFF_AMT": number_text(np.where(lost, due, 0.0)),
            "PATIENT_RESP_AMT": number_text(patient),
            "CARC": code_text(rows.reason[index], REASONS, refused[index] & ~is_second),
        }

    def _costs(self, rng: np.random.Generator, rows: Bills) -> dict:
        n = len(rows.csn)
        variable = rng.uniform(0.5, 0.62, n)
        return {
            "ENCOUNTER": id_text(rows.csn),
            "HOSPITAL": code_text(rows.hospital, HOSPITALS),
            "TOTAL_COST": number_text(rows.cost),
            "VARIABLE_COST": number_text(rows.cost * variable),
            "SUPPLY_COST": number_text(rows.cost * rng.uniform(0.08, 0.2, n)),
            "DRUG_COST": number_text(rows.cost * rng.uniform(0.04, 0.12, n)),
            "LABOR_COST": number_text(rows.cost * rng.uniform(0.42, 0.52, n)),
            "NET_REVENUE": number_text(rows.due),
            "GROSS_CHARGES": number_text(rows.charge),
            "FINAL": code_text((rows.service_day + 18 < self.clock.end_day).astype(int), ("N", "Y")),
        }
