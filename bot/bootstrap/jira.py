"""Wire the client of Jira and the tickets."""

from bot.bootstrap.stores import Stores
from bot.config.settings import Settings
from bot.foreign.items import ForeignItems
from bot.jira.accounts import JiraAccounts
from bot.jira.client import JiraClient
from bot.jira.ticket_fields import TicketFields
from bot.jira.tickets import JiraTickets
from workflows.ports import Clock


class JiraParts:
    """What the bot reads and changes in Jira."""

    def __init__(self, settings: Settings, stores: Stores, clock: Clock, foreign: ForeignItems) -> None:
        token = settings.jira_api_token.get_secret_value()
        self.client = JiraClient(settings.jira_url, settings.jira_email, token, foreign=foreign)
        self.tickets = JiraTickets(
            self.client,
            stores.ledger,
            clock,
            JiraAccounts(self.client, settings.jira_account_ids),
            project=settings.jira_project,
            issue_type=settings.jira_issue_type,
            fields=settings.jira_field_values,
            statuses=settings.jira_status_names,
            site_url=settings.jira_site_url or settings.jira_url,
            access_fields=access_ticket_fields(self.client, settings),
        )


def access_ticket_fields(client: JiraClient, settings: Settings) -> TicketFields:
    """Return what tickets for access have: what is set for them, else the same as those of requests."""
    return TicketFields(
        client,
        settings.jira_access_project or settings.jira_project,
        settings.jira_access_issue_type or settings.jira_issue_type,
        settings.jira_access_field_values,
        settings="JIRA_ACCESS",
    )
