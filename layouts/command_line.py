"""The words of the `wardboard` command: what can be typed, what it means, and how a command ends."""

from __future__ import annotations

import argparse
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from metrics.question import GRAINS

DONE, WRONG, BUSY, FAILED, EMPTY, REFUSED = 0, 2, 3, 4, 5, 78
EXIT_CODES = """exit codes:
  0   done
  2   wrong input or usage; what could be loaded is loaded, the rest is named
  3   another refresh is running
  4   it failed; the previous data are still served
  5   there is nothing to show yet
  78  refused to start: a setting is not safe"""


class Told(Exception):
    """Ends a command with one sentence and an exit code."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def meant(name: str, known: Mapping[str, object]) -> str:
    """` (did you mean x?)`, or nothing when no known name is close."""
    close = get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f" (did you mean {', '.join(close)}?)" if close else ""


def parser() -> argparse.ArgumentParser:
    """Every command with its options, a sentence and an example."""
    plain = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser(
        prog="wardboard",
        description="Files in, one verdict per KPI out. `wardboard COMMAND --help` gives an example of each.",
        epilog=EXIT_CODES,
        formatter_class=plain,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, does: str, example: str, has_json: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(
            name, help=does, description=f"{does[0].upper()}{does[1:]}.", formatter_class=plain,
            epilog=f"example:\n  {example}\n\n{EXIT_CODES}",
        )  # fmt: skip
        one.add_argument(
            "--home",
            type=Path,
            metavar="DIR",
            help="the site's folder (else WARDBOARD_HOME, else data/local)",
        )
        if has_json:
            one.add_argument("--json", action="store_true", help="print JSON")
        return one

    def asks(one: argparse.ArgumentParser) -> argparse.ArgumentParser:
        """A command that shows numbers: as somebody in a role of the settings would see them."""
        one.add_argument("--role", default="", metavar="NAME", help="as this role of the settings sees it")
        return one

    demo = add(
        "demo", "build the demo hospital, load it and compute every KPI", "wardboard demo --home /tmp/demo"
    )
    demo.add_argument(
        "--encounters", type=_count, metavar="N", help="about how many encounters, e.g. 5000000"
    )
    demo.add_argument("--until", type=_last_day, metavar="D", help="last day of the data, e.g. 2026-10-31")
    load = add(
        "load", "take these files and refresh for them", "wardboard load exports/ --profile my_system.toml"
    )
    load.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder with files")
    load.add_argument(
        "--profile", type=Path, metavar="FILE", help="how to read them (else the profile that fits best)"
    )
    refresh = add(
        "refresh",
        "take what is new in the inbox, compute, publish",
        "wardboard refresh --home /srv/wardboard",
    )
    refresh.add_argument(
        "--trigger", default="command", choices=("command", "schedule"), help=argparse.SUPPRESS
    )
    refresh.add_argument(
        "--judge",
        action="store_true",
        help="only judge the served values by the targets of now; load nothing",
    )
    serve = add("serve", "show the pages on this machine", "wardboard serve --port 8060", has_json=False)
    serve.add_argument("--host", help="address of this machine to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=_count, help="port (default 8050)")
    answer = asks(
        add(
            "answer",
            "print value, n, limits, verdict and data stamp of a KPI",
            "wardboard answer ed_lwbs_rate --by unit --since 2026-01",
        )
    )
    answer.add_argument("kpi", metavar="KPI", help="id or number of the KPI (`wardboard list` shows them)")
    answer.add_argument(
        "--by", default="", metavar="DIM", help="split: facility, unit or a dimension of the KPI"
    )
    answer.add_argument("--unit", metavar="U", help="only this unit or facility (its id)")
    answer.add_argument("--grain", default="month", choices=GRAINS, help="length of a period (default month)")
    answer.add_argument("--since", type=_first_day, metavar="D", help="first day, 2026-01-31 or 2026-01")
    answer.add_argument("--until", type=_last_day, metavar="D", help="last day, 2026-01-31 or 2026-01")
    answer.add_argument("--asof", type=_count, metavar="N", help="as data load N showed it")
    answer.add_argument(
        "--over", metavar="S", help="one figure over a stretch: year_to_date, last_quarter, last_13_weeks, …"
    )
    answer.add_argument(
        "--against",
        default="year",
        choices=("year", "before"),
        help="compare --over or --like-for-like with a year before (default)",
    )
    answer.add_argument("--per", default="", choices=("day", "working_day"), help="divide amounts of --over")
    answer.add_argument(
        "--like-for-like",
        dest="like",
        action="store_true",
        help="compare only places open in both times",
    )
    restated = asks(
        add(
            "restated",
            "list final values that later data or a new definition changed, newest first",
            "wardboard restated --grain quarter --json",
        )
    )
    restated.add_argument(
        "--grain", default="month", choices=GRAINS[1:], help="length of a period (default month)"
    )
    asks(add("list", "list the KPIs, lit and dark", "wardboard list --json"))
    explain = asks(
        add(
            "explain",
            "print a KPI's definition, its SQL, the rows of each step and the verdict",
            "wardboard explain ed_lwbs_rate --unit QUIL-ED --period 2026-08",
        )
    )
    explain.add_argument("kpi", metavar="KPI", help="id or number of the KPI")
    explain.add_argument("--unit", metavar="U", help="for this unit or facility (its id)")
    explain.add_argument(
        "--by",
        default="",
        metavar="DIM",
        help="why it changed since a year before: facility, unit or a dimension",
    )
    explain.add_argument("--period", type=_month, metavar="M", help="only this month, 2026-01")
    check = add(
        "check",
        "try files without loading them: what would come in, what not and why",
        "wardboard check export.csv --profile my_system.toml",
    )
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder with files")
    check.add_argument(
        "--profile", type=Path, metavar="FILE", help="how to read them (else the profile that fits best)"
    )
    add(
        "schedule",
        "refresh by the cron expressions of the settings, until stopped",
        "wardboard schedule --home /srv/wardboard",
        has_json=False,
    )
    for name, does, columns in (
        (
            "targets",
            "targets",
            "kpi_id, scope_type, scope_id, valid_from, valid_to, target, to_target, upper_target, source",
        ),
        ("events", "events that charts show", "event_date, sentence, scope_type, scope_id, kpi_id"),
        ("benchmarks", "benchmarks", "kpi_id, source, year, value, p25, p75, confidence, note"),
    ):
        one = add(name, f"import {does} from a CSV file, or list them", f"wardboard {name} import {name}.csv")
        one.add_argument("action", choices=("import", "list"), help="import: add or replace by their key")
        one.add_argument("file", nargs="?", type=Path, metavar="FILE", help=f"columns {columns}")
    rebase = add(
        "rebase",
        "show where new limits are worth considering, or approve them with a reason",
        'wardboard rebase ed_lwbs_rate --unit QUIL-ED --from 2026-08 --reason "second triage desk since August"',
    )
    rebase.add_argument("kpi", metavar="KPI", help="id or number of the KPI")
    rebase.add_argument("--unit", metavar="U", help="for this unit or facility (its id), else the network")
    rebase.add_argument(
        "--from",
        dest="since",
        type=_first_day,
        metavar="D",
        help="first day of the new limits, 2026-01-31 or 2026-01",
    )
    rebase.add_argument("--reason", default="", metavar="TEXT", help="what changed, and why it will last")
    rebase.add_argument(
        "--by", default="", metavar="NAME", help="who approves (default: who is signed in here)"
    )
    rebase.add_argument("--withdraw", action="store_true", help="take the approval of that day back")
    add("doctor", "tell what this machine and home can do", "wardboard doctor --home /srv/wardboard")
    return top


def _count(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if number < 1:
        raise ValueError
    return number


def _first_day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01")


def _month(text: str) -> tuple[date, date]:
    """First day of a month, and of the one after it."""
    first = date.fromisoformat(f"{text}-01")
    return first, first + timedelta(days=monthrange(first.year, first.month)[1])


def _last_day(text: str) -> date:
    if len(text) > 7:
        return date.fromisoformat(text)
    first = date.fromisoformat(f"{text}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])
