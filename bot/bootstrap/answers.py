"""How questions are answered: what is connected to what. A part of the composition root."""

from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap.core import Parts
from bot.bootstrap.digests import DigestAgenda, surveying
from bot.bootstrap.digests import register as register_digests
from bot.config.settings import Settings
from bot.durable.answer_queue import QuestionAgenda, register
from bot.fivetran_log.usage import UsageLog
from bot.knowledge.search import Knowledge
from bot.queries.answerer import Answerer, Links, environments
from bot.queries.connection_status import Looking, looking
from bot.slack.answer_messages import SlackReplies
from bot.slack.directory import Directory
from bot.slack.poster import Poster
from bot.store.access_requests import AccessStore
from bot.store.ledger import LedgerStore
from bot.store.questions import QuestionStore
from bot.store.snapshots import RecordStore
from workflows.access_requests import AccessDesk
from workflows.answers.ports import HelpDesk
from workflows.answers.topics import Topic
from workflows.errors import Unavailable

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@dataclass(frozen=True)
class Helping:
    """All that answers questions, and all that shows how connections are doing."""

    agenda: QuestionAgenda
    desk: HelpDesk
    access: AccessDesk
    answerer: Answerer
    looking: Looking
    digests: DigestAgenda

    def register(self) -> None:
        """Make workflows of it."""
        register(self.desk, self.access)
        register_digests(self.digests.desk())


@dataclass(frozen=True)
class Trusted:
    """Fulfils `workflows.answers.ports.Rights`."""

    directory: Directory
    superusers: frozenset[str]

    def sees_all(self, user_id: str) -> bool:
        """Who cannot be looked up has no rights."""
        try:
            return user_id in self.superusers | self.directory.approvers()
        except Unavailable:
            return False


def helping(parts: Parts) -> Helping:
    """Put it together. Raises `InvalidKnowledge` when a page cannot be used."""
    settings, database, clock = parts.settings, parts.database, parts.clock
    book, asks = QuestionStore(database), AccessStore(database)
    agenda = QuestionAgenda(clock, book, asks)
    channels = {
        Topic.CONNECTORS: settings.slack_channel,
        Topic.DATA: settings.slack_help_channel or settings.slack_channel,
    }
    replies = SlackReplies(parts.slack, Poster(parts.slack, LedgerStore(database, clock)), channels)
    rights = Trusted(parts.directory, settings.ids("superusers"))
    knows = answerer(parts)
    desk = HelpDesk(clock, parts.directory, rights, knows, book, replies)
    access = AccessDesk(clock, parts.directory, asks, parts.tickets, replies, agenda)
    sees, surveys = looking(parts, knows, rights), surveying(parts, knows.facts)
    return Helping(agenda, desk, access, knows, sees, surveys)


def answerer(parts: Parts) -> Answerer:
    """What knows the answers."""
    settings = parts.settings
    return Answerer(
        pages=Knowledge.load(KNOWLEDGE),
        records=RecordStore(parts.database),
        services=parts.catalogue.curated(),
        offered=parts.catalogue.uncurated,
        glance=parts.connectors.glance(),
        clock=parts.clock,
        environments=environments(settings.fivetran_dev_group, settings.fivetran_prod_group),
        usages=usage_log(settings),
        rules=settings.rules,
        tickets_in=settings.jira_project,
        links=Links(settings.fivetran_dashboard_url, settings.fivetran_connection_page),
    )


def usage_log(settings: Settings) -> UsageLog:
    """Where costs are read; nothing is opened before somebody asks."""
    url = settings.fivetran_log_database.get_secret_value()
    return UsageLog(url, settings.fivetran_log_schema, settings.fivetran_row_price)
