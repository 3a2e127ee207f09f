"""What Fivetran itself advises about a connection that fails, if the account has it.

The endpoint is in private preview. An account without it refuses, and isn't asked again for a while.
https://fivetran.com/docs/developer-resources/rest-api/api-reference/connections/connection-errors
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.fivetran.client import FivetranClient
from bot.fivetran.lookup import LOOKUP_TIMEOUT_SECONDS
from bot.fivetran.protocol import NotExecuted, NotFound, list_call
from bot.foreign.fields import Fields, as_text, as_time
from workflows.errors import CredentialRejected, Misconfigured, Refused
from workflows.incidents.next_step import VendorAdvice

RETRY_INTERVAL = timedelta(hours=24)
"""How long an account without the endpoint isn't asked."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class FivetranErrors:
    """Implements `workflows.notifications.ports.VendorAdvisor`. Each process learns by itself whether there is one."""

    client: FivetranClient
    now: Callable[[], datetime]
    _absent_since: datetime | None = field(default=None, init=False)

    def advise(self, connection_id: str) -> VendorAdvice | None:
        """Return the advice about the newest error; None without one. Raise `Unavailable` if Fivetran can't say now."""
        if self._absent_since and timedelta() <= self.now() - self._absent_since < RETRY_INTERVAL:
            return None
        call = replace(list_call(f"/v1/connections/{connection_id}/errors"), timeout_seconds=LOOKUP_TIMEOUT_SECONDS)
        try:
            found = self.client.read_items("connection error", call, parse_error).items
        except (CredentialRejected, NotExecuted):
            raise
        except (Misconfigured, Refused) as refusal:
            if not (isinstance(refusal, NotFound) and refusal.is_missing_connection):
                self._absent_since = self.now()
            return None
        self._absent_since = None
        newest = max(found, key=lambda error: error[0], default=None)
        return newest[1] if newest and newest[1].instruction else None


def parse_error(fields: Fields) -> tuple[datetime, VendorAdvice]:
    """Parse an error: when it last occurred, and what to do about it."""
    at = fields.lenient("created_at", as_time, None) or LONG_AGO
    reason = fields.optional("reason", as_text, "") or fields.optional("title", as_text, "")
    return at, VendorAdvice(reason, fields.optional("message", as_text, ""))
