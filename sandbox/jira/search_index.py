"""The search index. Changes become visible after a delay.

https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/
"""

import copy

from sandbox.clock import Clock
from sandbox.jira.issues import Issue

DEFAULT_LAG = 30.0
"""Seconds of sandbox time until a search shows a change."""


class SearchIndex:
    """Snapshots of issues, each visible `lag` seconds after it was taken."""

    def __init__(self, clock: Clock, lag: float = DEFAULT_LAG) -> None:
        self._clock = clock
        self.lag = lag
        self._snapshots: dict[int, list[tuple[float, Issue]]] = {}

    def record(self, issue: Issue, at: float | None = None) -> None:
        """Add a snapshot of `issue`, which changed at `at` (default: now)."""
        changed = self._clock.now() if at is None else at
        known = self._snapshots.setdefault(issue.id, [])
        while len(known) > 1 and known[1][0] + self.lag <= changed:
            del known[0]
        known.append((changed, copy.deepcopy(issue)))

    def issues(self, reconcile: frozenset[int] = frozenset()) -> list[Issue]:
        """Return every issue as the index shows it now. Issues in `reconcile` are current."""
        seen = (self._newest(known, number in reconcile) for number, known in self._snapshots.items())
        return [issue for issue in seen if issue is not None]

    def _newest(self, known: list[tuple[float, Issue]], really: bool) -> Issue | None:
        before = self._clock.now() - self.lag
        visible = [issue for changed, issue in known if really or changed <= before]
        return visible[-1] if visible else None
