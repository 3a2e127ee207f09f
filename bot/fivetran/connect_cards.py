"""The first Connect Card of a connection, which comes with the answer to its creation.

https://fivetran.com/docs/rest-api/api-reference/connections/create-connection
"""

import time
from collections.abc import Mapping
from typing import Any

FIRST_CARD_SECONDS = 60.0
"""How long a first card is kept. After that, another one is created."""


def connect_card_config(return_to: str) -> dict[str, Any]:
    """Return how a Connect Card works. Afterwards, the browser goes to `return_to`."""
    return {"redirect_uri": return_to, "hide_setup_guide": False}


class FirstConnectCards:
    """URLs that are sent in a moment. They stay in memory: anyone with one can enter credentials."""

    def __init__(self) -> None:
        self._cards: dict[str, tuple[float, str]] = {}

    def keep(self, connection_id: str, created: Mapping[str, Any]) -> None:
        """Keep the card in the answer to a creation, if it has one."""
        card = created.get("connect_card")
        uri = card.get("uri") if isinstance(card, dict) else None
        if isinstance(uri, str):
            self._cards[connection_id] = time.monotonic(), uri
        for stale in [known for known in list(self._cards) if known != connection_id]:
            if not self._is_fresh(stale):
                self._cards.pop(stale, None)

    def take(self, connection_id: str) -> str | None:
        """Return the URL once, if it's still fresh."""
        is_fresh = self._is_fresh(connection_id)
        card = self._cards.pop(connection_id, None)
        return card[1] if card and is_fresh else None

    def _is_fresh(self, connection_id: str) -> bool:
        kept_at, _ = self._cards.get(connection_id, (float("-inf"), ""))
        return time.monotonic() - kept_at < FIRST_CARD_SECONDS
