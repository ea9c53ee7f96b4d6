"""Where log lines go: JSON, one line per event, in the home; warnings also to the terminal."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler

from data.settings import Settings


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


def start(settings: Settings) -> None:
    """Begin logging for this process."""
    settings.make_home()
    path = settings.logs / "wardboard.log"
    path.touch(mode=0o600)
    file = RotatingFileHandler(path, maxBytes=5_000_000, backupCount=5, encoding="utf-8")
    file.setFormatter(_Line())
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.setLevel(logging.INFO)
    root.addHandler(file)
    root.addHandler(terminal)
