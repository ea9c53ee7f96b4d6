"""The KPIs of a site: the shipped catalogue and what the site declares in folders of its own, in the same words.

A site's file is Python that its operator wrote, run with the rights of the process, like the settings beside it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data.settings import Settings
from metrics.catalogue import KPIS, catalogue
from metrics.kpi import CatalogueError, Kpi


def kpis_of(settings: Settings) -> Mapping[str, Kpi]:
    """Every KPI of a site by id. Raises `CatalogueError` naming the file and line that cannot be used."""
    folders = (*settings.kpi_dirs, settings.home / "kpis")
    return _kpis(tuple(path for folder in folders for path in sorted(folder.glob("*.py"))))


@cache
def _kpis(paths: tuple[Path, ...]) -> Mapping[str, Kpi]:
    own: dict[str, Kpi] = {}
    for path in paths:
        for name, value in _declared(path).items():
            own[f"{path}: {name}"] = value
    return catalogue({**KPIS, **own}) if own else KPIS


def _declared(path: Path) -> dict[str, Kpi]:
    """The KPIs of one file, by the name each has there."""
    spec = importlib.util.spec_from_file_location(f"site_kpis_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise CatalogueError(f"{path}, line {error.lineno}: {error.msg}") from None
    except Exception as error:
        raise CatalogueError(f"{path}, line {_line(error, path)}: {error}") from None
    found = {name: value for name, value in vars(module).items() if isinstance(value, Kpi)}
    if not found:
        raise CatalogueError(f"{path} declares no KPI; see `How to add` in the README")
    return found


def _line(error: Exception, path: Path) -> int:
    """The last line of the file that was running when it failed."""
    trace, line = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
