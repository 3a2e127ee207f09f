"""What the listeners use, as `bot.bootstrap` wires it.

The types are concrete because each has one implementation. They are imported for type checking only: at run
time `bot.slack` still knows neither `bot.store` nor `bot.durable` (`ignore_imports` in pyproject.toml).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.slack.client import SlackClient
from bot.slack.directory import SlackDirectory
from bot.slack.home_tabs import HomeTabs
from bot.slack.open_forms import OpenForms
from bot.slack.opening_forms import OpeningForms
from bot.slack.posted_previews import PreviewRecords
from bot.slack.repeated_commands import RepeatedCommands
from bot.slack.views.blocks import Block
from workflows.answers.ports import QuestionStorage
from workflows.reporting.figures import Report
from workflows.reporting.form_facts import FormFacts
from workflows.requests.ports import RequestPorts

if TYPE_CHECKING:
    from bot.catalog.catalog import Catalog
    from bot.durable.access_queue import DbosAccessQueue
    from bot.durable.answer_queue import AnswerQueue
    from bot.durable.custom_step_queue import CustomStepQueue
    from bot.durable.digest_queue import DbosDigestQueue
    from bot.durable.owner_queue import OwnerModule
    from bot.durable.queue import DbosWorkQueue
    from bot.durable.subscriptions import SubscriptionsModule
    from bot.queries.connection_status import StatusQueries
    from bot.queries.link_previews import LinkPreviews
    from bot.store.drafts import DraftStore
    from bot.store.request_queries import RequestQueries
    from bot.store.requests import RequestStore


@dataclass(frozen=True)
class ListenerContext:
    """Everything that listeners use."""

    slack: SlackClient
    ports: RequestPorts
    catalog: Catalog
    request_store: RequestStore
    drafts: DraftStore
    directory: SlackDirectory
    request_queries: RequestQueries
    queue: DbosWorkQueue
    access: DbosAccessQueue
    questions: AnswerQueue
    question_store: QuestionStorage
    subscriptions: SubscriptionsModule
    owners: OwnerModule
    status_queries: StatusQueries
    link_previews: LinkPreviews
    posted_previews: PreviewRecords
    custom_steps: CustomStepQueue
    digests: DbosDigestQueue
    home_tabs: HomeTabs
    channel: str
    """The channel of the requests."""

    superusers: frozenset[str]
    new_id: Callable[[], str]
    reading_at_once: Callable[[], AbstractContextManager[None]]
    """Lets what is read in the block share one connection; nothing in it can wait for another system."""

    read_form_facts: Callable[[str, str, Collection[str]], FormFacts]
    """Reads what a form shows of the account, for a person, a service id, and its first proposed names."""

    build_report: Callable[[timedelta], Report]
    """Builds the report of how long people waited in the last days."""

    can_offer_answers: bool = False
    """Whether the bot offers answers to questions that people ask each other in the channel."""

    has_agent_view: bool = False
    """Whether the app has Slack's agent view."""

    opening_forms: OpeningForms = field(default_factory=OpeningForms)
    repeated_commands: RepeatedCommands = field(default_factory=RepeatedCommands)
    open_forms: OpenForms = field(default_factory=OpenForms)

    def is_superuser(self, user_id: str) -> bool:
        """Whether this user can request internal services."""
        return user_id in self.superusers

    def open_form(self, trigger_id: str, view: Block, *, is_on_top: bool = False) -> Block:
        """Open a modal, or put it on top of the open one; the trigger expires after three seconds.

        Raises `FormClosed` if the one below is closed.
        """
        method = "views_push" if is_on_top else "views_open"
        opened: Block = self.slack.call(method, trigger_id=trigger_id, view=view)["view"]
        return opened

    def update_form(self, opened: Block, view: Block) -> Block:
        """Update an open modal. Raises `FormClosed` if it's closed, or changed since `opened`."""
        changed: Block = self.slack.call("views_update", view_id=opened["id"], hash=opened["hash"], view=view)["view"]
        return changed

    def replace_form(self, opened: Block, view: Block) -> None:
        """Update an open modal, also if it changed since `opened`. Raises `FormClosed` if it's closed."""
        self.slack.call("views_update", view_id=opened["id"], view=view)

    def suggest_prompts(self, channel: str, prompts: Sequence[Mapping[str, str]]) -> None:
        """Suggest questions in a user's conversation with the app.

        Without a thread: in the agent view a call that names one fails silently.
        https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
        """
        self.slack.call("assistant_threads_setSuggestedPrompts", channel_id=channel, prompts=list(prompts))
