"""Import libraries without what they look for and never need here.

structlog and httpx import rich if it's there, and Typer requires it: 75 modules, 5 MB in each process, and a tenth
of the time of a short command. Pydantic reads the metadata of all installed packages to find plugins.
DBOS imports the driver of PostgreSQL, which takes 10 MB, also where the database is SQLite.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

HIDDEN = ("pygments", "rich")


@contextmanager
def hide_rich() -> Iterator[None]:
    """Let imports of rich fail in the block, as where it isn't installed."""
    known = {name: sys.modules.get(name) for name in HIDDEN}
    sys.modules.update(dict.fromkeys(HIDDEN))  # type: ignore[arg-type]  # None lets an import fail
    try:
        yield
    finally:
        for name, module in known.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def import_without_rich(name: str) -> None:
    """Import a library, so that later imports find it."""
    with hide_rich():
        import_module(name)


class _PostponedModule(ModuleType):
    """A module that is imported when something in it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what an import statement looks for
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def postpone(*names: str) -> Iterator[None]:
    """Let the imports in the block find modules that are imported at their first use; a package before its modules."""
    new = [name for name in names if name not in sys.modules]
    for name in new:
        package, _, module = name.rpartition(".")
        sys.modules[name] = _PostponedModule(name)
        if package in new:
            setattr(sys.modules[package], module, sys.modules[name])
    try:
        yield
    finally:
        for name in new:
            del sys.modules[name]


def find_no_plugins() -> None:
    """Let Pydantic look for no plugins: https://docs.pydantic.dev/latest/concepts/plugins/."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
