"""Draw Home tabs when users open them, and redraw them when their content changes.

Only opened tabs are kept up to date, by the process that drew them. Opening a tab always draws it again.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog

from bot.slack.client import SlackClient
from bot.slack.views.blocks import Block
from bot.slack.views.home import HomeState, home_view
from workflows.errors import DeskError, Refused, Unavailable
from workflows.ports import Directory
from workflows.requests.model import ConnectorRequest

log = structlog.get_logger(__name__)

MAX_REMEMBERED_TABS = 200
"""Home tabs that are kept up to date; the least recently opened is dropped first."""


@dataclass
class HomeTabs:
    """The Home tabs that users have opened."""

    slack: SlackClient
    directory: Directory
    load_state: Callable[[str], HomeState]
    """User id → the content of their Home tab; only approvers get requests to decide."""
    _shown: dict[str, str] = field(default_factory=dict)
    """User id → the JSON of their view, the most recently opened last."""

    def draw(self, user_id: str) -> None:
        """Draw the tab of a user who opened it or changed something on it."""
        self._publish(user_id, home_view(self.load_state(user_id)))

    def refresh(self, request: ConnectorRequest) -> None:
        """Redraw the tabs of the requester and the approvers after a change of a request.

        A tab that can't be drawn now is drawn when it is opened next.
        """
        for user_id in list(self._shown):
            try:
                self._redraw(user_id, request)
            except Unavailable as failure:
                log.info("could not draw the Home tabs", reason=failure.message)
                return
            except Refused as refusal:
                log.info("could not draw a Home tab", user=user_id, reason=refusal.message)
            except Exception:
                log.exception("could not draw a Home tab", user=user_id)

    def refresh_people(self, user_ids: Collection[str]) -> None:
        """Redraw the opened tabs of these people. A tab that can't be drawn now is drawn when it is opened next."""
        for user_id in [one for one in self._shown if one in user_ids]:
            try:
                self.draw(user_id)
            except DeskError as failure:
                log.info("could not draw a Home tab", user=user_id, reason=failure.message)

    def _redraw(self, user_id: str, request: ConnectorRequest) -> None:
        """Redraw the tab if it's of the requester or of an approver, and changed."""
        if user_id != request.requester and not self.directory.is_decider(user_id):
            return
        view = home_view(self.load_state(user_id))
        if self._shown.get(user_id) != json.dumps(view):
            self._publish(user_id, view)

    def _publish(self, user_id: str, view: Block) -> None:
        self.slack.call("views_publish", user_id=user_id, view=view)
        self._shown.pop(user_id, None)
        self._shown[user_id] = json.dumps(view)
        if len(self._shown) > MAX_REMEMBERED_TABS:
            self._shown.pop(next(iter(self._shown)), None)
