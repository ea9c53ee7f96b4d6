"""What a site sets: one TOML file and the environment, read once, then frozen."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from data.language import LANGUAGES
from data.schema.vocabularies import VOCABULARIES

CHECKOUT_HOME = Path(__file__).resolve().parent / "local"
MARKETS = ("generic", "us_hospital", "us_ambulatory", "nhs_trust")
FISCAL_PATTERNS = ("", "4-4-5", "4-5-4", "5-4-4")
ROLE_KEYS = ("facilities", "units", "cost_centres", "classes", "see_individual")
EVERYTHING = "local"
LISTS = {"facility": "facilities", "unit": "units", "schedule": "schedules"}
FROM_ENVIRONMENT_ONLY = ("HOME", "SETTINGS", "KEY_FILE")


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what would work."""


def usual_memory() -> str:
    """An eighth of this machine's memory for each database instance, from 2 to 16 GB: a dashboard has neighbours."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{min(max(whole / 8, 2), 16):.0f}GB"


@dataclass(frozen=True)
class Role:
    """What a group of people may see; None = all there are. `classes` are those of vocabulary data_class.

    `see_individual` lets them compare single clinicians; unlike the others it is closed where nothing is said.
    """

    name: str
    facilities: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    cost_centres: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None
    see_individual: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything a site can choose. Field names are the keys of `settings.toml`."""

    home: Path = CHECKOUT_HOME
    host: str = "127.0.0.1"
    port: int = 8050
    site_name: str = "Wardboard"
    market: str = "generic"
    is_demo: bool = False
    suppression: str = "cms"
    as_of: date | None = None
    profile_dirs: tuple[Path, ...] = ()
    kpi_dirs: tuple[Path, ...] = ()
    facilities: tuple[Mapping[str, Any], ...] = ()
    units: tuple[Mapping[str, Any], ...] = ()
    schedules: tuple[Mapping[str, Any], ...] = ()
    memory_limit: str = field(default_factory=usual_memory)
    threads: int = 2
    max_quarantine_pct: float = 5.0
    keep_generations: int = 3
    posting_source: str = ""
    fiscal_pattern: str = ""
    role: str = EVERYTHING
    roles: tuple[Role, ...] = ()
    see_individual: bool = False
    palette: str = "default"
    language: str = ""
    storage: str = "plain"
    records: str = ""
    tv_token: str = ""
    key_file: Path = Path()

    @property
    def is_loopback(self) -> bool:
        """Only this machine can reach the pages."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def lists_records(self) -> bool:
        """Whether the records behind a number may be opened: usually only where one person looks at this machine alone."""
        return self.records == "on" if self.records else self.is_loopback and self.role == EVERYTHING

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def landed(self) -> Path:
        """Files as delivered, kept so that the warehouse can be rebuilt. Owner-only."""
        return self.home / "landed"

    @property
    def refused(self) -> Path:
        """Raw lines kept out of the warehouse. Owner-only: they may identify a patient."""
        return self.home / "refused"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse"

    @property
    def spill(self) -> Path:
        """Where sorts and joins spill rows. Owner-only: spilled rows are patient data."""
        return self.home / "spill"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def store_path(self) -> Path:
        return self.home / "store.sqlite"

    def make_home(self) -> None:
        """Create the folders of the home that do not exist yet, readable by the owner only."""
        for folder in (
            self.home, self.inbox, self.landed, self.refused, self.warehouse, self.spill, self.logs,
        ):  # fmt: skip
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def read_settings(home: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a home: defaults, then its TOML file, then `WARDBOARD_<KEY>` variables.

    The home is the argument, else WARDBOARD_HOME, else `data/local` of the checkout; the file is WARDBOARD_SETTINGS,
    else `settings.toml` in the home.
    """
    env = os.environ if environment is None else environment
    home = Path(home or env.get("WARDBOARD_HOME") or CHECKOUT_HOME).expanduser().resolve()
    named = env.get("WARDBOARD_SETTINGS")
    path = Path(named).expanduser() if named else home / "settings.toml"
    if named and not path.is_file():
        raise SettingsError(f"WARDBOARD_SETTINGS names {path}, but there is no such file")
    values = _from_file(path) if path.is_file() else {}
    values |= _from_environment(env)
    settings = replace(Settings(home=home, key_file=_key_file(env)), **values)
    _check(settings)
    return settings


def _key_file(env: Mapping[str, str]) -> Path:
    """The pseudonym key lies outside the home, so that a copy of the home alone identifies nobody."""
    if named := env.get("WARDBOARD_KEY_FILE"):
        return Path(named).expanduser()
    configuration = env.get("XDG_CONFIG_HOME") or Path(env.get("HOME") or Path.home()) / ".config"
    return Path(configuration) / "wardboard" / "pseudonym.key"


def _from_file(path: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    values = {}
    for key, value in written.items():
        if key == "roles":
            values[key] = _roles(value, str(path))
        elif key in LISTS:
            if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
                raise SettingsError(f"{path}: `{key}` must be written as [[{key}]] tables")
            values[LISTS[key]] = tuple(value)
        else:
            values[key] = _typed(key, value, str(path), path.parent)
    return values


def _roles(written: Any, where: str) -> tuple[Role, ...]:
    """The `[roles.<name>]` tables; a word that is not known would open more than was meant, so it is refused."""
    if not isinstance(written, dict) or not all(isinstance(rights, dict) for rights in written.values()):
        raise SettingsError(f"{where}: `roles` must be written as [roles.<name>] tables")
    found = []
    for name, rights in written.items():
        for key, value in rights.items():
            if key not in ROLE_KEYS:
                raise SettingsError(
                    f"{where}: [roles.{name}] has no `{key}`; it can have {', '.join(ROLE_KEYS)}"
                )
            if key == "see_individual":
                if not isinstance(value, bool):
                    raise SettingsError(f"{where}: `{key}` of [roles.{name}] must be true or false")
            elif not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise SettingsError(f"{where}: `{key}` of [roles.{name}] must be a list of texts")
        unknown = sorted(set(rights.get("classes", ())) - set(VOCABULARIES["data_class"]))
        if unknown:
            known = ", ".join(VOCABULARIES["data_class"])
            raise SettingsError(f"{where}: [roles.{name}] names the class {unknown[0]!r}; there are {known}")
        lists = {key: tuple(sorted(set(value))) for key, value in rights.items() if isinstance(value, list)}
        found.append(Role(name, **lists, see_individual=rights.get("see_individual", False)))
    if EVERYTHING in written:
        raise SettingsError(
            f"{where}: the role {EVERYTHING} sees everything; give [roles.{EVERYTHING}] a name of its own"
        )
    return tuple(found)


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for name, text in env.items():
        if name.startswith("WARDBOARD_") and name.removeprefix("WARDBOARD_") not in FROM_ENVIRONMENT_ONLY:
            key = name.removeprefix("WARDBOARD_").lower()
            if _kinds().get(key) in {"str", "int", "float", "bool", "date | None"}:
                values[key] = _typed(key, _parsed(key, text, name), name, Path.cwd())
    return values


def _kinds() -> dict[str, str]:
    hidden = {"home", "key_file", "roles", *LISTS.values()}
    return {field.name: str(field.type) for field in fields(Settings) if field.name not in hidden}


def _parsed(key: str, text: str, where: str) -> Any:
    """An environment variable is text; read it the way TOML would, for the type the key has."""
    if _kinds()[key] == "str":
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        raise SettingsError(f"{where}: {text!r} cannot be read as {_kinds()[key]}") from None


def _typed(key: str, value: Any, where: str, base: Path) -> Any:
    kinds = _kinds()
    if key not in kinds:
        known = ", ".join(sorted([*kinds, *(f"[[{name}]]" for name in LISTS), "[roles.<name>]"]))
        raise SettingsError(f"{where}: there is no setting `{key}`. Settings: {known}")
    kind = kinds[key]
    if kind == "tuple[Path, ...]" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple((base / Path(v).expanduser()).resolve() for v in value)
    if kind == "float" and type(value) is int:
        return float(value)
    wanted = {"str": str, "int": int, "float": float, "bool": bool, "date | None": date}.get(kind)
    if wanted is None or type(value) is not wanted:
        raise SettingsError(f"{where}: `{key}` must be {kind.removesuffix(' | None')}, not {value!r}")
    return value


def _check(settings: Settings) -> None:
    def require(holds: bool, sentence: str) -> None:
        if not holds:
            raise SettingsError(sentence)

    require(0 < settings.port < 65536, f"`port` must lie between 1 and 65535, not {settings.port}")
    require(settings.threads >= 1, f"`threads` must be at least 1, not {settings.threads}")
    require(settings.keep_generations >= 1, "`keep_generations` must be at least 1")
    require(0 <= settings.max_quarantine_pct <= 100, "`max_quarantine_pct` must lie between 0 and 100")
    require(
        settings.fiscal_pattern in FISCAL_PATTERNS,
        f"`fiscal_pattern` must be one of {', '.join(FISCAL_PATTERNS[1:])}, or stay away for calendar months",
    )
    for key, allowed in (("market", MARKETS), ("suppression", VOCABULARIES["suppression_profile"])):
        chosen = getattr(settings, key)
        require(chosen in allowed, f"`{key}` must be one of {', '.join(allowed)}, not {chosen!r}")
    require(
        not settings.language or settings.language in LANGUAGES,
        f"`language` must be one of {', '.join(LANGUAGES)}, not {settings.language!r}; without it each browser chooses",
    )
    require(settings.records in ("", "on", "off"), f"`records` must be on or off, not {settings.records!r}")
    known = [EVERYTHING, *(role.name for role in settings.roles)]
    require(settings.role in known, f"`role` must be one of {', '.join(known)}, not {settings.role!r}")
    require(
        not settings.key_file.resolve().is_relative_to(settings.home),
        f"the pseudonym key {settings.key_file} must lie outside the home {settings.home}",
    )
