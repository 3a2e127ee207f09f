"""How questions are answered: what is connected to what. A part of the composition root."""

from dataclasses import dataclass
from pathlib import Path

from bot.answering import Answerer, environments
from bot.app import Parts
from bot.knowledge.search import Knowledge
from bot.questioning import QuestionAgenda, register
from bot.slack.people import Directory
from bot.slack.posting import Poster
from bot.slack.replies import SlackReplies
from bot.store.accesses import AccessStore
from bot.store.ledger import LedgerStore
from bot.store.questions import QuestionStore
from bot.store.records import RecordStore
from workflows.access import AccessDesk
from workflows.asking import HelpDesk
from workflows.failures import Unavailable
from workflows.topics import Topic

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True)
class Helping:
    """All that answers questions."""

    agenda: QuestionAgenda
    desk: HelpDesk
    access: AccessDesk

    def register(self) -> None:
        """Make workflows of it."""
        register(self.desk, self.access)


@dataclass(frozen=True)
class Trusted:
    """Fulfils `workflows.asking.Rights`."""

    directory: Directory
    superusers: frozenset[str]

    def sees_all(self, user_id: str) -> bool:
        """See `workflows.asking.Rights.sees_all`. Who cannot be looked up has no rights."""
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
    desk = HelpDesk(clock, parts.directory, rights, answerer(parts), book, replies)
    tickets = parts.tickets
    return Helping(agenda, desk, AccessDesk(clock, parts.directory, asks, tickets, replies, agenda))


def answerer(parts: Parts) -> Answerer:
    """What knows the answers."""
    return Answerer(
        pages=Knowledge.load(KNOWLEDGE),
        records=RecordStore(parts.database),
        services=parts.catalogue.curated(),
        glance=parts.connectors.glance(),
        clock=parts.clock,
        environments=environments(parts.settings.fivetran_dev_group, parts.settings.fivetran_prod_group),
    )
