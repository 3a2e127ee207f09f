"""Wire the clients of Slack, the Home tabs, and the cards of requests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.bootstrap.stores import Stores
from bot.config.settings import Settings
from bot.durable.executions import require_ownership_to_reply
from bot.foreign.items import ForeignItems
from bot.queries.group_connections import GroupConnections
from bot.slack.approver_names import ApproverNames
from bot.slack.channels import SlackChannels
from bot.slack.client import SlackClient
from bot.slack.directory import SlackDirectory
from bot.slack.group_memberships import GroupMemberships
from bot.slack.home_tabs import HomeTabs
from bot.slack.journey_messages import SlackJourneyMessages
from bot.slack.messenger import SlackMessenger
from bot.slack.policy_words import PolicyWords
from bot.slack.poster import Poster
from bot.slack.request_cards import SlackRequestCards
from bot.slack.views.blocks import mention
from bot.slack.views.home import HomeState
from bot.slack.views.redacted import DEFAULT_DECIDER
from bot.store.access_questions import APPROVERS, SENSITIVE_APPROVERS, AccessQuestionStore
from bot.store.drafts import DraftStore
from bot.store.existing_connections import ExistingConnectionStore
from bot.store.request_queries import RequestQueries
from workflows.approvals.policy import Policies
from workflows.catalog.service import Service
from workflows.ports import Clock
from workflows.reporting.duplicates import ExistingConnection
from workflows.reporting.snapshot import Snapshot
from workflows.requests.admission import is_admitted
from workflows.requests.confidentiality import (
    Viewer,
    confidential_approvers,
    is_confidential,
    panel_of,
)
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import UNDECIDED_STATUSES


class SlackParts:
    """What the bot reads and posts in Slack. `check_person` looks up whether someone has left."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        clock: Clock,
        foreign: ForeignItems,
        check_person: Callable[[str], None],
        services: Mapping[str, Service],
        policies: Policies,
    ) -> None:
        self.client = SlackClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
        approvers = settings.approver_group, settings.ids("approvers"), settings.sensitive_approver_group
        self.directory = SlackDirectory(self.client, *approvers, foreign, policies)
        self.policy_words = PolicyWords(self.directory)
        self.channels = SlackChannels(self.client)
        self.memberships = GroupMemberships(self.directory, stores.owners.owning_groups)
        of_groups = GroupConnections(
            self.memberships.groups_of,
            stores.existing_connections,
            lambda requests: Snapshot(clock.now(), (), tuple(requests), services, {}, {}),
        )
        home = HomeQueries(
            stores.request_queries,
            stores.drafts,
            stores.access_questions,
            self.directory,
            stores.existing_connections,
            decider_of(settings),
            of_groups.visible_to,
            lambda request: self.policy_words.decider(request, decider_of(settings)),
        )
        self.home_tabs = HomeTabs(self.client, self.directory, home.load)
        self.poster = Poster(self.client, stores.ledger, foreign, clock, check_person, require_ownership_to_reply)
        self.messenger = SlackMessenger(self.poster)
        """Raises `Unavailable` at once; the messenger in the ports of requests sends it later."""


@dataclass(frozen=True)
class HomeQueries:
    """What a person's Home tab shows: only what they can read, decide, and answer."""

    overview: RequestQueries
    drafts: DraftStore
    questions: AccessQuestionStore
    directory: SlackDirectory
    existing: ExistingConnectionStore
    decider: str = DEFAULT_DECIDER
    """Who decides requests, as mrkdwn."""
    of_groups: Callable[[Viewer], Sequence[ExistingConnection]] = lambda _viewer: ()
    """Returns what the viewer's user groups own."""
    decider_by_policy: Callable[[ConnectorRequest], str] | None = None
    """Returns who decides a request, as mrkdwn."""

    def load(self, user_id: str) -> HomeState:
        """Read it. Raises `Unavailable` if Slack doesn't say who the approvers are."""
        is_approver, is_insider = (
            user_id in group for group in (self.directory.approvers(), confidential_approvers(self.directory))
        )
        own = self.overview.requests_of(user_id)
        groups = [*([APPROVERS] if is_approver else []), *([SENSITIVE_APPROVERS] if is_insider else [])]
        questions = self.questions.waiting_around(user_id, groups)
        return HomeState(
            own,
            self._to_decide(user_id) if self.directory.is_decider(user_id) else [],
            self.drafts.for_user(user_id) is not None,
            [one for one in questions if one.requester != user_id],
            self.overview.connections_of(own),
            self.decider,
            [*self.existing.owned_by(user_id), *self.of_groups(Viewer(user_id, is_insider))],
            [one for one in questions if one.requester == user_id],
            {one.id: self.decider_by_policy(one) for one in own if one.status in UNDECIDED_STATUSES}
            if self.decider_by_policy
            else {},
        )

    def _to_decide(self, user_id: str) -> list[ConnectorRequest]:
        """Return what the person can read, and would not be refused for: `require_decider` has the same rules."""
        waiting = [request for request in self.overview.undecided() if is_admitted(request)]
        return [one for one in waiting if user_id in panel_of(one, self.directory).wanted(one.approved_by)]


def build_request_cards(settings: Settings, slack: SlackParts) -> SlackRequestCards:
    """Build the cards; they mention the people and groups in the settings."""
    group, words = settings.sensitive_approver_group or settings.approver_group, slack.policy_words
    of_settings = f"<!subteam^{group}>" if group else DEFAULT_DECIDER
    return SlackRequestCards(
        slack.poster,
        settings.slack_channel,
        slack.home_tabs,
        lambda request: words.decider(request, of_settings),
        ApproverNames(slack.directory).of,
        lambda request: words.decider(request, mention_approvers(settings, request)),
        words.notice,
    )


def decider_of(settings: Settings) -> str:
    """Return who decides requests, as mrkdwn: the group, or the first people in the settings."""
    if settings.approver_group:
        return f"<!subteam^{settings.approver_group}>"
    return " or ".join(map(mention, sorted(settings.ids("approvers"))[:3])) or DEFAULT_DECIDER


def build_journey_messages(
    settings: Settings,
    slack: SlackParts,
    create_connect_card: Callable[[str, str], str],
    needing_sign_in: Callable[[str], Sequence[ConnectorRequest]],
) -> SlackJourneyMessages:
    """Build the direct messages that follow requests."""
    return SlackJourneyMessages(
        slack.poster,
        create_connect_card,
        partial(connect_card_return_url, settings),
        ApproverNames(slack.directory).of,
        needing_sign_in,
    )


def mention_approvers(settings: Settings, request: ConnectorRequest) -> str:
    """Return mrkdwn that notifies the approvers of a request: their groups, or the people in the settings."""
    sensitive = settings.sensitive_approver_group if is_confidential(request) else ""
    if group := sensitive or settings.approver_group:
        return f"<!subteam^{group}>"
    return " ".join(mention(user_id) for user_id in sorted(settings.ids("approvers")))


def connect_card_return_url(settings: Settings, request: ConnectorRequest) -> str:
    """Return where a browser goes after the Connect Card: to the bot if it's public, else to the card."""
    if settings.public_url:
        return f"{settings.public_url.rstrip('/')}/connected/{request.id}"
    return request.permalink or (request.ticket.url if request.ticket else settings.jira_url)
