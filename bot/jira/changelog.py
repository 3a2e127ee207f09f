"""The decisions in a ticket's changelog.

The current status can't tell: a rule can move an approved ticket on at once.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.jira.transitions import has_status_in, status_names_for
from workflows.requests.mirrors import TicketStatus
from workflows.requests.state_machine import Event

DECISION_OUTCOMES = (Event.APPROVED, Event.DECLINED)
FORWARD_OUTCOMES = ("approved", "declined", "started", "done")
"""Outcomes that don't take a decision back."""


@dataclass(frozen=True)
class StatusChange:
    """A change of a ticket's status. Later changes have larger ids."""

    id: int
    author: Mapping[str, Any]
    came_from: TicketStatus
    went_to: TicketStatus

    @property
    def is_by_app(self) -> bool:
        """Whether an automation rule or another app made it."""
        return self.author.get("accountType") == "app"


def newest_change_id(histories: Iterable[Any]) -> int:
    """Return the id of the newest change of any field, or 0."""
    return max((_change_id(history) or 0 for history in histories), default=0)


def status_changes(histories: Iterable[Any]) -> list[StatusChange]:
    """Return the changes of status, oldest first. Entries that can't be read are left out."""
    changes = [change for history in histories if isinstance(history, Mapping) for change in _changes_in(history)]
    return sorted(changes, key=lambda change: change.id)


def _changes_in(history: Mapping[str, Any]) -> Iterator[StatusChange]:
    change_id, author, items = _change_id(history), history.get("author"), history.get("items")
    for item in items if change_id and isinstance(items, list) else ():
        if isinstance(item, Mapping) and item.get("field") == "status":
            came_from = TicketStatus(str(item.get("from") or ""), str(item.get("fromString") or ""))
            went_to = TicketStatus(str(item.get("to") or ""), str(item.get("toString") or ""))
            yield StatusChange(change_id or 0, author if isinstance(author, Mapping) else {}, came_from, went_to)


def _change_id(history: Any) -> int | None:
    try:
        return int(history["id"])
    except (KeyError, TypeError, ValueError):
        return None


@dataclass(frozen=True)
class DecisionStatuses:
    """Which statuses of the project's workflow stand for which outcome. `configured`: outcome → name or id."""

    configured: Mapping[str, str]

    def standing_decisions(self, changes: list[StatusChange]) -> list[tuple[Event, StatusChange]]:
        """Return the changes that led to a decision, newest first, since a person last took one back."""
        undecided: set[str] = set()
        standing: list[tuple[Event, StatusChange]] = []
        for change in changes:
            if not standing:
                undecided.add(_key(change.came_from))
            if outcome := self._outcome_of(change.went_to):
                standing.append((outcome, change))
            elif not standing:
                undecided.add(_key(change.went_to))
            elif self._is_taken_back(change, undecided):
                standing.clear()
        return standing[::-1]

    def _outcome_of(self, status: TicketStatus) -> Event | None:
        return next((outcome for outcome in DECISION_OUTCOMES if self._is(status, outcome)), None)

    def _is_taken_back(self, change: StatusChange, undecided: set[str]) -> bool:
        """Whether a person withdrew the ticket, or moved it back to a status that it had before the decision."""
        if change.is_by_app or any(self._is(change.went_to, outcome) for outcome in FORWARD_OUTCOMES):
            return False
        return _key(change.went_to) in undecided or self._is(change.went_to, "withdrawn")

    def _is(self, status: TicketStatus, outcome: str) -> bool:
        names = status_names_for(outcome, self.configured)
        return has_status_in({"id": status.id, "name": status.name}, names)


def _key(status: TicketStatus) -> str:
    return status.id or status.name.casefold()
