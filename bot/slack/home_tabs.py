"""Home tabs: drawn when somebody opens theirs, and again when what it shows has changed meanwhile.

Only those that were looked at are kept up to date, by the process that drew them, for as long as it lives:
Slack draws nothing for people who look elsewhere, and opening the tab always draws it afresh.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.slack.client import SlackClient
from bot.slack.views.blocks import Block
from bot.slack.views.home import HomeState, home_view
from workflows.errors import DeskError
from workflows.ports import Directory
from workflows.requests.model import ConnectorRequest

log = structlog.get_logger(__name__)

MAX_REMEMBERED_TABS = 200
"""Home tabs that are kept up to date; whoever has not looked for longest is forgotten first."""


@dataclass
class HomeTabs:
    """The Home tabs that people have looked at."""

    slack: SlackClient
    directory: Directory
    load_state: Callable[[str], HomeState]
    """User id → what this person finds on their Home tab; who decides nothing finds nothing to decide."""
    _shown: dict[str, str] = field(default_factory=dict)
    """User id → what their Home tab shows, the latest opened last."""

    def draw(self, user_id: str) -> None:
        """Somebody looks at theirs, or has just changed something on it."""
        self._publish(user_id, home_view(self.load_state(user_id)))

    def refresh(self, request: ConnectorRequest) -> None:
        """A request has changed: so may the tabs of its requester and of the approvers.

        A tab that cannot be drawn now is drawn when it is opened next.
        """
        try:
            for user_id in [
                one for one in list(self._shown) if one == request.requester or self._decides(one)
            ]:
                view = home_view(self.load_state(user_id))
                if self._shown.get(user_id) != json.dumps(view):
                    self._publish(user_id, view)
        except DeskError as failure:
            log.info("a Home tab was not drawn", reason=failure.message)

    def _decides(self, user_id: str) -> bool:
        return user_id in self.directory.approvers()

    def _publish(self, user_id: str, view: Block) -> None:
        self.slack.call("views_publish", user_id=user_id, view=view)
        self._shown.pop(user_id, None)
        self._shown[user_id] = json.dumps(view)
        if len(self._shown) > MAX_REMEMBERED_TABS:
            self._shown.pop(next(iter(self._shown)), None)
