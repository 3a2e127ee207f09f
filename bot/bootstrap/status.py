"""Wire the status queries."""

from bot.bootstrap.core import Container
from bot.queries.answerer import Answerer
from bot.queries.connection_status import StatusQueries
from bot.store.incident_queries import IncidentQueries
from bot.store.sync_runs import SyncRunStore
from workflows.ports import Rights


def build_status_queries(container: Container, answerer: Answerer, rights: Rights) -> StatusQueries:
    """Build the status queries."""
    return StatusQueries(
        answerer=answerer,
        request_queries=container.request_queries,
        requests=container.requests,
        sync_runs=SyncRunStore(container.database),
        incidents=IncidentQueries(container.database),
        sync_history=container.connections.sync_history(),
        directory=container.directory,
        rights=rights,
        clock=container.clock,
    )
