"""A pytest plugin that records which lines of the bot and the workflows run, for `coverage report`.

It puts a probe in front of each statement when a module is imported. coverage.py's own tracer slows down all code, that
of libraries and tests too: before Python 3.12, whose events cost little, it doubles the CPU time of these tests.
"""

import ast
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from coverage import CoverageData

ROOT = Path(__file__).parents[2]
MEASURED = ("bot", "workflows")
RECORD = "__lines_run__"
"""The name, in each measured module, of its record: a byte for each line, 1 if it ran."""
BODIES = ("body", "orelse", "finalbody")

records: dict[str, bytearray] = {}


class ProbingLoader(SourceFileLoader):
    """Loads a module with probes. Its compiled code isn't cached: the cache is for the code without probes."""

    def get_code(self, fullname: str) -> CodeType:
        """Compile the module's source with probes."""
        tree = ast.parse(self.get_data(self.path))
        add_probes(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with a record."""
        lines = self.get_data(self.path).count(b"\n") + 2
        setattr(module, RECORD, records.setdefault(self.path, bytearray(lines)))
        super().exec_module(module)


class ProbingFinder:
    """Finds measured modules as Python does, and has them loaded with probes."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return None for all other modules."""
        return probing(PathFinder.find_spec(name, path, target)) if name.partition(".")[0] in MEASURED else None


def probing(spec: ModuleSpec | None) -> ModuleSpec | None:
    """Return the spec, which loads the module with probes if it's measured."""
    if spec and isinstance(spec.loader, SourceFileLoader):
        path = Path(spec.loader.path)
        if any(path.is_relative_to(ROOT / part) for part in MEASURED):
            spec.loader = ProbingLoader(spec.name, spec.loader.path)
    return spec


def add_probes(tree: ast.AST) -> None:
    """Put a probe in front of each statement of a module. A handler and a case count as run once they match."""
    for node in list(ast.walk(tree)):
        for name in BODIES:
            body = getattr(node, name, None)
            if isinstance(body, list) and body:
                body[:] = _probed(node, body)


def _probed(parent: ast.AST, body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the body of a statement with probes, after what has to come first in it."""
    first = next((at for at, one in enumerate(body) if not _comes_first(one)), len(body))
    own = {parent.lineno} if isinstance(parent, ast.ExceptHandler) else set[int]()
    own |= {parent.pattern.lineno} if isinstance(parent, ast.match_case) else set()
    probed = [*body[:first], *_probes(own | {one.lineno for one in body[:first]}, body[-1])]
    for statement in body[first:]:
        decorators = getattr(statement, "decorator_list", [])
        probed += [*_probes({statement.lineno, *(one.lineno for one in decorators)}, statement), statement]
    return probed


def _comes_first(statement: ast.stmt) -> bool:
    """Whether it's a docstring or an import from the future."""
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__")


def _probes(lines: set[int], place: ast.stmt) -> Iterator[ast.stmt]:
    """Yield statements that record these lines. Errors in them would be in the line of `place`."""
    for line in sorted(lines):
        entry = ast.Subscript(ast.Name(RECORD, ast.Load()), ast.Constant(line), ast.Store())
        probe = ast.Assign([entry], ast.Constant(1), lineno=place.lineno, end_lineno=place.lineno)
        yield ast.fix_missing_locations(probe)


def pytest_sessionfinish() -> None:
    """Save what ran in this process, beside $COVERAGE_FILE; `coverage combine` finds it there."""
    data = CoverageData(os.environ["COVERAGE_FILE"], suffix=os.environ.get("PYTEST_XDIST_WORKER", "main"))
    data.add_lines({path: [line for line, ran in enumerate(record) if ran] for path, record in records.items()})
    data.touch_files([str(path) for part in MEASURED for path in (ROOT / part).rglob("*.py")])
    data.write()
    data.close()


def probe_files() -> None:
    """Load files with probes too: Alembic loads migrations by their paths."""
    find = importlib.util.spec_from_file_location
    importlib.util.spec_from_file_location = lambda *args, **more: probing(find(*args, **more))


sys.meta_path.insert(0, ProbingFinder)
probe_files()
