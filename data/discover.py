"""Find every declaration of a kind in a package, so that adding a file is all it takes to add a thing."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

Kind = TypeVar("Kind")


def discover(package: ModuleType | str, kind: type[Kind]) -> dict[str, Kind]:
    """Module-level values of `kind` in the modules of `package`, by `module.name`, in alphabetical module order.

    A value that a module merely imported from a sibling is listed once, where it is met first.
    """
    package = import_module(package) if isinstance(package, str) else package
    found: dict[str, Kind] = {}
    seen: set[int] = set()
    for entry in sorted(iter_modules(package.__path__), key=lambda entry: entry.name):
        module = import_module(f"{package.__name__}.{entry.name}")
        for name, value in vars(module).items():
            if isinstance(value, kind) and id(value) not in seen:
                seen.add(id(value))
                found[f"{entry.name}.{name}"] = value
    return found
