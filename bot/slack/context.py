"""What listeners need behind them. The composition root fills it in; the listeners only translate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.slack.client import SlackClient
from bot.slack.home_tabs import HomeTabs
from bot.slack.needs import (
    Acquaintances,
    Actions,
    Digests,
    Drafts,
    IncidentActions,
    Intake,
    Overview,
    Questions,
    ServiceSearch,
    StatusLookup,
    Subscribers,
)
from bot.slack.views.blocks import Block
from workflows.requests.ports import RequestPorts


@dataclass(frozen=True)
class ListenerContext:
    """Everything that listeners use."""

    slack: SlackClient
    ports: RequestPorts
    catalog: ServiceSearch
    request_store: Intake
    drafts: Drafts
    directory: Acquaintances
    request_queries: Overview
    queue: Actions
    questions: Questions
    incidents: IncidentActions
    subscriptions: Subscribers
    status_queries: StatusLookup
    digests: Digests
    home_tabs: HomeTabs
    channel: str
    superusers: frozenset[str]
    new_id: Callable[[], str]
    can_offer_answers: bool = False
    """Whether questions in the channel are answered that nobody asked the bot."""

    has_agent_view: bool = False
    """Whether the app has Slack's agent view."""

    def is_superuser(self, user_id: str) -> bool:
        """Whether this person may ask for internal services."""
        return user_id in self.superusers

    def open_form(self, trigger_id: str, view: Block) -> Block:
        """Open a form; the right to do so lasts three seconds."""
        opened: Block = self.slack.call("views_open", trigger_id=trigger_id, view=view)["view"]
        return opened

    def update_form(self, opened: Block, view: Block) -> Block:
        """Change an open form; a form that was changed meanwhile is left as it is."""
        changed: Block = self.slack.call(
            "views_update", view_id=opened["id"], hash=opened["hash"], view=view
        )["view"]
        return changed

    def suggest_prompts(self, channel: str, prompts: Sequence[Mapping[str, str]]) -> None:
        """Suggest questions in somebody's conversation with the app.

        Without a thread: in the agent view a call that names one fails silently.
        https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
        """
        self.slack.call("assistant_threads_setSuggestedPrompts", channel_id=channel, prompts=list(prompts))
