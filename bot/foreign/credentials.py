"""Whether each vendor accepts our credentials, as its latest answer shows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

import structlog

from workflows.errors import CredentialRejected

log = structlog.get_logger(__name__)


@dataclass
class CredentialStatus:
    """One vendor's credentials. The log has one line when they are rejected, and one when they work again."""

    vendor: str
    problem: str = ""
    """Why the vendor rejects them, without the secret; empty while it accepts them."""

    def record(self, problem: str) -> None:
        """Record what an answer shows; empty for a call that was accepted."""
        before, self.problem = self.problem, problem
        if problem and not before:
            log.warning("credentials are rejected, work waits", vendor=self.vendor, reason=problem)
        elif before and not problem:
            log.info("credentials are accepted again", vendor=self.vendor)


ClientMethod = TypeVar("ClientMethod", bound=Callable[..., Any])


def records_credential(method: ClientMethod) -> ClientMethod:
    """Record in the client's `credential` whether each call is accepted. Other failures don't show that."""

    @wraps(method)
    def recording(client: Any, *args: Any, **named: Any) -> Any:
        try:
            result = method(client, *args, **named)
        except CredentialRejected as rejected:
            client.credential.record(rejected.message)
            raise
        client.credential.record("")
        return result

    return cast(ClientMethod, recording)
