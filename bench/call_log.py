"""What a bot in this process asks: each SQL statement and each HTTP call, in order, with its caller."""

import logging
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Engine, event

from demo.stage import ROOT

HTTP_LOGGERS = "httpx", "urllib3.connectionpool"
"""The libraries that call vendors. Each logs one line for each call, in the thread that makes it."""
TIMETABLE = "bot/durable/scheduler.py", "bot/durable/exclusive_jobs.py"
"""What runs below them isn't about a click."""
PACKAGES = "bot", "workflows"
CALLER_DEPTH = 5


@dataclass(frozen=True)
class Entry:
    """One statement, the begin of a transaction, or one call."""

    kind: str
    """The name of a database or of a vendor."""
    text: str
    callers: str
    """Innermost first."""

    def __str__(self) -> str:
        return f"{self.kind:8} {self.text[:110]}\n           {self.callers}"


@dataclass
class CallLog:
    """Statements and calls since the start. What the timetable does by itself isn't recorded."""

    databases: Mapping[str, Engine]
    vendors: Mapping[str, str]
    """Name → a part of its address."""
    ignored: Sequence[str] = TIMETABLE
    """Files that aren't about what is measured, nor is what runs below them."""
    statements: list[Entry] = field(default_factory=list)
    calls: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """Both, in order."""
    transactions: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(self) -> Mapping[str, int]:
        """Return the number of statements for each database and of calls to each vendor."""
        return Counter(entry.kind for entry in self.entries)

    def listing(self) -> str:
        """Return every entry with its number, then the counts."""
        lines = [f"{number:3} {entry}" for number, entry in enumerate(self.entries, start=1)]
        counts = f"{len(self.statements)} statements, {len(self.calls)} calls: {dict(self.counts())}"
        return "\n".join([*lines, f"{counts}, transactions: {dict(self.transactions)}"])

    def _record(self, kind: str, text: str, entries: list[Entry]) -> None:
        callers = _callers()
        if self._is_ignored(callers):
            return
        entry = Entry(kind, " ".join(text.split()), " < ".join(callers[:CALLER_DEPTH]))
        with self._lock:
            entries.append(entry)
            self.entries.append(entry)

    def _statement(self, connection: Connection, _cursor: object, statement: str, *_others: object) -> None:
        if name := self._name(connection):
            self._record(name, statement, self.statements)

    def _begin(self, connection: Connection) -> None:
        name = self._name(connection)
        if name and not self._is_ignored(_callers()):
            self.transactions[name] += 1

    def _is_ignored(self, callers: Sequence[str]) -> bool:
        return any(caller.startswith(tuple(self.ignored)) for caller in callers)

    def _name(self, connection: Connection) -> str | None:
        return next((name for name, engine in self.databases.items() if connection.engine.pool is engine.pool), None)

    def call(self, line: str) -> None:
        """Record a call of one of the libraries."""
        name = next((name for name, part in self.vendors.items() if part in line), None)
        if name:
            self._record(name, line, self.calls)


class _LineHandler(logging.Handler):
    """Passes each line of a library to the log."""

    def __init__(self, log: CallLog) -> None:
        super().__init__(logging.DEBUG)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.call(record.getMessage())


@contextmanager
def log_calls(
    databases: Mapping[str, Engine], vendors: Mapping[str, str], ignored: Sequence[str] = ()
) -> Iterator[CallLog]:
    """Log what this process asks during the block, except from `ignored` files."""
    log = CallLog(databases, vendors, [*TIMETABLE, *ignored])
    listeners: Sequence[tuple[str, Any]] = (("before_cursor_execute", log._statement), ("begin", log._begin))
    handler, loggers = _LineHandler(log), [logging.getLogger(name) for name in HTTP_LOGGERS]
    levels = [logger.level for logger in loggers]
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
        for name, listener in listeners:
            event.remove(Engine, name, listener)


def _callers() -> list[str]:
    """Return our functions on the stack as `file:function`, innermost first."""
    return [
        f"{path.relative_to(ROOT)}:{frame.f_code.co_name}"
        for frame in _stack()
        if (path := Path(frame.f_code.co_filename)).is_relative_to(ROOT) and path.parts[len(ROOT.parts)] in PACKAGES
    ]


def _stack() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame:
        yield frame
        frame = frame.f_back
