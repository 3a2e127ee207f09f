"""Find the listener of a request quickly.

Bolt (1.30) gathers some forty arguments for each listener that it asks, although its own matchers take one: half of
what a press cost until its ack.
"""

from collections.abc import Callable

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.listener_matcher import ListenerMatcher
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher

BODY_ALONE = ["body"]


class BodyMatcher(ListenerMatcher):
    """Asks a matcher of Bolt about the body."""

    def __init__(self, matches_body: Callable[..., bool]) -> None:
        self._matches_body = matches_body

    def matches(self, req: BoltRequest, resp: BoltResponse) -> bool:  # noqa: ARG002  # Bolt's signature
        """Whether the listener is for this request."""
        return self._matches_body(body=req.body)


def use_quick_matchers(app: App) -> None:
    """Replace the matchers of all listeners that are registered, as far as they take only the body."""
    for listener in app._listeners:
        listener.matchers = [_quick(matcher) for matcher in listener.matchers]


def _quick(matcher: ListenerMatcher) -> ListenerMatcher:
    if isinstance(matcher, BuiltinListenerMatcher) and list(matcher.arg_names) == BODY_ALONE:
        return BodyMatcher(matcher.func)  # type: ignore[arg-type]  # async only in an async app
    return matcher
