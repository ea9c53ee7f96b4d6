"""A command that runs beside the server when it is wanted: one at a time, and once more when it was wanted meanwhile."""

from __future__ import annotations

import logging
import subprocess
import time
from collections.abc import Callable, Sequence
from threading import Lock, Thread

log = logging.getLogger(__name__)

BUSY = 3
BUSY_SECONDS = 4.0
MOST_TRIES = 450


def run(command: Sequence[str]) -> int:
    """The exit code of a command; what it says goes nowhere, since it keeps a log of its own."""
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    ).returncode


class Background:
    """Runs `command` whenever somebody wanted it. A command that finds another refresh running is tried again.

    A process of its own, because judging is work for a whole core and the server goes on answering.
    """

    def __init__(
        self,
        command: Sequence[str],
        start: Callable[[Sequence[str]], int] = run,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._command, self._start, self._wait = command, start, wait
        self._lock = Lock()
        self._is_wanted = False
        self._thread: Thread | None = None
        self.has_failed = False

    @property
    def is_running(self) -> bool:
        with self._lock:
            return self._thread is not None

    def want(self) -> None:
        """Start the command, or have it start again after the one that is running."""
        with self._lock:
            self._is_wanted = True
            if self._thread is None:
                self._thread = Thread(target=self._work, name="background", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._is_wanted:
                    self._thread = None
                    return
                self._is_wanted = False
            self.has_failed = not self._ends_well()

    def _ends_well(self) -> bool:
        for _ in range(MOST_TRIES):
            try:
                code = self._start(self._command)
            except OSError as error:
                log.error("the command could not start: %s", type(error).__name__)
                return False
            if code != BUSY:
                return code == 0
            self._wait(BUSY_SECONDS)
        return False
