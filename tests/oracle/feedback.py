"""Answers and complaints, one person at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import HALF, TENTH, against, local, quantile, share, valued
from tests.oracle.plain import ratio

CODES = ["very good", "good", "neither", "poor", "very poor"]


def known_unit(tables: Tables, unit_id: str | None, facility_id: str) -> str:
    return unit_id if unit_id in {u["unit_id"] for u in tables["unit"]} else f"?:{facility_id}"


def response_rate(*statuses: str):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        stays = {e["encounter_id"]: e for e in tables["encounter"]}
        rows = []
        for row in tables["survey_invitation"]:
            stay = stays.get(row["encounter_id"])
            left = local(stay, stay["discharge_ts"]).date() if stay and stay["discharge_ts"] else None
            day = left or row["event_date"] or row["sent_date"]
            if (
                row["is_eligible"]
                and not row["undeliverable"]
                and row["final_status"] != "ineligible"
                and day
            ):
                rows.append(
                    row | {"day": day, "unit_id": known_unit(tables, row["unit_id"], row["facility_id"])}
                )
        return share(rows, by, grain, lambda r: r["final_status"] in statuses)

    return slow


def sampled_rate(*wanted: str):
    """Month by month: everybody sampled, and who of them sent something back; where nobody was invited by name."""

    def month(row: Row, stays: dict[str, Row], *names: str) -> date | None:
        stay = stays.get(row["encounter_id"])
        left = local(stay, stay["discharge_ts"]).date() if stay and stay["discharge_ts"] else None
        day = left or next((row[name] for name in names if row[name]), None)
        return day and day.replace(day=1)

    def slow(tables: Tables, by: str, grain: str) -> Values:
        stays = {e["encounter_id"]: e for e in tables["encounter"]}
        rows = []
        for key in {(s["facility_id"], s["survey_type"], s["month"]) for s in tables["survey_sample"]}:
            strata = [
                s for s in tables["survey_sample"] if (s["facility_id"], s["survey_type"], s["month"]) == key
            ]
            invited = [
                i
                for i in tables["survey_invitation"]
                if (i["facility_id"], i["survey_type"], month(i, stays, "event_date", "sent_date")) == key
            ]
            back = [
                "complete" if r["is_complete"] else "partial"
                for r in tables["survey_response"]
                if (r["facility_id"], r["survey_type"], month(r, stays, "event_date")) == key
            ]
            sizes = [s["sample_size"] for s in strata]
            if invited or None in sizes or not sum(sizes) or sum(sizes) < len(back):
                continue
            modes = {s["mode"] for s in strata}
            row = {"facility_id": key[0], "unit_id": f"?:{key[0]}", "survey_type": key[1], "day": key[2]}
            row["mode"] = modes.pop() or "unknown" if len(modes) == 1 else "unknown"
            rows += [row | {"outcome": outcome} for outcome in [*back, *["none"] * (sum(sizes) - len(back))]]
        return share(rows, by, grain, lambda r: r["outcome"] in wanted)

    return slow


def said(raw: str, best_is_5: bool) -> str:
    text = raw.strip().lower()
    if text in tuple("12345"):
        return CODES[(5 - int(text)) if best_is_5 else int(text) - 1]
    return text


def fft(*wanted: str):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        scales = {i["item_code"]: "5" in i["top_box_values"] for i in tables["survey_item"]}
        answers, single = [], set()
        for response in tables["survey_response"]:
            day = response["response_date"] or response["event_date"]
            for answer in tables["survey_answer"]:
                raw = (answer["raw_value"] or "").strip()
                mine = answer["response_id"] == response["response_id"] and answer["item_code"] in scales
                if mine and raw and day:
                    unit = known_unit(tables, response["unit_id"], response["facility_id"])
                    word = said(raw, scales[answer["item_code"]])
                    answers.append(response | {"day": day, "unit_id": unit, "word": word, "n": 1})
                    single.add((response["facility_id"], day.replace(day=1)))
        for count in tables["survey_count"]:
            if (count["facility_id"], count["month"]) not in single:
                word = said(count["raw_value"], scales.get(count["item_code"], False))
                answers.append(count | {"day": count["month"], "word": word, "n": count["answers"]})
        return valued(
            answers,
            by,
            grain,
            lambda g: ratio(sum(a["n"] for a in g if a["word"] in wanted), sum(a["n"] for a in g), 100),
        )

    return slow


def complaints(tables: Tables) -> list[Row]:
    """Complaints and grievances, each with the day its source was last heard of."""
    bedded = {
        u["unit_id"]
        for u in tables["unit"]
        if u.get("is_inpatient_bedded", True) and u["unit_type"] != "nursery"
    }
    names = ("received_date", "acknowledged_date", "responded_date", "closed_date")
    real = [c for c in tables["complaint"] if c["kind"] in ("complaint", "grievance")]
    found = []
    for row in real:
        heard = max(c[n] for c in real if c["source_id"] == row["source_id"] for n in names if c[n])
        is_back = row["reopened_date"] and row["closed_date"] and row["reopened_date"] > row["closed_date"]
        found.append(
            row
            | {
                "unit_id": known_unit(tables, row["unit_id"], row["facility_id"]),
                "is_bedded": row["unit_id"] in bedded,
                "closed": None if is_back else row["closed_date"],
                "heard": heard,
                "subject": row["subject"] or "unknown",
                "channel": row["channel"] or "unknown",
            }
        )
    return found


def answered(tables: Tables) -> list[Row]:
    rows = [
        c | {"day": c["closed"], "took": (c["closed"] - c["received_date"]).days}
        for c in complaints(tables)
        if c["closed"]
    ]
    return [c for c in rows if c["outcome"] != "withdrawn"]


def days_to_answer(q: Fraction):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [c for c in answered(tables) if c["took"] >= 0]
        return valued(rows, by, grain, lambda g: quantile([c["took"] for c in g], q))

    return slow


def on_time(tables: Tables, by: str, grain: str) -> Values:
    rows = [
        c | {"day": c["due_date"]}
        for c in complaints(tables)
        if c["due_date"] and c["due_date"] <= c["heard"] and c["outcome"] != "withdrawn"
    ]
    return share(rows, by, grain, lambda c: c["closed"] is not None and c["closed"] <= c["day"])


def working_days(since: date, until: date) -> int:
    days = [since + timedelta(days=n) for n in range(1, max((until - since).days, 0) + 1)]
    return sum(day.weekday() < 5 for day in days)


def acknowledged(tables: Tables, by: str, grain: str) -> Values:
    rows = []
    for c in complaints(tables):
        told, came = c["acknowledged_date"], c["received_date"]
        if told is None and working_days(came, c["heard"]) >= 3:
            rows.append(c | {"day": came, "hit": False})
        if told is not None and told >= came:
            rows.append(c | {"day": came, "hit": working_days(came, told) <= 3})
    return share(rows, by, grain, lambda c: c["hit"])


def upheld(tables: Tables, by: str, grain: str) -> Values:
    rows = [c for c in answered(tables) if c["outcome"] is not None]
    return share(rows, by, grain, lambda c: c["outcome"] in ("upheld", "partly_upheld"))


def rate(counts: Callable[[Row], bool], care: Callable[[Tables], list[Row]]):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        names = ("received_date", "acknowledged_date", "responded_date", "closed_date")
        every = tables["complaint"]
        rows = []
        for row in care(tables):
            sources = {c["source_id"] for c in every if c["facility_id"] == row["facility_id"]}
            heard = [c for c in every if c["source_id"] in sources]
            if heard and min(c["received_date"] for c in heard) <= row["day"] <= max(
                c[n] for c in heard for n in names if c[n]
            ):
                rows.append(row)
        came = [c | {"day": c["received_date"]} for c in complaints(tables) if counts(c)]
        return against(
            came, rows, by, grain, lambda those, seen: ratio(len(those), sum(r["n"] for r in seen), 1000)
        )

    return slow


def beds(tables: Tables) -> list[Row]:
    return [bed | {"day": bed["bed_date"], "n": bed["patients"]} for bed in tables["v_bed_day"]]


def visits(tables: Tables) -> list[Row]:
    kept = [
        a | {"day": a["appointment_date"], "n": 1}
        for a in tables["v_appointment"]
        if a["status"] == "completed"
    ]
    return kept + [v | {"day": v["visit_date"], "n": 1} for v in tables["v_ed_visit"]]


def comments(sentiment: str):
    """Share of the classified comments that are surely of one kind."""

    def of(tables: Tables, by: str, grain: str) -> Values:
        return share(
            classified(tables),
            by,
            grain,
            lambda c: c["comment_sentiment"] == sentiment and (c["sentiment_confidence"] or 0) >= 0.7,
        )

    return of


def classified(tables: Tables) -> list[Row]:
    responses = {r["response_id"]: r for r in tables["survey_response"]}
    rows = []
    for comment in tables["survey_comment"]:
        response = responses[comment["response_id"]]
        day = response["response_date"] or response["event_date"]
        text = comment["comment_text"]
        if day and comment["comment_sentiment"] and (text is None or len(text.split()) >= 3):
            unit = known_unit(tables, response["unit_id"], response["facility_id"])
            rows.append(comment | response | {"day": day, "unit_id": unit})
    return rows


RATES = {
    "survey_response_rate_pct": response_rate("complete"),
    "survey_response_rate_incl_partial_pct": response_rate("complete", "partial"),
    "survey_sample_response_rate_pct": sampled_rate("complete"),
    "survey_sample_response_rate_incl_partial_pct": sampled_rate("complete", "partial"),
}
ORACLE = {
    "fft_positive_pct": fft("very good", "good"),
    "fft_negative_pct": fft("poor", "very poor"),
    "complaints_per_1000_patient_days": rate(lambda c: c["is_bedded"], beds),
    "complaints_per_1000_visits": rate(lambda c: not c["is_bedded"], visits),
    "complaint_resolution_days_median": days_to_answer(HALF),
    "complaint_resolution_days_p90": days_to_answer(TENTH),
    "complaint_on_time_pct": on_time,
    "complaint_ack_3wd_pct": acknowledged,
    "complaint_upheld_pct": upheld,
    "comment_negative_pct": comments("negative"),
    "comment_positive_pct": comments("positive"),
}
