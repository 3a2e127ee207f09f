"""Wire the owners of connections."""

from functools import partial

from bot.bootstrap.core import Container
from bot.durable.owner_queue import OwnerModule
from bot.fivetran.connected_by import ConnectionUsers
from bot.queries.connection_status import StatusQueries, VisibleConnectionQueries
from bot.queries.owner_proposals import OwnerProposals
from bot.slack.owner_messages import SlackOwnerMessages
from bot.slack.user_groups import SlackUserGroups
from bot.store.incident_queries import IncidentQueries
from workflows.digests.unowned_list import redraw_unowned_lists
from workflows.digests.unowned_model import UnownedListPorts
from workflows.ownership.ports import OwnerPorts


def build_proposals(parts: Container) -> OwnerProposals:
    """Build what proposes owners from the container."""
    return OwnerProposals(ConnectionUsers(parts.fivetran.client).email_of, parts.slack.directory)


def build_owners(parts: Container, status_queries: StatusQueries, unowned_lists: UnownedListPorts) -> OwnerModule:
    """Build the module from the container."""
    groups = SlackUserGroups(parts.slack.directory)
    ports = OwnerPorts(
        clock=parts.clock,
        directory=parts.slack.directory,
        requests=parts.stores.requests,
        owners=parts.stores.owners,
        connections=VisibleConnectionQueries(status_queries),
        groups=groups,
        messages=SlackOwnerMessages(
            parts.slack.poster,
            parts.settings.slack_channel,
            IncidentQueries(parts.database).open_for,
            lambda ids: parts.slack.home_tabs.refresh_people(parts.slack.memberships.expand(ids)),
        ),
        messenger=parts.ports.messenger,
        redraw_lists=partial(redraw_unowned_lists, unowned_lists),
        audit=parts.stores.audit,
        proposals=build_proposals(parts),
    )
    return OwnerModule(ports, groups)
