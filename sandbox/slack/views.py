"""Stacked modals and App Homes, by person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox import people
from sandbox.slack.blocks import check_view
from sandbox.slack.blocks.surfaces import is_too_large
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.normalize import normalize_blocks
from sandbox.slack.values import Values, start_values

MAX_STACK = 3


@dataclass
class View:
    """One modal or home tab with its input."""

    id: str
    user_id: str
    body: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    here: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks, complete with ids."""
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks

    def as_json(self) -> dict[str, Any]:
        """Return the view as responses and payloads carry it."""
        return {
            "id": self.id,
            "team_id": people.TEAM_ID,
            "type": self.body["type"],
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.body.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
            "clear_on_close": self.body.get("clear_on_close", False),
            "notify_on_close": self.body.get("notify_on_close", False),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": people.APP_ID,
            "external_id": self.body.get("external_id", ""),
            "app_installed_team_id": people.TEAM_ID,
            "bot_id": people.BOT_ID,
        }


class Views:
    """Every open view. `fresh` creates ids; `stamp` creates a new hash for every change by the app."""

    def __init__(self, fresh: Callable[[str], str], stamp: Callable[[], str]) -> None:
        self._fresh = fresh
        self._stamp = stamp
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def top(self, user_id: str) -> View | None:
        """Return the modal in front of a person."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def find(self, view_id: object, external_id: object) -> View:
        """Return an open view by id or external id. Raises SlackError `not_found`."""
        for view in self._all():
            if view_id == view.id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def open(self, user_id: str, view: Any, here: str | None = None) -> View:
        """Open a first modal. It replaces the person's open modals."""
        made = self._make(user_id, view, here)
        self.stacks[user_id] = [made]
        return made

    def push(self, user_id: str, view: Any) -> View:
        """Add a modal on top. Raises SlackError `push_limit_reached` above three."""
        stack = self.stacks.get(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        made = self._make(user_id, view, stack[-1].here)
        made.root_id, made.previous_id = stack[0].id, stack[-1].id
        stack.append(made)
        return made

    def update(self, old: View, view: Any, hash_: object = None) -> View:
        """Replace a view's contents. Values stay under the same block and action ids."""
        if hash_ and hash_ != old.hash:
            raise SlackError("hash_conflict")
        self._checked(view, old.body["type"], but=old)
        old.body = self._stored(view)
        old.values = start_values(old.blocks, old.values, old.here)
        old.hash, old.errors = self._stamp(), {}
        return old

    def publish(self, user_id: str, view: Any, hash_: object = None) -> View:
        """Set a person's home tab."""
        old = self.homes.get(user_id)
        if old is not None:
            return self.update(old, view, hash_)
        self._checked(view, "home")
        self.homes[user_id] = self._new(user_id, view, None)
        return self.homes[user_id]

    def close(self, user_id: str, *, every: bool) -> list[View]:
        """Close the top modal, or every one. Return the closed ones, top first."""
        stack = self.stacks.get(user_id, [])
        every = every or bool(stack and stack[-1].body.get("clear_on_close"))
        closed = list(reversed(stack)) if every else stack[-1:]
        self.stacks[user_id] = [view for view in stack if view not in closed]
        return closed

    def _make(self, user_id: str, view: Any, here: str | None) -> View:
        self._checked(view, "modal")
        return self._new(user_id, view, here)

    def _new(self, user_id: str, view: dict[str, Any], here: str | None) -> View:
        view_id = self._fresh("V")
        made = View(view_id, user_id, self._stored(view), self._stamp(), root_id=view_id, here=here)
        made.values = start_values(made.blocks, None, here)
        return made

    def _stored(self, view: dict[str, Any]) -> dict[str, Any]:
        return {**view, "blocks": normalize_blocks(view["blocks"], lambda: self._fresh("b"))}

    def _checked(self, view: Any, kind: str, but: View | None = None) -> None:
        if is_too_large(view):
            raise SlackError("view_too_large")
        if messages := check_view(view, kind):
            raise invalid("invalid_arguments", messages)
        external = view.get("external_id")
        if external and any(one.body.get("external_id") == external for one in self._all() if one is not but):
            raise SlackError("duplicate_external_id")

    def _all(self) -> list[View]:
        return [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]
