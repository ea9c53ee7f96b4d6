"""The front door: the `wardboard` command and the web application, put together from the rooms."""

from __future__ import annotations

import argparse
import gc
import hashlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from data import doctor, inbox, logs, schedule, stamps, tables
from data.background import Background
from data.generations import current, read_manifest
from data.language import ENGLISH, speaking
from data.settings import Settings, SettingsError, read_settings
from data.store import Store, StoreError
from data.trial import trial
from data.warehouse import Candidate, RefreshBusy, Warehouse, WarehouseError, build
from layouts import importing, terminal
from layouts.command_line import BUSY, DONE, FAILED, REFUSED, WRONG, Told, parser
from metrics.kpi import CatalogueError
from metrics.question import QuestionError
from pipelines.refusal import ProfileError

READING = ("answer", "explain", "list", "restated")
WITHOUT_A_LOG = (*READING, "doctor")
WORDED = (SettingsError, CatalogueError, ProfileError, QuestionError, StoreError, inbox.NoFile)
Stage = Callable[[str], terminal.Step]


def create_app(settings: Settings) -> Any:
    """The web application of a site."""
    from layouts import create
    from metrics.engine import Engine

    judging = Background([*_command("refresh", settings), "--judge"])
    if stamps.is_of_another_program(settings.warehouse):
        judging.want()
    return create(Engine(Warehouse(settings), settings), settings, Store(settings), judging)


def refresh(
    settings: Settings, paths: Sequence[Path], profile: Path | None, trigger: str, stage: Stage
) -> tuple[int, str, list[dict[str, Any]]]:
    """Build, load, judge and publish one generation. Gives exit code, sentence and the outcome of every file."""
    from pipelines.load import load

    store, seen = Store(settings), inbox.look(paths)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
    as_of, files = settings.as_of or date.today(), []
    with build(settings, trigger) as candidate:
        store.log_run(run_id, "running", trigger)
        try:
            if paths:
                step = terminal.counted(stage("Loading"))
                files = load(candidate, settings, paths, profile, run_id, as_of, step).files
            refused = {row["file"]: row["reason"] for row in files if row["status"] == "rejected"}
            state, number = _decide(candidate, store, settings, run_id, as_of, files, stage)
        except BaseException as error:
            ended = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
            store.log_run(run_id, ended, trigger, message=logs.sentence(error))
            raise
    sentence = {
        "published": f"Published as data {number}, judged as of {as_of}.",
        "nothing_new": f"Nothing new: data {number} stay."
        if number
        else f"Nothing to load: put exports into {settings.inbox}, or try `wardboard demo`.",
        "failed": f"No file could be loaded{f'; data {number} stay' if number else ''}.",
    }[state]
    sentence = " ".join([sentence, *(f"{name} was not loaded: {reason}" for name, reason in refused.items())])
    store.log_run(run_id, state, trigger, number, sentence)
    inbox.clear(settings, seen, refused)
    return (WRONG if refused else DONE), sentence, files


def _decide(
    candidate: Candidate,
    store: Store,
    settings: Settings,
    run_id: str,
    as_of: date,
    files: list[Any],
    stage: Stage,
) -> tuple[str, int | None]:
    """Publish when a number can have changed; else keep what is served."""
    from metrics.freezing import freeze
    from metrics.publish import publish, rejudge
    from metrics.site import kpis_of
    from pipelines.derive import derive

    kpis = kpis_of(settings)

    statuses = {row["status"] for row in files}
    changed = freeze(candidate.con, (store.targets(), store.rebases()))
    made_from = _made_from(settings, as_of, kpis)
    unloaded = "failed" if "rejected" in statuses else "nothing_new"
    is_same = "loaded" not in statuses and candidate.base.get("made_from") == made_from
    if (is_same and not changed) or ("loaded" not in statuses and not candidate.base):
        return unloaded, candidate.base.get("generation")
    candidate.lock()
    started = datetime.now(UTC)
    if is_same:
        rejudge(candidate.con, candidate.number, settings.market, stage("Judging"), kpis, changed)
    else:
        derive(candidate.con, as_of, progress=stage("Deriving"))
        publish(candidate.con, candidate.number, run_id, as_of, settings.market, stage("Judging"), kpis)
    run = {
        "run_id": run_id, "load_id": candidate.number, "started_ts": started, "ended_ts": datetime.now(UTC),
        "as_of_date": as_of, "trigger": "re-judge" if is_same else candidate.trigger, "files": len({row["file"] for row in files}),
        "rows_read": sum(row["rows_read"] for row in files),
        "rows_quarantined": sum(row["rows_quarantined"] for row in files),
    }  # fmt: skip
    tables.append(candidate.con, "refresh_run", [run])
    told = {
        "run_id": run_id, "as_of": str(as_of), "is_demo": settings.is_demo, "made_from": made_from,
        "audit_head": store.audit_head(),
    }  # fmt: skip
    return "published", candidate.publish(told)


def _made_from(settings: Settings, as_of: date, kpis: Mapping[str, Any]) -> dict[str, str]:
    """What decides the numbers besides rows and targets; while it is the same, judging again changes nothing."""
    from pipelines.derive import model, order

    texts = [
        *map(repr, kpis.values()),
        *map(model, order()),
        settings.market,
        repr((settings.facilities, settings.units)),
    ]
    definitions = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return {"as_of": str(as_of), "definitions": definitions, "program": stamps.code()}


def _demo(args: argparse.Namespace, settings: Settings) -> int:
    from data.demo.home import prepare

    with terminal.progress() as stage:
        prepare(settings, args.encounters, args.until, terminal.counted(stage("Writing")))
    settings = read_settings(settings.home)
    importing.take("targets", settings, settings.home / "targets.csv")
    code = _refreshed(args, settings, inbox.waiting(settings), None)
    if current(settings.warehouse):
        from data.demo import diary
        from metrics.acting import stood
        from metrics.engine import Engine

        diary.write(settings, stood(Engine(Warehouse(settings), settings)))
    return DONE if code == WRONG and current(settings.warehouse) else code


def _load(args: argparse.Namespace, settings: Settings) -> int:
    return _refreshed(args, settings, inbox.named(args.paths), args.profile)


def _refresh(args: argparse.Namespace, settings: Settings) -> int:
    if not args.judge:
        return _refreshed(args, settings, inbox.waiting(settings), None)
    served = current(settings.warehouse)
    judged = read_manifest(settings.warehouse, served).get("as_of") if served else None
    # Judged as of the same day, so that nothing but targets and rebases can have changed.
    day = date.fromisoformat(judged) if judged else settings.as_of
    return _refreshed(args, replace(settings, as_of=day), [], None)


def _command(name: str, settings: Settings) -> list[str]:
    """The words that run another command for the same home, in a process of its own."""
    return [sys.executable, str(Path(__file__).resolve()), name, "--home", str(settings.home)]


def _refreshed(args: argparse.Namespace, settings: Settings, paths: list[Path], profile: Path | None) -> int:
    with terminal.progress() as stage:
        code, sentence, files = refresh(settings, paths, profile, getattr(args, "trigger", "command"), stage)
    if args.json:
        terminal.print_json({"code": code, "message": sentence, "files": files})
    else:
        terminal.print_files(files)
        (terminal.warn if code else terminal.say)(sentence)
    return code


def _check(args: argparse.Namespace, settings: Settings) -> int:
    from pipelines.load import load

    with trial(settings) as copy, build(copy, "check") as candidate:
        report = load(candidate, copy, inbox.named(args.paths), args.profile, "check", date.today())
        refused = tables.refused(candidate.con, report.batch_id)
    if args.json:
        terminal.print_json({"files": report.files, "refused": refused})
    else:
        terminal.print_files(report.files)
        for row in report.rejected:
            terminal.say(f"{row['file']} would not be loaded: {row['reason']}")
        if refused:
            terminal.print_table(refused, tuple(refused[0]), as_json=False)
    return WRONG if report.rejected else DONE


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    import waitress

    settings = replace(settings, host=args.host or settings.host, port=args.port or settings.port)
    if not settings.is_loopback:
        sentence = (
            f"host {settings.host} is not this machine alone, and there is no sign-in yet: use host 127.0.0.1"
        )
        raise Told(REFUSED, sentence)
    app = create_app(settings)
    gc.freeze()  # what a server starts with stays: to look through it again and again slows every answer
    try:
        server = waitress.create_server(
            app.server, host=settings.host, port=settings.port, threads=16, ident=None
        )
    except OSError as error:
        raise Told(WRONG, f"port {settings.port}: {error.strerror}; give another with --port") from None
    terminal.say(f"{settings.site_name} is at http://{settings.host}:{settings.port} (Ctrl-C ends it)")
    server.run()
    return DONE


def _schedule(args: argparse.Namespace, settings: Settings) -> int:
    schedule.serve(settings, [*_command("refresh", settings), "--trigger", "schedule"])
    return DONE


def _read(args: argparse.Namespace, settings: Settings) -> int:
    from layouts import asking
    from metrics.permits import access_of

    args.access = access_of(settings, args.role)
    with speaking(settings.language or ENGLISH):
        return asking.COMMANDS[args.command](args, _engine(settings))


def _engine(settings: Settings) -> Any:
    """The engine of the served data; it can speak of definitions while nothing is published."""
    from metrics.engine import Engine

    warehouse = Warehouse(settings)
    if warehouse.generation() is None and warehouse.warning:
        raise WarehouseError(warehouse.warning)
    return Engine(warehouse, settings)


def _targets(args: argparse.Namespace, settings: Settings) -> int:
    return importing.run(args, settings, inbox.named([args.file]) if args.file else [])


_events = _benchmarks = _targets


def _rebase(args: argparse.Namespace, settings: Settings) -> int:
    from layouts import rebasing

    return rebasing.rebase(args, _engine(settings), Store(settings))


def _doctor(args: argparse.Namespace, settings: Settings) -> int:
    found = doctor.examine(settings)
    terminal.print_table(found, ("check", "state", "found", "fix"), args.json)
    return WRONG if any(finding["state"] == "fail" for finding in found) else DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Whatever goes wrong ends in one sentence on stderr and an exit code of its own."""
    args = parser().parse_args(argv)
    settings = None
    try:
        settings = read_settings(args.home)
        run = _read if args.command in READING else globals()[f"_{args.command}"]
        with nullcontext() if args.command in WITHOUT_A_LOG else logs.kept(settings, args.command):
            return int(run(args, settings))
    except Told as told:
        code, sentence = told.code, str(told)
    except WORDED as error:
        code, sentence = WRONG, str(error)
    except RefreshBusy as error:
        code, sentence = BUSY, str(error)
    except KeyboardInterrupt:
        code, sentence = 130, "stopped"
    except BrokenPipeError:
        sys.stdout = None  # the reader of our output has left; say nothing more
        return DONE
    except Exception as error:
        if os.environ.get("WARDBOARD_DEBUG"):
            raise
        still = settings and current(settings.warehouse)
        code, sentence = FAILED, logs.sentence(error) + (f"; data {still} are still served" if still else "")
    terminal.warn(f"wardboard {args.command}: {sentence}")
    return code


if __name__ == "__main__":
    sys.exit(main())
