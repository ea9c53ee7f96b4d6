"""Every surface a verdict is shown on."""

from typing import Any


def create(engine: Any, settings: Any, store: Any, judging: Any = None) -> Any:
    """The web application; imported late so that commands without a page do not load Dash."""
    from layouts.shell import create as create_app

    return create_app(engine, settings, store, judging)


__all__ = ["create"]
