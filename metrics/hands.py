"""Pieces of work that only compute, done by this process and by helpers of it at the same time.

Each takes the next piece when it is free. A helper that ends early (out of memory, say) costs time and never a result:
its piece is done here.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

# Started anew, not forked: a fork would inherit locks that the database's threads hold.
_CONTEXT = multiprocessing.get_context("spawn")


def share(
    work: Callable[[Any], Any],
    pieces: Sequence[Any],
    helpers: int,
    progress: Callable[[int], None] | None = None,
) -> list[Any]:
    """`work` of every piece, in their order. Work, pieces and results must be picklable.

    `progress` is told from time to time how many are done. An error of `work` is raised here, wherever it happened.
    """
    results: dict[int, Any] = {}
    errors: list[BaseException] = []
    waiting = deque(enumerate(pieces))

    def lead(pipe: Connection) -> None:
        while waiting and not errors:
            try:
                index, piece = waiting.popleft()
            except IndexError:
                return
            try:
                pipe.send((work, piece))
                is_done, found = pipe.recv()
            except (EOFError, OSError):
                waiting.append((index, piece))
                return
            if is_done:
                results[index] = found
            else:
                errors.append(found)

    # A process that its parent may not outlive has no helpers of its own.
    most = 0 if multiprocessing.current_process().daemon else max(0, min(helpers, len(pieces) - 1))
    with _started(most, lead) as leaders:
        while len(results) < len(pieces) and not errors:
            try:
                index, piece = waiting.popleft()
            except IndexError:
                for leader in leaders:
                    leader.join(0.02)
                continue
            results[index] = work(piece)
            if progress:
                progress(len(results))
    if errors:
        raise errors[0]
    if progress:
        progress(len(pieces))
    return [results[index] for index in range(len(pieces))]


@contextmanager
def _started(helpers: int, lead: Callable[[Connection], None]) -> Iterator[list[Thread]]:
    """That many processes, each with a thread here that leads it by a pipe."""
    processes, pipes, leaders = [], [], []
    try:
        for _ in range(helpers):
            ours, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=_help, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            leader = Thread(target=lead, args=(ours,), daemon=True)
            leader.start()
            processes.append(process)
            pipes.append(ours)
            leaders.append(leader)
        yield leaders
    finally:
        # A leader that waits for an answer is told by the end of its process.
        for process in processes:
            process.terminate()
        for process, leader, pipe in zip(processes, leaders, pipes, strict=True):
            process.join()
            leader.join()
            pipe.close()


def _help(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            work, piece = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, work(piece))
        except Exception as error:  # it is raised where the work was shared
            answer = (False, error)
        try:
            pipe.send(answer)
        except OSError:
            return
