"""The supported part of JQL: comparisons joined by AND, and ORDER BY."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.jira import adf
from sandbox.jira.accounts import ACCOUNTS_BY_ID
from sandbox.jira.issues import Issue
from sandbox.jira.problems import Problem
from sandbox.jira.project import PROJECTS, find_project

VALUE = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[^\s,()"\']+'
CLAUSE = re.compile(
    rf"\s*(\w+)\s*(!=|>=|<=|=|>|<|~|\bnot\s+in\b|\bin\b)\s*(\((?:\s*(?:{VALUE})\s*,?)+\)|{VALUE})\s*", re.I
)
ORDER = re.compile(r"\border\s+by\s+(.+)$", re.I | re.S)
UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def _text(issue: Issue) -> list[str]:
    return [f"{issue.values['summary']} {adf.plain(issue.values['description'])}"]


PROJECT_WORDS = frozenset(word.casefold() for one in PROJECTS.values() for word in (one.key, one.id, one.name))


def _project(issue: Issue) -> list[str]:
    found = find_project(issue.project)
    return [found.key, found.id, found.name] if found else [issue.project]


READERS: dict[str, Callable[[Issue], list[Any]]] = {
    "project": _project,
    "key": lambda issue: [issue.key, str(issue.id)],
    "labels": lambda issue: list(issue.values["labels"]),
    "status": lambda issue: [issue.status.name, issue.status.id],
    "statuscategory": lambda issue: [issue.status.category],
    "issuetype": lambda issue: [issue.kind.name, issue.kind.id],
    "reporter": lambda issue: [issue.creator.id],
    "assignee": lambda issue: [ACCOUNTS_BY_ID[issue.values["assignee"]].id] if issue.values["assignee"] else [],
    "summary": lambda issue: [str(issue.values["summary"])],
    "text": _text,
    "created": lambda issue: [issue.created],
    "updated": lambda issue: [issue.updated],
}
ALIASES = {"issuekey": "key", "issue": "key", "id": "key", "type": "issuetype"}
TIMES = frozenset({"created", "updated"})
FREE_TEXT = frozenset({"summary", "text"})


@dataclass(frozen=True)
class Query:
    """A parsed query. All tests must pass; the first sort key is the most important."""

    tests: tuple[Callable[[Issue], bool], ...]
    orders: tuple[tuple[str, bool], ...]

    def run(self, issues: list[Issue]) -> list[Issue]:
        """Return the matching issues in order (default: newest first)."""
        found = [issue for issue in issues if all(test(issue) for test in self.tests)]
        found.sort(key=lambda issue: -issue.number)
        for field, descending in reversed(self.orders):
            found.sort(key=_sorter(field), reverse=descending)
        return found


def _sorter(field: str) -> Callable[[Issue], list[Any]]:
    if field == "key":
        return lambda issue: [issue.number]
    return lambda issue: READERS[field](issue)[:1]


def parse(jql: str, now: float) -> Query:
    """Parse `jql`. Raises a 400 `Problem` for an unsupported or unrestricted query."""
    order = ORDER.search(jql)
    where = jql[: order.start()] if order else jql
    if not where.strip():
        raise _error("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    tests, rest = [], where
    while match := CLAUSE.match(rest):
        tests.append(_test(*match.groups(), now=now))
        rest = rest[match.end() :]
        joint = re.match(r"and\b", rest, re.I)
        if not joint:
            break
        rest = rest[joint.end() :] or "AND"
    if rest.strip() or not tests:
        raise _error(f"Error in the JQL Query: the sandbox does not understand '{rest.strip() or where}'.")
    return Query(tuple(tests), tuple(_orders(order.group(1)) if order else ()))


def _test(name: str, operator: str, value: str, *, now: float) -> Callable[[Issue], bool]:
    field = _field(name)
    read, sign = READERS[field], re.sub(r"\s+", " ", operator.lower())
    if field in TIMES:
        return _time_test(read, sign, _moment(_bare(value), now))
    values = [_bare(item) for item in re.findall(VALUE, value.strip("()") if value.startswith("(") else value)]
    if field == "project" and (strangers := [v for v in values if v.casefold() not in PROJECT_WORDS]):
        raise _error(f"The value '{strangers[0]}' does not exist for the field 'project'.")
    if sign == "~" and field in FREE_TEXT:
        return lambda issue: values[0].casefold() in read(issue)[0].casefold()
    if sign in ("=", "in") and field not in FREE_TEXT:
        return lambda issue: _meet(read(issue), values, field)
    if sign in ("!=", "not in") and field not in FREE_TEXT:
        return lambda issue: bool(read(issue)) and not _meet(read(issue), values, field)
    raise _error(f"The operator '{operator}' is not supported by the '{name}' field.")


def _meet(mine: list[str], wanted: list[str], field: str) -> bool:
    """Return whether they have a value in common. Only labels are case-sensitive."""
    if field == "labels":
        return not set(mine).isdisjoint(wanted)
    return not {value.casefold() for value in mine}.isdisjoint(value.casefold() for value in wanted)


def _time_test(read: Callable[[Issue], list[Any]], sign: str, at: float) -> Callable[[Issue], bool]:
    compare: dict[str, Callable[[float], bool]] = {
        ">=": lambda when: when >= at,
        ">": lambda when: when > at,
        "<=": lambda when: when <= at,
        "<": lambda when: when < at,
    }
    if sign not in compare:
        raise _error(f"The operator '{sign}' is not supported by date fields.")
    return lambda issue: compare[sign](read(issue)[0])


def _moment(value: str, now: float) -> float:
    if relative := re.fullmatch(r"([+-]?\d+)([mhdw])", value):
        return now + int(relative[1]) * UNITS[relative[2]]
    try:
        return datetime.fromisoformat(value.replace("/", "-")).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise _error(f"Date value '{value}' is invalid. Valid formats include '-4w 2d' and 'yyyy-MM-dd'.") from None


def _orders(clause: str) -> list[tuple[str, bool]]:
    orders = []
    for part in clause.split(","):
        words = part.split()
        if not words or len(words) > 2 or words[-1].lower() not in ("asc", "desc", words[0].lower()):
            raise _error(f"Error in the JQL Query: the sandbox does not understand 'ORDER BY {clause}'.")
        orders.append((_field(words[0]), words[-1].lower() == "desc"))
    return orders


def _field(name: str) -> str:
    field = ALIASES.get(name.lower(), name.lower())
    if field not in READERS:
        raise _error(f"Field '{name}' does not exist or you do not have permission to view it.")
    return field


def _bare(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] in "\"'" else value


def _error(words: str) -> Problem:
    return Problem(400, words)
