"""What is said about events and errors: JSON lines in the home, sentences on the terminal, never a value of a row."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from data.generations import Damaged
from data.settings import Settings
from data.warehouse import WarehouseError, scrub

CHECKOUT = Path(__file__).resolve().parent.parent


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """A fixed set of fields. An exception gives its kind and place, never its text: that may quote a row."""
        line = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "from": record.name,
            "process": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


class _Sentence(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname.lower()}: {record.getMessage()}"


@contextmanager
def kept(settings: Settings, command: str) -> Iterator[None]:
    """Log while the block runs; a file per command, so that a page server and a refresh rotate apart."""
    settings.make_home()
    path = settings.logs / f"{command}.log"
    path.touch(mode=0o600)
    file = RotatingFileHandler(path, maxBytes=5_000_000, backupCount=5, encoding="utf-8")
    file.setFormatter(_Line())
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.ERROR)
    terminal.setFormatter(_Sentence())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handlers = (file, terminal)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def sentence(error: BaseException) -> str:
    """An error in words that cannot quote a row: its own text only where we or the operating system wrote it."""
    if isinstance(error, WarehouseError | Damaged):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "stopped by hand"
    if "No space left" in str(error):
        return "the disk is full: free some space and run it again"
    if type(error).__name__ == "OutOfMemoryException":
        what = " ".join(getattr(error, "__notes__", ())) or "it"
        return f"{what} needs more memory than `memory_limit` of the settings allows: raise it, or set `threads = 1`"
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}{f': {error.filename}' if error.filename else ''}"
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [
        f"{path.relative_to(CHECKOUT)}:{line}"
        for path, line in places
        if path.is_relative_to(CHECKOUT) and ".venv" not in path.parts
    ]
    kind = scrub(error)
    return f"internal error{f' at {ours[-1]}' if ours else ''}: {kind}"
