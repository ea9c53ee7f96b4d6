import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.demo import generate

UNTIL = date(2026, 11, 24)


class Exports:
    """The files of a demo inbox as text frames; lines that are no records are left out, as the loader does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def frame(self, pattern: str, quoted: bool = False, delimiter: str = ",") -> pd.DataFrame:
        frames = [
            pd.read_csv(
                path,
                dtype=str,
                sep=delimiter,
                quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
                on_bad_lines="skip",
                encoding="utf-8-sig",
                encoding_errors="replace",
            )
            for path in sorted(self.folder.glob(pattern))
        ]
        return pd.concat(frames, ignore_index=True)

    @staticmethod
    def time(column: pd.Series, pattern: str) -> pd.Series:
        return pd.to_datetime(column, format=pattern, errors="coerce")


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """The exports of a mid-sized demo network."""
    folder = tmp_path_factory.mktemp("demo") / "inbox"
    generate(folder, 60_000, UNTIL, seed=1)
    return Exports(folder)


@pytest.fixture(scope="session")
def until() -> date:
    return UNTIL
