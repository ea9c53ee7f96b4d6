"""A home for the demo hospital: written once, left alone while it is what was asked for."""

from __future__ import annotations

import json
from datetime import date

from data.demo import DEFAULT_ENCOUNTERS, Progress, write_home
from data.generations import current
from data.settings import Settings, SettingsError

SEED = 1
NOTE = "demo.json"


def prepare(settings: Settings, encounters: int | None, until: date | None, progress: Progress) -> bool:
    """Write the exports, settings and targets of the demo into the home; False when they were there already.

    Never mixes with the data of a real site or with a demo of another size.
    """
    path = settings.home / NOTE
    there = json.loads(path.read_text("utf-8")) if path.is_file() else None
    if there is None and (current(settings.warehouse) or (settings.home / "settings.toml").exists()):
        raise SettingsError(f"{settings.home} belongs to a site; give the demo a home of its own with --home")
    asked = {"encounters": encounters, "until": until.isoformat() if until else None}
    asked = {key: value for key, value in asked.items() if value is not None}
    if there:
        if asked != {key: there[key] for key in asked}:
            raise SettingsError(
                f"{settings.home} holds another demo ({there['encounters']:,} encounters until {there['until']}); "
                "give this one a home of its own with --home"
            )
        return False
    wanted = {"encounters": DEFAULT_ENCOUNTERS, "until": date.today().isoformat(), "seed": SEED, **asked}
    settings.make_home()
    write_home(settings.home, int(wanted["encounters"]), date.fromisoformat(wanted["until"]), SEED, progress)
    path.write_text(json.dumps(wanted), "utf-8")
    return True
