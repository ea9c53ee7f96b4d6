"""A command beside the server: one at a time, once more when it was wanted meanwhile, again while another is busy."""

from threading import Event

from data.background import BUSY, Background


class Start:
    """Starts that end when the test says so, with the codes it gave."""

    def __init__(self, *codes):
        self.codes, self.begun, self.may_end, self.count = list(codes), Event(), Event(), 0

    def __call__(self, command):
        self.count += 1
        self.begun.set()
        assert self.may_end.wait(10)
        return self.codes.pop(0)


def ended(background):
    thread = background._thread
    if thread:
        thread.join(10)
    return not background.is_running


def test_wanted_three_times_while_it_runs_it_runs_once_more():
    start = Start(0, 0)
    background = Background(["judge"], start)
    background.want()
    assert start.begun.wait(10)
    for _ in range(3):
        background.want()
    assert background.is_running
    start.may_end.set()
    assert ended(background)
    assert (start.count, background.has_failed) == (2, False)


def test_a_busy_neighbour_is_waited_for_and_a_failure_is_known():
    waits = []
    start = Start(BUSY, BUSY, 0)
    start.may_end.set()
    background = Background(["judge"], start, waits.append)
    background.want()
    assert ended(background)
    assert (start.count, len(waits), background.has_failed) == (3, 2, False)
    start.codes = [4]
    background.want()
    assert ended(background)
    assert background.has_failed


def test_a_command_that_cannot_start_is_a_failure():
    background = Background(["/nowhere/at/all"])
    background.want()
    assert ended(background)
    assert background.has_failed
