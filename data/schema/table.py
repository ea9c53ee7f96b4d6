"""What a warehouse table is, written as a text table of columns so that one line is one column."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.schema.vocabularies import VOCABULARIES

# Columns that say who somebody is, wherever they stand: to cut by them takes a right of its own.
TRAITS = (
    "ethnicity", "race", "deprivation", "deprivation_quintile", "language", "preferred_language", "mental_health",
)  # fmt: skip
# Columns that may name a colleague: to cut by them takes the right to see single members of staff.
COLLEAGUES = ("owner",)
# What a cut by one of the clinicians who are seen by patients tells of: no class of data, but a permission of its own.
INDIVIDUAL = "individual"


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, unit, whether it may be null, and what it says about a person.

    `keyed` names the pseudonym domain of an identifying key (patient, staff, encounter, claim …): its values are
    replaced by a keyed HMAC at load. `personal` marks other identifying values. `vocabulary` names the closed list
    that its values come from.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    required: bool = False
    keyed: str = ""
    personal: bool = False
    vocabulary: str = ""

    @classmethod
    def parse(cls, line: str) -> Column:
        """Read `name | TYPE [unit] | flags | meaning`."""
        name, kind, flags, meaning = (part.strip() for part in line.split("|", 3))
        kind, _, unit = kind.partition(" [")
        words = flags.split()
        tagged = dict(word.split(":", 1) for word in words if ":" in word)
        unknown = set(words) - {"required", "personal"} - {f"{k}:{v}" for k, v in tagged.items()}
        if unknown or set(tagged) - {"keyed", "vocabulary"}:
            raise ValueError(f"column {name}: flags {flags!r} are not understood")
        if tagged.get("vocabulary", "sex") not in VOCABULARIES:
            raise ValueError(f"column {name}: no vocabulary {tagged['vocabulary']!r}")
        return cls(
            name=name,
            type=kind,
            meaning=meaning,
            unit=unit.rstrip("]"),
            required="required" in words,
            keyed=tagged.get("keyed", ""),
            personal="personal" in words,
            vocabulary=tagged.get("vocabulary", ""),
        )

    @property
    def is_identifying(self) -> bool:
        return bool(self.keyed) or self.personal

    @property
    def data_class(self) -> str:
        """The right that it takes to split or filter by this column, beyond that of its table; "" = none."""
        if self.keyed == "provider":
            return INDIVIDUAL
        if self.name in COLLEAGUES:
            return "staff_records"
        return "sensitive" if self.name in TRAITS else ""


@dataclass(frozen=True)
class Table:
    """One warehouse table: what one row is, its key, and the column that places a row in time (derived tables).

    `data_class` (derived tables) is the right that it takes to see a number made from its rows. `record` names one row
    of a table whose rows may be listed one by one behind a reason; without it they never are.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    time: str = ""
    cadence_days: int = 1
    data_class: str = ""
    record: str = ""

    @classmethod
    def of(
        cls,
        name: str,
        grain: str,
        key: tuple[str, ...],
        columns: str,
        time: str = "",
        cadence_days: int = 1,
        data_class: str = "",
        record: str = "",
    ) -> Table:
        parsed = tuple(Column.parse(line) for line in columns.splitlines() if line.strip())
        missing = set(key) | ({time} if time else set())
        missing -= {column.name for column in parsed}
        if missing:
            raise ValueError(f"table {name}: key or time column not declared: {sorted(missing)}")
        if data_class and data_class not in VOCABULARIES["data_class"]:
            raise ValueError(f"table {name}: no data class {data_class!r}")
        if record and len(cls._of_records(key, parsed)) != 1:
            raise ValueError(f"table {name}: a record is told apart by one keyed column of its key")
        return cls(name, grain, key, parsed, time, cadence_days, data_class, record)

    @staticmethod
    def _of_records(key: tuple[str, ...], columns: tuple[Column, ...]) -> list[str]:
        return [column.name for column in columns if column.name in key and column.keyed]

    @property
    def record_key(self) -> str:
        """The keyed column that tells one listed record from another."""
        return self._of_records(self.key, self.columns)[0]

    def with_columns(self, extra: tuple[Column, ...]) -> Table:
        return replace(self, columns=self.columns + extra)

    def in_class(self, usual: str) -> Table:
        """The same table; of the class that is usual in its family unless it is declared in another."""
        if (self.data_class or usual) not in VOCABULARIES["data_class"]:
            raise ValueError(f"table {self.name}: no data class; its module says none in DATA_CLASS")
        return replace(self, data_class=self.data_class or usual)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")

    def __contains__(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def ddl(self) -> str:
        """CREATE TABLE text. No primary key and no index: the served file is read-only (reliability, E3)."""
        body = ",\n  ".join(f'"{c.name}" {c.type}{" NOT NULL" if c.required else ""}' for c in self.columns)
        return f'CREATE TABLE "{self.name}" (\n  {body}\n)'
