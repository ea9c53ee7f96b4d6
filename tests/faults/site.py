"""A site small enough to refresh many times: one clinic, one feed of appointments."""

from __future__ import annotations

import os
import time
from pathlib import Path

from data.settings import Settings, read_settings

PROFILE = """
format_version = 1
[source]
id = "tiny"
system = "tiny"
time_zone = "America/New_York"
[[facility]]
facility_id = "F1"
facility_name = "Clinic"
time_zone = "America/New_York"
country_code = "US"
currency_code = "USD"
fiscal_year_start_month = 1
suppression_profile = "internal"
[[unit]]
unit_id = "U1"
facility_id = "F1"
unit_name = "Clinic room"
unit_type = "clinic"
is_inpatient_bedded = false
patient_day_method = "midnight"
valid_from = 2020-01-01
[[feed]]
name = "appointments"
files = ["visits*.csv"]
target = "appointment"
require = ["ID", "WHEN", "STATUS"]
[feed.columns]
appointment_id = { from = "ID" }
patient_id = { from = "PERSON" }
facility_id = { const = "F1" }
unit_id = { const = "U1" }
scheduled_start_ts = { from = "WHEN", as = "local_timestamp", format = ["%Y-%m-%d %H:%M"] }
booked_ts = { from = "BOOKED", as = "local_timestamp", format = ["%Y-%m-%d %H:%M"] }
status = { from = "STATUS" }
new_or_return = { const = "new" }
modality = { const = "in_person" }
visit_type = { const = "visit" }
scheduled_minutes = { const = 30 }
is_walk_in = { const = false }
is_overbook = { const = false }
"""


def make(home: Path) -> Settings:
    """A home whose profile reads the files of `deliver`."""
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "tiny.toml").write_text(PROFILE)
    (home / "settings.toml").write_text('suppression = "internal"\n')
    settings = read_settings(home)
    settings.make_home()
    return settings


def deliver(settings: Settings, number: int, rows: int = 40) -> None:
    """Put file `number` into the inbox, settled, with appointments of its own."""
    lines = ["ID,PERSON,WHEN,BOOKED,STATUS"]
    for row in range(rows):
        status = "no_show" if row % 5 == 0 else "completed"
        lines.append(
            f"A{number}-{row},P{row},2026-{1 + row % 6:02d}-{1 + row % 28:02d} 09:00,2025-12-01 08:00,{status}"
        )
    path = settings.inbox / f"visits{number}.csv"
    path.write_text("\n".join(lines) + "\n")
    settled = time.time() - 60
    os.utime(path, (settled, settled))


def refresh(home: Path) -> None:
    """`wardboard refresh` in a process of its own that is already warm; says nothing."""
    import contextlib
    import sys

    import app

    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        code = app.main(["refresh", "--home", str(home)])
    sys.exit(code)
