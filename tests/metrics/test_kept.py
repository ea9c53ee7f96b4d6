"""What was asked once is not made again, by nobody and at no time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest

from metrics.kept import Kept


def test_those_who_ask_the_same_at_once_wait_for_one_answer():
    kept, made, askers = Kept(8), [], Barrier(6)

    def make() -> object:
        made.append(1)
        sleep(0.3)
        return object()

    def ask(_: int) -> object:
        askers.wait()
        return kept.get("week", make)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, range(6)))
    assert len(made) == 1
    assert all(one is found[0] for one in found)
    assert kept.get("week", make) is found[0]


def test_an_answer_that_needs_another_does_not_wait_for_itself():
    kept = Kept(8)
    assert kept.get("year", lambda: kept.get("month", lambda: 12) + 1) == 13


def test_an_error_reaches_everybody_who_waits_and_is_not_kept():
    kept, is_asked, may_fail = Kept(8), Event(), Event()

    def fail() -> int:
        is_asked.set()
        may_fail.wait(5)
        raise ValueError("no such grain")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "decade", fail)
        is_asked.wait(5)
        second = pool.submit(kept.get, "decade", fail)
        may_fail.set()
        for one in (first, second):
            with pytest.raises(ValueError, match="no such grain"):
                one.result(5)
    assert kept.get("decade", lambda: 10) == 10


def test_the_oldest_question_is_forgotten_first_and_asking_makes_it_young():
    kept, made = Kept(2), []

    def ask(word: str) -> None:
        kept.get(word, lambda: made.append(word))

    for word in ("a", "b", "a", "c", "a", "b"):
        ask(word)
    assert made == ["a", "b", "c", "b"]
