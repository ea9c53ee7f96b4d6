"""The words of the `wardboard` command: what can be typed, what it means, and how a command ends."""

from __future__ import annotations

import argparse
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
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
    serve = add("serve", "show the pages on this machine", "wardboard serve --port 8060", has_json=False)
    serve.add_argument("--host", help="address of this machine to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=_count, help="port (default 8050)")
    answer = add(
        "answer",
        "print value, n, limits, verdict and data stamp of a KPI",
        "wardboard answer ed_lwbs_rate --by unit --since 2026-01",
    )
    answer.add_argument("kpi", metavar="KPI", help="id or number of the KPI (`wardboard list` shows them)")
    answer.add_argument(
        "--by", default="", metavar="DIM", help="split: facility, unit or a dimension of the KPI"
    )
    answer.add_argument("--unit", metavar="U", help="only this unit or facility (its id)")
    answer.add_argument("--grain", default="month", choices=GRAINS, help="length of a period (default month)")
    answer.add_argument("--since", type=_first_day, metavar="D", help="first day, 2026-01-31 or 2026-01")
    answer.add_argument("--until", type=_last_day, metavar="D", help="last day, 2026-01-31 or 2026-01")
    add("list", "list the KPIs, lit and dark", "wardboard list --json")
    explain = add(
        "explain", "print a KPI's definition, its SQL and the rows of each step", "wardboard explain lwbs_pct"
    )
    explain.add_argument("kpi", metavar="KPI", help="id or number of the KPI")
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
    targets = add(
        "targets", "import targets from a CSV file, or list them", "wardboard targets import targets.csv"
    )
    targets.add_argument(
        "action", choices=("import", "list"), help="import: add or replace by KPI, scope and first day"
    )
    targets.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="columns kpi_id, scope_type, scope_id, valid_from, valid_to, target, upper_target, source",
    )
    add("doctor", "tell what this machine and home can do", "wardboard doctor --home /srv/wardboard")
    return top


def _count(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if number < 1:
        raise ValueError
    return number


def _first_day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01")


def _last_day(text: str) -> date:
    if len(text) > 7:
        return date.fromisoformat(text)
    first = date.fromisoformat(f"{text}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])
