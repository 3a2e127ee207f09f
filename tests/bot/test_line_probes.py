"""What probes record is what a tracer sees."""

import ast
import sys
from types import FrameType
from typing import Any

import pytest

from tests.support.line_probes import RECORD, add_probes

SOURCE = '''"""A module."""
from __future__ import annotations

import functools


@functools.cache
def judge(value: object) -> str:
    """Say what it is."""
    match value:
        case int():
            return "number"
        case _:
            words = [
                "not",
                "a number",
            ]
    try:
        if value == "raise":
            raise ValueError(value)
        elif value is None:
            return "nothing"
        else:
            words.append("at all")
    except ValueError as error:
        return str(error)
    finally:
        words.clear()
    for _ in range(2):
        continue
    else:
        with open(__file__):
            pass
    while words:
        return "never"
    return "done"


class Judge:
    """A class."""

    value: int = 1
    """A field."""

    def unused(self): ...


judge(VALUE)
'''


@pytest.mark.parametrize("value", [1, None, "raise", "other"])
def test_probes_record_the_lines_that_a_tracer_sees(value: object) -> None:
    tree, record = ast.parse(SOURCE), bytearray(SOURCE.count("\n") + 2)
    add_probes(tree)
    names: dict[str, Any] = {"__file__": __file__, "VALUE": value}

    exec(compile(tree, "probed", "exec", dont_inherit=True), names | {RECORD: record})

    statements = {getattr(node, "lineno", 0) for node in ast.walk(ast.parse(SOURCE)) if is_counted(node)}
    assert {line for line, ran in enumerate(record) if ran} & statements == traced(names) & statements


def is_counted(node: ast.AST) -> bool:
    """Whether a report counts it: a statement that isn't a text, or the beginning of a handler."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, ast.stmt | ast.ExceptHandler) and not is_text


def traced(names: dict[str, Any]) -> set[int]:
    """Run it with a tracer, and return the lines."""
    lines, before = set[int](), sys.gettrace()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename == "traced" and event == "line":
            lines.add(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        exec(compile(SOURCE, "traced", "exec", dont_inherit=True), dict(names))
    finally:
        sys.settrace(before)
    return lines
