"""How questions are answered: what is connected to what. A part of the composition root."""

from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap.core import Container
from bot.bootstrap.digests import DbosDigestQueue, build_digests
from bot.bootstrap.digests import register_digest_workflows as register_digests
from bot.config.settings import Settings
from bot.durable.answer_queue import AnswerQueue, register_answer_workflows
from bot.fivetran_log.usage import FivetranUsageLog
from bot.knowledge.search import Knowledge
from bot.queries.answerer import Answerer, FivetranLinks, build_environments
from bot.queries.connection_status import StatusQueries, build_status_queries
from bot.slack.answer_messages import SlackAnswerMessages
from bot.slack.directory import SlackDirectory
from bot.slack.poster import Poster
from bot.store.access_requests import AccessRequestStore
from bot.store.ledger import LedgerStore
from bot.store.questions import QuestionStore
from bot.store.snapshots import SnapshotStore
from workflows.access_requests import AccessPorts
from workflows.answers.ports import AnswerPorts
from workflows.answers.topics import Topic
from workflows.errors import Unavailable

KNOWLEDGE_DIR = Path(__file__).parents[2] / "knowledge"


@dataclass(frozen=True)
class AnswersModule:
    """All that answers questions, and all that shows how connections are doing."""

    queue: AnswerQueue
    ports: AnswerPorts
    access_ports: AccessPorts
    answerer: Answerer
    status_queries: StatusQueries
    digest_queue: DbosDigestQueue

    def register(self) -> None:
        """Make workflows of it."""
        register_answer_workflows(self.ports, self.access_ports)
        register_digests(self.digest_queue.ports())


@dataclass(frozen=True)
class DirectoryRights:
    """Fulfils `workflows.answers.ports.Rights`."""

    directory: SlackDirectory
    superusers: frozenset[str]

    def is_superuser(self, user_id: str) -> bool:
        """Who cannot be looked up has no rights."""
        try:
            return user_id in self.superusers | self.directory.approvers()
        except Unavailable:
            return False


def build_answers(parts: Container) -> AnswersModule:
    """Put it together. Raises `InvalidKnowledge` when a page cannot be used."""
    settings, database, clock = parts.settings, parts.database, parts.clock
    book, asks = QuestionStore(database), AccessRequestStore(database)
    agenda = AnswerQueue(clock, book, asks)
    channels = {
        Topic.CONNECTORS: settings.slack_channel,
        Topic.DATA: settings.slack_help_channel or settings.slack_channel,
    }
    replies = SlackAnswerMessages(parts.slack, Poster(parts.slack, LedgerStore(database, clock)), channels)
    rights = DirectoryRights(parts.directory, settings.ids("superusers"))
    knows = build_answerer(parts)
    desk = AnswerPorts(clock, parts.directory, rights, knows, book, replies)
    access = AccessPorts(clock, parts.directory, asks, parts.tickets, replies, agenda)
    sees, surveys = build_status_queries(parts, knows, rights), build_digests(parts, knows.snapshot)
    return AnswersModule(agenda, desk, access, knows, sees, surveys)


def build_answerer(parts: Container) -> Answerer:
    """What knows the answers."""
    settings = parts.settings
    return Answerer(
        pages=Knowledge.load(KNOWLEDGE_DIR),
        source=SnapshotStore(parts.database),
        services=parts.catalog.curated(),
        offered_services=parts.catalog.uncurated,
        lookup=parts.connections.lookup(),
        clock=parts.clock,
        environments=build_environments(settings.fivetran_dev_group, settings.fivetran_prod_group),
        usage_log=build_usage_log(settings),
        thresholds=settings.thresholds,
        jira_project=settings.jira_project,
        links=FivetranLinks(settings.fivetran_dashboard_url, settings.fivetran_connection_page),
    )


def build_usage_log(settings: Settings) -> FivetranUsageLog:
    """Where costs are read; nothing is opened before somebody asks."""
    url = settings.fivetran_log_database.get_secret_value()
    return FivetranUsageLog(url, settings.fivetran_log_schema, settings.fivetran_row_price)
