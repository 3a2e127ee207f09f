"""What the request form needs: services, drafts, and where what was sent is kept."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from workflows.catalog.service import Service
from workflows.requests.model import ConnectorRequest


class ServiceSearch(Protocol):
    """The services that may be asked for."""

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Services that fit what was typed, best first; internal ones only if asked for."""
        ...

    def best_match(self, query: str, *, internal: bool) -> Service | None:
        """The service that somebody means who typed this; None when that would be a guess."""
        ...

    def has_name(self, query: str) -> bool:
        """Whether a service is called exactly so."""
        ...

    def connections_per_service(self) -> Mapping[str, int]:
        """Service id → how many connections it has here."""
        ...

    def require_offered(self, service_id: str, *, internal: bool) -> Service:
        """A service that this person may ask for; `Refused` otherwise, also when the id is forged."""
        ...

    def load_service(self, service_id: str, *, internal: bool, cached_only: bool = False) -> Service:
        """The same, with everything that its form asks.

        Reading Fivetran's page may take a second; who cannot wait takes what is `cached_only`.
        """
        ...


class Drafts(Protocol):
    """Forms that were not sent yet; nothing in them looks like a secret."""

    def save(self, form: str, user: str, values: Mapping[str, str | None]) -> None:
        """Add what was filled in."""
        ...

    def get(self, form: str) -> Mapping[str, str | None]:
        """What was filled in so far."""
        ...

    def for_user(self, user: str) -> tuple[str, Mapping[str, str | None]] | None:
        """A person's draft: the id of its form, and what it holds."""
        ...

    def delete(self, user: str) -> None:
        """It is not wanted any more."""
        ...


class Intake(Protocol):
    """Where new requests are kept."""

    def of_submission(self, submission: str) -> ConnectorRequest | None:
        """The request that came of this form, if it was delivered before."""
        ...

    def add(self, request: ConnectorRequest, submission: str) -> ConnectorRequest:
        """Keep a new request."""
        ...

    def taken_names(self) -> frozenset[str]:
        """Names in the destination that are taken."""
        ...
