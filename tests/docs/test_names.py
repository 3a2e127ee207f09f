"""No public name is defined twice in bot and workflows: a search for a name finds one definition."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "workflows")
CONVENTIONS = {"register", "log", "T", "RULE"}
"""Listener modules have a `register`, modules that log a `log`, and modules of conditions a `RULE`."""
MIGRATIONS = "bot/store/migrations"
"""Migrations are left out: each one stands alone, under Alembic's names."""


def public_names(path: Path) -> Iterator[str]:
    """Yield the public names that a module defines at its top level, not those it imports."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            if not is_command(statement):
                yield statement.name
        elif isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id


def is_command(statement: ast.stmt) -> bool:
    """Whether typer gives this function its name on the command line."""
    decorators = getattr(statement, "decorator_list", [])
    return any(ast.unparse(decorator).partition("(")[0].endswith(".command") for decorator in decorators)


def definitions() -> dict[str, list[str]]:
    """Return the modules that define each public name."""
    found: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.is_relative_to(ROOT / MIGRATIONS):
                continue
            for name in public_names(path):
                if not name.startswith("_") and name not in CONVENTIONS:
                    found[name].append(str(path.relative_to(ROOT)))
    return found


def doubled() -> dict[str, list[str]]:
    """Return the names that more than one module defines."""
    return {name: paths for name, paths in definitions().items() if len(set(paths)) > 1}


def test_no_public_name_is_defined_in_two_modules() -> None:
    assert doubled() == {}
