"""Every surface a verdict is shown on."""

from typing import Any


def create(engine: Any, settings: Any, store: Any) -> Any:
    """The web application; imported late so that commands without a page do not load Dash."""
    from layouts.shell import create as create_app

    return create_app(engine, settings, store)


__all__ = ["create"]
