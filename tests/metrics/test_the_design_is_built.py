"""Every block of the design's catalogue is declared under its id and number, and so are the siblings that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from metrics.catalogue import DISPARITIES, KPIS

DESIGN = Path(__file__).resolve().parents[2].parent / "shared" / "design" / "kpis.md"
pytestmark = pytest.mark.skipif(not DESIGN.is_file(), reason="the design lies beside the checkout only")
# What is called otherwise here.
OTHERWISE = {"1.09 _from_scheduled": "amb_scheduled_to_roomed_median"}
# Words of a block that are no ids: columns, values of vocabularies, settings.
NOT_IDS = {
    "left_before_complete", "cancelled_provider",
}  # fmt: skip

# Minimum numbers that the design says in words, or that hold on what a sibling or a value rests on here.
IN_WORDS = {
    "2.04": (1, 1), "2.12": (1, 1), "3.09": (1, 30), "4.02": (1, 30), "6.02": (10, 30), "7.08": (1, 3),
    # A process month of at least 20 values is one value of the index, which is never judged.
    "9.06": (1, 1), "10.03": (1, 1), "10.04": (1, 1),
}  # fmt: skip


def blocks() -> dict[str, tuple[str, str]]:
    """Id and text of every block by its number."""
    text = DESIGN.read_text("utf-8")
    part = text[text.index("## Part 3") : text.index("### Backlog")]
    found = {}
    for block in re.split(r"\n#### ", part)[1:]:
        number, kpi_id = re.match(r"(\d+\.\d+) `([a-z0-9_]+)`", block).groups()
        found[number] = kpi_id, block.split("\n### ")[0]
    return found


def named(block: str) -> set[str]:
    """The siblings that a block names under Also, and its variants wherever it names them."""
    also = " ".join(re.findall(r"\*\*Also\*\*(.*?)(?=\s\*\*[A-Z]|\n|$)", block))
    siblings = {word for word in re.findall(r"`([a-z][a-z0-9_/]*_[a-z0-9_/]*)`", also)}
    variants = set(re.findall(r"`(_[a-z0-9_]+)`", block))
    return {one for word in siblings | variants for one in _spelled(word)}


def _spelled(word: str) -> list[str]:
    """`credential_expiring_30/60/90d` are three."""
    if "/" not in word:
        return [word]
    first, *more = word.split("/")
    stem, end = first.rstrip("0123456789"), more[-1].lstrip("0123456789")
    return [f"{stem}{number}{end}" for number in re.findall(r"\d+", word[len(stem) :])]


def is_declared(number: str, word: str) -> bool:
    """A sibling by its id; a variant by the word in an id of the same block."""
    if word.startswith("_"):
        return any(word in one.id for one in KPIS.values() if one.number == number)
    return word in KPIS or word in DISPARITIES


def test_every_block_is_declared_under_its_number():
    known = {one.id: one.number for one in (*KPIS.values(), *DISPARITIES.values())}
    assert len(blocks()) == 108
    assert {number: kpi_id for number, (kpi_id, _) in blocks().items() if known.get(kpi_id) != number} == {}


def test_every_sibling_and_variant_that_a_block_names_is_declared():
    missing = [
        f"{number} {word}"
        for number, (_, block) in blocks().items()
        for word in sorted(named(block) - NOT_IDS)
        if not is_declared(number, OTHERWISE.get(f"{number} {word}", word))
    ]
    assert missing == []


def test_every_kpi_is_shown_and_judged_from_the_minimum_numbers_of_its_block():
    """A block without them (money, lists) is shown and judged at any number."""
    other = {}
    for number, (kpi_id, block) in blocks().items():
        said = re.search(r"\*\*Min\*\* (.*?)(?=\s\*\*|\n|$)", block)[1]
        pair = re.match(r"\D*?([\d,]+)/([\d,]+)", said)
        wanted = IN_WORDS.get(number) or (
            (0, 0) if not pair else tuple(int(n.replace(",", "")) for n in pair.groups())
        )
        one = KPIS.get(kpi_id) or DISPARITIES[kpi_id]
        if kpi_id in KPIS and (one.min_show, one.min_rag) != wanted:
            other[kpi_id] = said, one.min_show, one.min_rag
    assert other == {}
