"""The Connectors port, spoken in Fivetran's REST API."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.fivetran.checks import check_fivetran
from bot.fivetran.client import FivetranClient
from bot.fivetran.create_body import build_create_body
from bot.fivetran.history import FivetranSyncHistory
from bot.fivetran.lookup import FivetranApiLookup
from bot.fivetran.parsing import parse_connection, parse_setup_tests
from bot.fivetran.protocol import ApiCall, Conflict, NotExecuted, NotFound, list_call
from workflows.catalog.service import Service
from workflows.connections.model import Connection, SetupTest
from workflows.errors import DeskError, Misconfigured, Refused
from workflows.ports import Ledger
from workflows.requests.model import ConnectorRequest

SETUP_TEST_TIMEOUT_SECONDS = 15 * 60.0
"""Setup tests are synchronous and have been seen to take more than ten minutes."""
CREATION_CLOCK_SKEW = timedelta(minutes=2)
"""How far Fivetran's clock may be behind ours when we compare a connection's age with our attempt's."""


class FivetranConnections:
    """Fulfils `workflows.requests.ports.Connectors`."""

    def __init__(self, client: FivetranClient, ledger: Ledger, dev_group: str) -> None:
        self._client = client
        self._ledger = ledger
        self._dev_group = dev_group

    def close(self) -> None:
        """Close the connections to Fivetran."""
        self._client.close()

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        """Looks first: a lost answer makes no twin."""
        entry = f"connection for request {request.id}"
        there = next(iter(self.find_by_name(request.dataset)), None)
        tried = self._ledger.begin(entry)
        if there:
            return self._ours(there, service, tried, entry)
        call = ApiCall("POST", "/v1/connections", body=build_create_body(request, service, self._dev_group))
        try:
            return parse_connection(self._client.send(call))
        except Conflict:
            return self._after_conflict(request, service, tried, entry)
        except (Refused, NotExecuted, Misconfigured) as failure:
            self._certainly_not(entry, tried)
            raise _translate_missing_group(failure, self._dev_group) from None

    def fetch(self, connection_id: str) -> Connection | None:
        try:
            return parse_connection(self._client.send(ApiCall("GET", f"/v1/connections/{connection_id}")))
        except NotFound:
            return None

    def find_by_name(self, name: str) -> Sequence[Connection]:
        call = list_call("/v1/connections", group_id=self._dev_group, schema=name)
        return [parse_connection(item) for item in self._client.items(call)]

    def create_connect_card(self, connection_id: str, return_to: str) -> str:
        body = {"connect_card_config": {"redirect_uri": return_to, "hide_setup_guide": False}}
        data = self._client.send(ApiCall("POST", f"/v1/connections/{connection_id}/connect-card", body=body))
        return str(data["connect_card"]["uri"])

    def run_setup_tests(self, connection_id: str) -> Sequence[SetupTest]:
        """The body is empty but must be there, else it is a 400."""
        call = ApiCall(
            "POST",
            f"/v1/connections/{connection_id}/test",
            body={},
            timeout_seconds=SETUP_TEST_TIMEOUT_SECONDS,
        )
        return parse_setup_tests(self._client.send(call))

    def resume(self, connection_id: str) -> None:
        """A change runs the setup tests unless told not to."""
        body = {"paused": False, "run_setup_tests": False}
        self._client.send(ApiCall("PATCH", f"/v1/connections/{connection_id}", body=body))

    def sync(self, connection_id: str) -> None:
        """Without force, a sync that runs is left alone."""
        self._client.send(ApiCall("POST", f"/v1/connections/{connection_id}/sync", body={"force": False}))

    def pause(self, connection_id: str) -> None:
        body = {"paused": True, "run_setup_tests": False}
        self._client.send(ApiCall("PATCH", f"/v1/connections/{connection_id}", body=body))

    def delete(self, connection_id: str) -> None:
        try:
            self._client.send(ApiCall("DELETE", f"/v1/connections/{connection_id}"))
        except NotFound:
            return

    def list_group(self, group_id: str) -> Iterator[Connection]:
        return map(parse_connection, self._client.items(list_call(f"/v1/groups/{group_id}/connections")))

    def lookup(self) -> FivetranApiLookup:
        """Quick looks through the same connections."""
        return FivetranApiLookup(self._client)

    def sync_history(self) -> FivetranSyncHistory:
        """Fivetran's own history of syncs."""
        return FivetranSyncHistory(self._client)

    def check(self, prod_group: str = "") -> list[str]:
        """What is wrong with the key, the groups or their destinations, in words for an operator."""
        return list(check_fivetran(self._client, self._dev_group, prod_group))

    def _ours(self, there: Connection, service: Service, tried: datetime | None, entry: str) -> Connection:
        if tried and there.service == service.id and there.created_at >= tried - CREATION_CLOCK_SKEW:
            return there
        self._certainly_not(entry, tried)
        raise Refused(
            f"The development group has a connection named {there.name} already. Choose another name."
        )

    def _after_conflict(
        self, request: ConnectorRequest, service: Service, tried: datetime | None, entry: str
    ) -> Connection:
        there = next(iter(self.find_by_name(request.dataset)), None)
        if there:
            return self._ours(there, service, tried, entry)
        self._certainly_not(entry, tried)
        raise Refused(f"Fivetran says that the name {request.dataset} is taken. Choose another name.")

    def _certainly_not(self, entry: str, tried: datetime | None) -> None:
        """This attempt created nothing; an earlier one, whose answer was lost, may have."""
        if tried is None:
            self._ledger.discard(entry)


def _translate_missing_group(failure: DeskError, dev_group: str) -> DeskError:
    """A creation that finds nothing has found no group: that is a setting's fault, not the requester's."""
    if isinstance(failure, NotFound):
        return Misconfigured(f"Fivetran has no group {dev_group}; an operator has to set FIVETRAN_DEV_GROUP.")
    return failure
