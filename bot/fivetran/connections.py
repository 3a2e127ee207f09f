"""Create, read, and change connections with Fivetran's REST API."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.fivetran.checks import check_fivetran
from bot.fivetran.client import FivetranClient
from bot.fivetran.connect_cards import FirstConnectCards, connect_card_config
from bot.fivetran.create_body import build_create_body
from bot.fivetran.history import FivetranSyncHistory
from bot.fivetran.listing import read_listing
from bot.fivetran.lookup import FivetranApiLookup
from bot.fivetran.parsing import parse_connection, parse_setup_tests
from bot.fivetran.protocol import ApiCall, Conflict, NotExecuted, NotFound, list_call
from bot.foreign.credentials import CredentialStatus
from workflows.catalog.service import Service
from workflows.connections.model import Connection, ConnectionListing, SetupTest
from workflows.errors import DeskError, Misconfigured, Refused, Unavailable
from workflows.ports import Ledger
from workflows.requests.cleanup import VENDOR_CLOCK_SKEW
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import connection_entry

SETUP_TEST_TIMEOUT_SECONDS = 15 * 60.0
"""Setup tests are synchronous and can take more than ten minutes."""


class FivetranConnections:
    """Manage the connections of the account."""

    def __init__(
        self,
        client: FivetranClient,
        ledger: Ledger,
        dev_group: str,
        return_url: Callable[[ConnectorRequest], str] | None = None,
    ) -> None:
        """With `return_url`, the answer to a creation has the first Connect Card, which saves a call."""
        self._client = client
        self._ledger = ledger
        self._dev_group = dev_group
        self._return_url = return_url
        self._first_cards = FirstConnectCards()

    @property
    def credential(self) -> CredentialStatus:
        """Whether Fivetran accepts the API key."""
        return self._client.credential

    def close(self) -> None:
        """Close the connections to Fivetran."""
        self._client.close()

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        """Create a development connection, unless an earlier attempt already created it.

        At the first attempt, Fivetran itself checks that the name is free.
        """
        entry = connection_entry(request)
        tried = self._ledger.begin(entry)
        if tried and (there := self._find(request)):
            return self._claim_existing(there, service, tried, entry)
        try:
            return self._create(request, service)
        except Refused as failure:
            return self._after_refusal(request, service, tried, failure)
        except (NotExecuted, Misconfigured):
            self._discard_attempt(entry, tried)
            raise

    def _create(self, request: ConnectorRequest, service: Service) -> Connection:
        body = build_create_body(request, service, self._dev_group)
        if self._return_url:
            body["connect_card_config"] = connect_card_config(self._return_url(request))
        created = self._client.send(ApiCall("POST", "/v1/connections", body=body))
        connection = self._client.foreign.read_one("connection", created, parse_connection)
        self._first_cards.keep(connection.id, created)
        return connection

    def _find(self, request: ConnectorRequest) -> Connection | None:
        return next(iter(self.find_by_name(request.dataset)), None)

    def fetch(self, connection_id: str) -> Connection | None:
        call = ApiCall("GET", f"/v1/connections/{connection_id}")
        try:
            return self._client.fetch_item("connection", call, parse_connection)
        except NotFound as failure:
            if not failure.is_missing_connection:
                raise Unavailable(failure.message) from None
            return None

    def find_by_name(self, name: str) -> Sequence[Connection]:
        call = list_call("/v1/connections", group_id=self._dev_group, schema=name)
        found = self._client.read_items("connection", call, parse_connection)
        if found.left_out:  # it can be the one that is looked for
            raise Unavailable(f"Fivetran's answer about {name} can't be read.")
        return found.items

    def create_connect_card(self, connection_id: str, return_to: str) -> str:
        if first := self._first_cards.take(connection_id):
            return first
        body = {"connect_card_config": connect_card_config(return_to)}
        data = self._client.send(ApiCall("POST", f"/v1/connections/{connection_id}/connect-card", body=body))
        return str(data["connect_card"]["uri"])

    def run_setup_tests(self, connection_id: str) -> Sequence[SetupTest]:
        """Run the setup tests. Without a body, Fivetran responds with 400."""
        call = ApiCall(
            "POST",
            f"/v1/connections/{connection_id}/test",
            body={},
            timeout_seconds=SETUP_TEST_TIMEOUT_SECONDS,
        )
        return self._client.fetch_item("setup test", call, parse_setup_tests)

    def resume(self, connection_id: str) -> None:
        """Resume syncs, without the setup tests that a change runs by default."""
        self._set_paused(connection_id, False)

    def sync(self, connection_id: str) -> None:
        """Start a sync. Without force, a running sync continues."""
        self._client.send(ApiCall("POST", f"/v1/connections/{connection_id}/sync", body={"force": False}))

    def pause(self, connection_id: str) -> None:
        self._set_paused(connection_id, True)

    def _set_paused(self, connection_id: str, paused: bool) -> None:
        """Pause or resume. If no clear answer comes, the connection's state says whether it worked."""
        body = {"paused": paused, "run_setup_tests": False}
        try:
            self._client.send(ApiCall("PATCH", f"/v1/connections/{connection_id}", body=body))
        except Unavailable:
            connection = self.fetch(connection_id)
            if connection is None or connection.paused is not paused:
                raise

    def delete(self, connection_id: str) -> None:
        try:
            self._client.send(ApiCall("DELETE", f"/v1/connections/{connection_id}"))
        except NotFound:
            return

    def list_group(self, group_id: str, known: Mapping[str, str | None]) -> ConnectionListing:
        call = list_call(f"/v1/groups/{group_id}/connections")
        return read_listing(self._client.foreign, self._client.items(call), known, call.path)

    def lookup(self) -> FivetranApiLookup:
        """Return a lookup with short timeouts."""
        return FivetranApiLookup(self._client)

    def sync_history(self) -> FivetranSyncHistory:
        """Return a reader of Fivetran's sync history."""
        return FivetranSyncHistory(self._client)

    def check(self, prod_group: str, now: datetime) -> list[str]:
        """Return problems with the key, the groups, or their destinations, for an operator."""
        return list(check_fivetran(self._client, self._dev_group, prod_group, now))

    def _claim_existing(self, there: Connection, service: Service, tried: datetime | None, entry: str) -> Connection:
        created_at = there.created_at
        if tried and there.service == service.id and created_at and created_at >= tried - VENDOR_CLOCK_SKEW:
            return there
        self._discard_attempt(entry, tried)
        raise Refused(f"The development group already has a connection named {there.name}. Choose another name.")

    def _after_refusal(
        self, request: ConnectorRequest, service: Service, tried: datetime | None, failure: Refused
    ) -> Connection:
        """Claim the connection that has the name already, or explain the refusal."""
        entry, is_name_free = connection_entry(request), isinstance(failure, NotFound)
        if not is_name_free and (there := self._find(request)):
            return self._claim_existing(there, service, tried, entry)
        self._discard_attempt(entry, tried)
        if isinstance(failure, Conflict):
            raise Refused(f"In Fivetran, the name {request.dataset} is already taken. Choose another name.")
        raise _translate_missing_group(failure, self._dev_group) from None

    def _discard_attempt(self, entry: str, tried: datetime | None) -> None:
        """Forget the attempt, which created nothing. An earlier one can have succeeded without a response."""
        if tried is None:
            self._ledger.discard(entry)


def _translate_missing_group(failure: DeskError, dev_group: str) -> DeskError:
    """Translate a 404 of a creation, which means that the configured group is missing."""
    if isinstance(failure, NotFound):
        return Misconfigured(f"Fivetran has no group {dev_group}; an operator has to set FIVETRAN_DEV_GROUP.")
    return failure
