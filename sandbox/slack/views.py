"""Modals stacked before each person, and each person's App Home."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox import cast
from sandbox.slack.blocks import check_view
from sandbox.slack.blocks.surfaces import is_too_large
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.normal import normalised
from sandbox.slack.values import Values, begin

DEPTH = 3


@dataclass
class View:
    """One modal or home tab, with what its person typed into it."""

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
        """The view as answers and payloads carry it."""
        return {
            "id": self.id,
            "team_id": cast.TEAM_ID,
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
            "app_id": cast.APP_ID,
            "external_id": self.body.get("external_id", ""),
            "app_installed_team_id": cast.TEAM_ID,
            "bot_id": cast.BOT_ID,
        }


class Views:
    """Every open view. `fresh` makes ids with a prefix; a hash changes whenever the app changes the view."""

    def __init__(self, fresh: Callable[[str], str], stamp: Callable[[], str]) -> None:
        self._fresh = fresh
        self._stamp = stamp
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def top(self, user_id: str) -> View | None:
        """The modal in front of a person."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def find(self, view_id: object, external_id: object) -> View:
        """An open view by id or external id. Raises SlackError `not_found`."""
        for view in self._all():
            if view_id == view.id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def open(self, user_id: str, view: Any, here: str | None = None) -> View:
        """A first modal; whatever was open before this person makes way."""
        made = self._make(user_id, view, here)
        self.stacks[user_id] = [made]
        return made

    def push(self, user_id: str, view: Any) -> View:
        """One more modal on top. Raises SlackError `push_limit_reached` above three."""
        stack = self.stacks.get(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEPTH:
            raise SlackError("push_limit_reached")
        made = self._make(user_id, view, stack[-1].here)
        made.root_id, made.previous_id = stack[0].id, stack[-1].id
        stack.append(made)
        return made

    def update(self, old: View, view: Any, hash_: object = None) -> View:
        """Other contents in the same place; values stay where block and action ids stay."""
        if hash_ and hash_ != old.hash:
            raise SlackError("hash_conflict")
        self._checked(view, old.body["type"], but=old)
        old.body = self._stored(view)
        old.values = begin(old.blocks, old.values, old.here)
        old.hash, old.errors = self._stamp(), {}
        return old

    def publish(self, user_id: str, view: Any, hash_: object = None) -> View:
        """A person's home tab, new or in place of the old one."""
        old = self.homes.get(user_id)
        if old is not None:
            return self.update(old, view, hash_)
        self._checked(view, "home")
        self.homes[user_id] = self._new(user_id, view, None)
        return self.homes[user_id]

    def close(self, user_id: str, *, every: bool) -> list[View]:
        """Take away the top modal, or every one; the closed ones, top first."""
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
        made.values = begin(made.blocks, None, here)
        return made

    def _stored(self, view: dict[str, Any]) -> dict[str, Any]:
        return {**view, "blocks": normalised(view["blocks"], lambda: self._fresh("b"))}

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
