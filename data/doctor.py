"""What this machine and home can do, check by check, each with its way out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from data import generations, schedule
from data.settings import Settings, SettingsError
from data.store import Store


@dataclass(frozen=True)
class Finding:
    """One check: ok, warn or fail, what was found, and what to do about it."""

    check: str
    state: str
    found: str
    fix: str = ""


def examine(settings: Settings) -> list[dict[str, Any]]:
    """Every check, as plain rows. Changes nothing."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _python, _home, _key, _disk, _warehouse, _audit, _runs, _schedule,
    )  # fmt: skip
    return [asdict(finding) for check in checks for finding in check(settings)]


def _python(_: Settings) -> Iterator[Finding]:
    yield Finding("python", "ok", sys.version.split()[0])
    for package in ("duckdb", "dash", "plotly", "pandas", "pyarrow"):
        yield Finding(package, "ok", version(package))


def _home(settings: Settings) -> Iterator[Finding]:
    if not settings.home.is_dir():
        yield Finding(
            "home", "warn", f"{settings.home} does not exist yet", "run `wardboard demo` or `wardboard load`"
        )
        return
    private = (settings.home, settings.landed, settings.refused, settings.spill, settings.warehouse)
    open_ones = [path.name for path in private if path.is_dir() and path.stat().st_mode & 0o077]
    yield (
        Finding("home", "warn", f"others can read {', '.join(open_ones)}", f"chmod -R go= {settings.home}")
        if open_ones
        else Finding("home", "ok", f"{settings.home}, readable by its owner only")
    )
    where = Finding("files lie on", "ok", settings.storage)
    if settings.storage == "plain" and not settings.is_demo:
        where = Finding(
            "files lie on", "warn", "a plain disk, as far as the settings say",
            "keep the home on an encrypted volume and name it: storage = \"LUKS\"",
        )  # fmt: skip
    yield where


def _key(settings: Settings) -> Iterator[Finding]:
    if not settings.key_file.is_file():
        yield Finding("pseudonym key", "ok", "made at the first load")
    elif settings.key_file.stat().st_mode & 0o077:
        yield Finding("pseudonym key", "fail", "others can read it", f"chmod 600 {settings.key_file}")
    else:
        yield Finding(
            "pseudonym key", "ok", f"{settings.key_file}, outside the home; keep a copy of it apart"
        )


def _disk(settings: Settings) -> Iterator[Finding]:
    below = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(below).free
    served = generations.current(settings.warehouse)
    needed = 3 * generations.file_of(settings.warehouse, served).stat().st_size if served else 100 << 20
    yield (
        Finding("free disk", "ok", f"{free >> 20:,} MB")
        if free >= needed
        else Finding(
            "free disk", "fail", f"{free >> 20:,} MB", f"free {(needed - free) >> 20:,} MB: three generations"
        )
    )


def _warehouse(settings: Settings) -> Iterator[Finding]:
    found = generations.servable(settings.warehouse)
    if not found:
        yield Finding(
            "warehouse", "warn", "nothing is published yet", "run `wardboard load PATH` or `wardboard demo`"
        )
    for number in found:
        try:
            manifest = generations.check(settings.warehouse, number)
        except generations.Damaged as error:
            yield Finding(f"data {number}", "fail", str(error), "restore a backup, or load the files again")
            continue
        engine = manifest["engine"]
        is_newer = _numbers(engine) > _numbers(version("duckdb"))
        yield Finding(
            f"data {number}", "warn" if is_newer else "ok",
            f"{manifest['bytes'] >> 20:,} MB, whole, published {manifest['published']}, DuckDB {engine}",
            "this DuckDB is older than the one that wrote it: upgrade it" if is_newer else "",
        )  # fmt: skip


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _audit(settings: Settings) -> Iterator[Finding]:
    if not settings.store_path.is_file():
        return
    store, noted = Store(settings), []
    for number in generations.numbers(settings.warehouse):
        if head := generations.read_manifest(settings.warehouse, number).get("audit_head"):
            noted.append((head[0], head[1]))
    entries, broken = store.audit_head()[0], store.audit_break(noted)
    yield (
        Finding("audit trail", "ok", f"{entries:,} entries, unbroken")
        if broken is None
        else Finding(
            "audit trail", "fail", f"entry {broken:,} was changed, or is missing, since it was written",
            "somebody edited store.sqlite: hold it against a backup before anybody trusts what it says",
        )
    )  # fmt: skip


def _runs(settings: Settings) -> Iterator[Finding]:
    if not settings.store_path.is_file():
        return
    last = Store(settings).runs(1)
    if not last:
        return
    state = "ok" if last[0]["state"] in ("published", "nothing_new", "running") else "warn"
    fix = "" if state == "ok" else "run `wardboard refresh` and read what it says"
    yield Finding(
        "last refresh", state, f"{last[0]['state']} at {last[0]['started_ts']}: {last[0]['message']}", fix
    )


def _schedule(settings: Settings) -> Iterator[Finding]:
    try:
        found = schedule.jobs(settings)
    except SettingsError as error:
        yield Finding("schedule", "fail", str(error), "mend it in settings.toml")
        return
    for job in found:
        slot, due = job.after(datetime.now(UTC))
        yield Finding(
            f"schedule {job.name}", "ok", f"next slot {slot} {job.zone.key} ({due:%Y-%m-%d %H:%M} UTC)"
        )
