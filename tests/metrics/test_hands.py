"""Work that is shared between processes comes back whole and in order, whatever becomes of a process."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from metrics.hands import share


def doubled(number: int) -> int:
    return 2 * number


def who(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def fails_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def dies_where_it_helps(number: int) -> int:
    if multiprocessing.parent_process() is not None:
        os._exit(1)
    time.sleep(0.2)
    return number


def test_results_come_in_the_order_of_their_pieces():
    told: list[int] = []
    assert share(doubled, range(40), helpers=2, progress=told.append) == [2 * n for n in range(40)]
    assert told == sorted(told)
    assert told[-1] == 40


def test_others_help_and_one_process_alone_does_it_too():
    assert len(set(share(who, range(60), helpers=1))) == 2
    assert set(share(who, range(3), helpers=0)) == {os.getpid()}
    assert share(doubled, [], helpers=3) == []


@pytest.mark.parametrize("helpers", [0, 2])
def test_an_error_is_raised_where_the_work_was_shared(helpers):
    with pytest.raises(ValueError, match="three"):
        share(fails_at_three, range(30), helpers)


def test_what_a_process_that_died_had_taken_is_done_here():
    assert share(dies_where_it_helps, range(12), helpers=2) == list(range(12))
