"""The rules of the house, as tests: who imports whom, where SQL may live, and that nothing is declared half."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import layouts.pages
import metrics.kpis
from data.discover import discover
from layouts.command_line import parser
from layouts.page import Page
from metrics.catalogue import KPIS
from metrics.kpi import Kpi
from pipelines.profile import SHIPPED, read_profile

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("data", "pipelines", "metrics", "layouts")
MAY_IMPORT = {
    "data": set(),
    "pipelines": {"data"},
    "metrics": {"data"},
    "layouts": {"data", "metrics"},
    "app": {"data", "pipelines", "metrics", "layouts"},
}
LAYOUTS_MAY_USE = {"data.settings", "data.store", "data.discover", "data.language"}
TOP_LEVEL = {
    "app.py", "pyproject.toml", "pipelines", "metrics", "layouts", "data", "tests", "README.md", "Makefile",
    "requirements.lock", "requirements-dev.lock", "LICENSE", "CHANGELOG.md", "benchmarks", ".ci", ".gitignore",
    ".pre-commit-config.yaml",
}  # fmt: skip
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|VIEW))\b", re.DOTALL
)
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "local" not in path.parts)
FILES = [ROOT / "app.py", *SOURCES]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(text: str) -> set[str]:
    """Every module that a file names in an import, wherever in the file it stands."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def strangers(room: str, text: str) -> set[str]:
    """Rooms that a file of `room` imports against the direction, and modules that layouts may not know."""
    named = imports(text)
    rooms = {module.split(".")[0] for module in named} & set(MAY_IMPORT)
    wrong = rooms - {room} - MAY_IMPORT[room]
    if room == "layouts":
        modules = {".".join(module.split(".")[:2]) for module in named if module.startswith("data.")}
        wrong |= modules - LAYOUTS_MAY_USE
    return wrong


def texts(source: str) -> list[str]:
    """The strings of a file that are not docstrings."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def connects(source: str) -> bool:
    """The file opens a database by itself, under whatever name it imported the client."""
    tree = ast.parse(source)
    return any(
        (
            isinstance(node, ast.Attribute)
            and node.attr == "connect"
            and getattr(node.value, "id", "") == "duckdb"
        )
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "duckdb"
            and "connect" in {a.name for a in node.names}
        )
        or (isinstance(node, ast.Import) and any(a.name == "duckdb" and a.asname for a in node.names))
        for node in ast.walk(tree)
    )


def comments(path: Path) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def test_the_rules_below_see_what_they_forbid():
    assert strangers("data", "def late():\n    from metrics import kpi") == {"metrics"}
    assert strangers("metrics", "import pipelines.load") == {"pipelines"}
    assert strangers("pipelines", "from metrics.kpi import Kpi") == {"metrics"}
    assert strangers("layouts", "from data.warehouse import Warehouse") == {"data.warehouse"}
    assert strangers("layouts", "from data.store import Store") == set()
    assert any(SQL.search(text) for text in texts('"""A page."""\nq = "SELECT a FROM b"'))
    assert not any(SQL.search(text) for text in texts('"""SELECT a FROM b"""\n'))
    assert connects("import duckdb\nduckdb.connect()")
    assert connects("from duckdb import connect")
    assert connects("import duckdb as d")


def starts(source: str) -> set[str]:
    """What importing a file imports: named outside functions, and whole packages that it looks through."""
    found = set()
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found |= imports(ast.unparse(node))
            found |= {f"{package}.*" for package in re.findall(r"discover\(([\w.]+)", ast.unparse(node))}
    return found


def test_no_module_needs_another_that_needs_it_back():
    """Otherwise it depends on who comes first whether a file can be imported."""
    known = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in SOURCES
    }
    needs: dict[str, set[str]] = {}
    for module, path in known.items():
        named = starts(path.read_text("utf-8"))
        whole = tuple(one.removesuffix("*") for one in named if one.endswith(".*"))
        needs[module] = {one for one in known if one in named or one.startswith(whole)} - {module}
        # `from package import module` names both, and the package itself imports nothing of the module's.
        needs[module] -= {one for one in needs[module] if any(other.startswith(f"{one}.") for other in named)}
    assert any(
        "layouts.pages" in one for one in starts("import layouts.pages\nP = discover(layouts.pages, Page)")
    )
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        pytest.fail(" needs ".join(error.args[1]))
    assert {*order} == {*known}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_one_way(path: Path):
    room = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert strangers(room, path.read_text("utf-8")) == set()


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=name)
def test_a_file_fits_in_the_head(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_says_what_it_is_for(path: Path):
    text = path.read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", [p for p in SOURCES if "layouts" in p.parts] + [ROOT / "app.py"], ids=name)
def test_surfaces_speak_no_sql(path: Path):
    assert not [text for text in texts(path.read_text("utf-8")) if SQL.search(text)]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_the_warehouse_opens_a_database(path: Path):
    assert not connects(path.read_text("utf-8")) or name(path) == "data/warehouse.py"


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=name)
def test_nothing_is_left_to_do_and_no_comment_is_a_banner(path: Path):
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|[-=#*~]{6,}")
    assert not [comment for comment in comments(path) if words.search(comment)]


def test_there_is_no_drawer_for_odds_and_ends():
    assert not [
        name(path)
        for path in FILES
        if {"utils", "helpers", "common", "misc"} & set(path.with_suffix("").parts)
    ]


def test_the_top_level_is_the_one_that_was_asked_for():
    listed = {path.split("/")[0] for path in _tracked()}
    assert listed <= TOP_LEVEL


def _tracked() -> list[str]:
    """What a clone holds: git's list, or the folder itself where there is no git."""
    import subprocess

    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split("\n")[:-1] or [path.name for path in ROOT.iterdir() if path.name in TOP_LEVEL]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_host_and_pin_every_package_by_hash(lock: str):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    packages = [package for package in packages if "==" in package]
    assert len(packages) > 20
    assert not [package.split()[0] for package in packages if "--hash=sha256:" not in package]


def test_pages_load_nothing_from_other_machines():
    outside = re.compile(
        r"(?:src|href|url|import|fetch|@import)\W{0,4}(?:https?:)?//(?!127\.0\.0\.1|localhost)", re.IGNORECASE
    )
    assert outside.search('<script src="https://cdn.example.org/x.js">')
    assert outside.search("url(//fonts.example.org/a.woff2)")
    ours = [p for p in (ROOT / "layouts").rglob("*") if p.suffix in {".py", ".css", ".js", ".svg", ".html"}]
    ours = [p for p in ours if ".min." not in p.name]
    assert len(ours) > 10
    assert not [name(p) for p in ours if outside.search(p.read_text("utf-8"))]


def test_every_kpi_is_found_once_from_its_file():
    folder = ROOT / "metrics" / "kpis"
    found = discover(metrics.kpis, Kpi)
    assert _assigned(folder, "Kpi") <= set(found)
    assert {where.split(".")[0] for where in found} == {p.stem for p in folder.glob("*.py")} - {"__init__"}
    assert len(KPIS) == len({kpi.id for kpi in found.values()}) == len(found) > 0


def test_every_page_is_found_once_from_its_file():
    found = discover(layouts.pages, Page)
    assert set(found) == _assigned(ROOT / "layouts" / "pages", "Page")
    assert len({page.path for page in found.values()}) == len(found) > 0


def _assigned(folder: Path, kind: str) -> set[str]:
    """`module.name` of every module-level `name = Kind(...)`, read from the text, without importing it."""
    return {
        f"{path.stem}.{target.id}"
        for path in folder.glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == kind
        for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_profile_fits_the_contract(path: Path):
    assert read_profile(path).feeds


def test_the_readme_lists_every_command():
    commands = next(a for a in parser()._actions if hasattr(a, "choices") and a.dest == "command").choices
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(commands) > 8
    assert not [command for command in commands if f"`wardboard {command}" not in readme]


def test_every_command_shows_an_example_and_takes_a_home():
    commands = next(a for a in parser()._actions if hasattr(a, "choices") and a.dest == "command").choices
    for command, sub in commands.items():
        text = sub.format_help()
        assert f"example:\n  wardboard {command}" in text
        assert "--home" in text
