"""Wire answers, status, and access requests."""

from dataclasses import dataclass

from bot.bootstrap.answerer import build_answerer
from bot.bootstrap.core import Container
from bot.bootstrap.digests import build_digests, build_unowned_lists
from bot.bootstrap.digests import register_digest_workflows as register_digests
from bot.durable.answer_queue import AnswerQueue, register_answer_workflows
from bot.durable.digest_queue import DbosDigestQueue
from bot.queries.answerer import Answerer
from bot.queries.connection_status import StatusQueries
from bot.slack.answer_messages import SlackAnswerMessages
from bot.slack.directory import SlackDirectory
from bot.store.access_requests import AccessRequestStore
from bot.store.incident_queries import IncidentQueries
from bot.store.questions import QuestionStore
from bot.store.sync_runs import SyncRunStore
from workflows.access_requests import AccessPorts
from workflows.answers.ports import AnswerPorts
from workflows.answers.topics import Topic
from workflows.digests.unowned_model import UnownedListPorts
from workflows.errors import Unavailable
from workflows.ports import Messenger, Rights
from workflows.requests.confidentiality import confidential_approvers


@dataclass(frozen=True)
class AnswersModule:
    """Everything that answers questions and shows status."""

    queue: AnswerQueue
    ports: AnswerPorts
    access_ports: AccessPorts
    answerer: Answerer
    status_queries: StatusQueries
    digest_queue: DbosDigestQueue
    unowned_lists: UnownedListPorts
    messenger: Messenger

    def register(self) -> None:
        """Register the durable workflows."""
        register_answer_workflows(self.ports, self.access_ports, self.messenger)
        register_digests(self.digest_queue.ports(), self.messenger)


@dataclass(frozen=True)
class DirectoryRights:
    """Rights by the superusers in the settings and the sensitive-data approvers in Slack."""

    directory: SlackDirectory
    superusers: frozenset[str]

    def is_superuser(self, user_id: str, *, fresh: bool = False) -> bool:
        """Return False while Slack can't be reached; raise `Unavailable` then if the answer must be `fresh`."""
        try:
            return user_id in self.superusers | confidential_approvers(self.directory, fresh=fresh)
        except Unavailable:
            if fresh:
                raise
            return False


def build_answers(container: Container) -> AnswersModule:
    """Build the module. Raises `InvalidKnowledge` when a page is invalid."""
    settings, database, clock = container.settings, container.database, container.clock
    questions, access_requests = QuestionStore(database), AccessRequestStore(database)
    queue = AnswerQueue(clock, access_requests)
    channels = {
        Topic.CONNECTORS: settings.slack_channel,
        Topic.DATA: settings.slack_help_channel or settings.slack_channel,
    }
    slack, directory = container.slack, container.slack.directory
    messages = SlackAnswerMessages(slack.client, slack.poster, channels, slack.channels)
    rights = DirectoryRights(directory, settings.ids("superusers"))
    answerer = build_answerer(settings, database, clock, container.fivetran.client, container.catalog)
    ports = AnswerPorts(clock, directory, rights, answerer, questions, messages)
    access_ports = AccessPorts(clock, directory, access_requests, container.jira.tickets, messages, queue)
    status_queries = build_status_queries(container, answerer, rights)
    unowned_lists = build_unowned_lists(container, answerer)
    digest_queue = build_digests(container, answerer, unowned_lists)
    built = queue, ports, access_ports, answerer, status_queries, digest_queue, unowned_lists
    return AnswersModule(*built, container.ports.messenger)


def build_status_queries(container: Container, answerer: Answerer, rights: Rights) -> StatusQueries:
    """Build the status queries."""
    return StatusQueries(
        answerer=answerer,
        existing_connections=container.stores.existing_connections,
        requests=container.stores.requests,
        sync_runs=SyncRunStore(container.database),
        incidents=IncidentQueries(container.database),
        sync_history=container.fivetran.connections.sync_history(),
        directory=container.slack.directory,
        rights=rights,
        clock=container.clock,
    )
