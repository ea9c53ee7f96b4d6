"""Find and read profiles: one TOML file says how the exports of one source system become canonical rows."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from data.settings import Settings
from pipelines.grammar import Parser
from pipelines.refusal import ProfileError
from pipelines.source import Profile

SHIPPED = Path(__file__).parent / "profiles"


def profiles(settings: Settings) -> list[Profile]:
    """Every profile on offer: those of the site first, then the shipped ones."""
    found = []
    for folder in (*settings.profile_dirs, settings.home / "profiles", SHIPPED):
        found += (
            [read_profile(path) for path in sorted(Path(folder).glob("*.toml"))] if folder.is_dir() else []
        )
    return found


def read_profile(path: Path) -> Profile:
    """Parse and check one profile. Raises ProfileError with the line."""
    text = path.read_text("utf-8")
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(path, 0, f"not valid TOML: {error}") from None
    if base := written.pop("extends", None):
        written = _merged(path, str(base), written)
    return Parser(path, text).profile(written)


def _merged(path: Path, base: str, written: dict[str, Any]) -> dict[str, Any]:
    """A site's profile over the one it extends: tables are merged, feeds by their name."""
    below = next((f / f"{base}.toml" for f in (path.parent, SHIPPED) if (f / f"{base}.toml").is_file()), None)
    if below is None:
        raise ProfileError(path, 1, f"there is no profile {base!r} to extend")
    return _over(tomllib.loads(below.read_text("utf-8")), written)


def _over(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{k: _over(old[k], v) if k in old else v for k, v in new.items() if k != "columns"},
                **({"columns": {**old.get("columns", {}), **new["columns"]}} if "columns" in new else {})}  # fmt: skip
    if (
        isinstance(old, list)
        and isinstance(new, list)
        and all(isinstance(x, dict) and "name" in x for x in old + new)
    ):
        by_name = {x["name"]: x for x in old}
        return [_over(x, next((n for n in new if n["name"] == x["name"]), {})) for x in old] + [
            n for n in new if n["name"] not in by_name
        ]
    return new


__all__ = ["profiles", "read_profile"]
