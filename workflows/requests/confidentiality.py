"""The disclosure rule: what each place shows of a request, and to whom.

A request is confidential if its data or its service is sensitive. Every place that shows requests asks
`disclose`, so one table of tests covers them all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from workflows.approvals.panel import Panel
from workflows.ports import Directory
from workflows.requests.model import ConnectorRequest


@dataclass(frozen=True)
class Viewer:
    """Person who reads. Without an id: anyone, with access to unrestricted data only."""

    id: str | None = None
    is_superuser: bool = False
    """True for superusers, and for approvers who can approve sensitive data."""
    is_public: bool = False
    """Others read along, so the person's own rights are ignored."""

    @property
    def can_view_everything(self) -> bool:
        """Whether nothing is restricted for this viewer."""
        return self.is_superuser and not self.is_public


PUBLIC = Viewer(is_public=True)


class Disclosure(StrEnum):
    """How much of a request is shown."""

    FULL = "full"
    REDACTED = "redacted"
    """Only that there is a confidential request, its number, its progress, and who decides."""
    HIDDEN = "hidden"
    """Nothing, or a number that counts it."""


class Audience(Enum):
    """Who reads along in a place."""

    CHANNEL = auto()
    """Everyone in the channel, or on the network, so the rights of one person don't count."""
    PERSON = auto()
    """One person, whose rights count."""
    OPERATORS = auto()
    """People with access to the Jira project, which its own permissions protect."""


class Place(StrEnum):
    """Every place that can show a request or its connection."""

    CARD = "card"
    PREVIEW = "preview"
    """The text of the card in push notifications, screen readers, and unfurled links."""
    THREAD = "thread"
    ALERT = "alert"
    STORM = "storm"
    DIGEST = "digest"
    UNOWNED_LIST = "unowned_list"
    """The weekly list of connections without an owner."""
    CANVAS = "canvas"
    """The canvas of the channel."""
    PUBLIC_ANSWER = "public_answer"
    """An answer in a thread, and *Answer this* on a message."""
    MUTE_PROPOSAL = "mute_proposal"
    HANDED_OVER_QUESTION = "handed_over_question"
    """The post that hands a question over to the team."""
    DETAILS = "details"
    """The view behind *Show details*."""
    DECLINE_FORM = "decline_form"
    EDIT_FORM = "edit_form"
    WITHDRAW_FORM = "withdraw_form"
    REASSIGN_FORM = "reassign_form"
    OWNER_FORM = "owner_form"
    """The form that chooses the owner of a connection, and the message that asks them."""
    REMOVAL_FORM = "removal_form"
    """The form of *Remove from history*."""
    DIRECT_MESSAGE = "direct_message"
    DIRECT_ALERT = "direct_alert"
    STATUS = "status"
    LIST = "list"
    HOME = "home"
    FORM = "form"
    """Existing connections in the request form."""
    OWNER_REPLY = "owner_reply"
    """The reply to a person who asks for access."""
    ACCESS_QUESTION = "access_question"
    """The direct message that asks an owner or approver whether a person can have access."""
    ACCESS_ANSWER = "access_answer"
    """The direct message with a no to the person who asked."""
    LINK_REPLY = "link_reply"
    """The answer to `/connector link`."""
    PRIVATE_ANSWER = "private_answer"
    SUBSCRIPTIONS = "subscriptions"
    WORKFLOW = "workflow"
    """What the custom step returns to Workflow Builder, which can post it anywhere."""
    TICKET = "ticket"
    READINESS = "readiness"
    """`/health/ready` and the metrics."""


AUDIENCES: dict[Place, Audience] = {
    Place.CARD: Audience.CHANNEL,
    Place.PREVIEW: Audience.CHANNEL,
    Place.THREAD: Audience.CHANNEL,
    Place.ALERT: Audience.CHANNEL,
    Place.STORM: Audience.CHANNEL,
    Place.DIGEST: Audience.CHANNEL,
    Place.UNOWNED_LIST: Audience.CHANNEL,
    Place.CANVAS: Audience.CHANNEL,
    Place.PUBLIC_ANSWER: Audience.CHANNEL,
    Place.MUTE_PROPOSAL: Audience.CHANNEL,
    Place.HANDED_OVER_QUESTION: Audience.CHANNEL,
    Place.READINESS: Audience.CHANNEL,
    Place.WORKFLOW: Audience.CHANNEL,
    Place.TICKET: Audience.OPERATORS,
}
"""The audience of each place; all others are for one person."""

REDACTED_PLACES = frozenset({Place.CARD, Place.PREVIEW, Place.THREAD, Place.WORKFLOW})
"""Places that show that a confidential request exists. The others in channels don't."""


def is_confidential(request: ConnectorRequest, *, is_sensitive_service: bool = False) -> bool:
    """Return whether the request is confidential; `is_sensitive_service`: as the catalog says now."""
    return request.answers.is_sensitive or is_sensitive_service


def disclose(
    place: Place, request: ConnectorRequest, viewer: Viewer = PUBLIC, *, is_sensitive_service: bool = False
) -> Disclosure:
    """Return what `place` shows of the request to the viewer."""
    audience = AUDIENCES.get(place, Audience.PERSON)
    if audience is Audience.OPERATORS or not is_confidential(request, is_sensitive_service=is_sensitive_service):
        return Disclosure.FULL
    if audience is Audience.CHANNEL:
        return Disclosure.REDACTED if place in REDACTED_PLACES else Disclosure.HIDDEN
    return Disclosure.FULL if has_access(request, viewer) else Disclosure.HIDDEN


def has_access(request: ConnectorRequest, viewer: Viewer) -> bool:
    """Return whether the viewer can read a confidential request: its requester, its owner, or an approver."""
    return has_access_as(viewer, {request.requester, request.answers.business_owner})


def has_access_as(viewer: Viewer, people: Collection[str]) -> bool:
    """Return whether the viewer can read what is confidential to these people, by their ids."""
    return viewer.can_view_everything or (not viewer.is_public and viewer.id in people)


def confidential_approvers(directory: Directory, *, fresh: bool = False) -> frozenset[str]:
    """Return the ids of the approvers who can read and decide confidential requests.

    `fresh` asks Slack now; raises `Unavailable` if it can't answer.
    """
    return directory.approvers(fresh=fresh) & directory.sensitive_approvers(fresh=fresh)


def panel_of(request: ConnectorRequest, directory: Directory, *, fresh: bool = False) -> Panel:
    """Return who can decide the request, without its requesters. Raises `Unavailable` if Slack can't answer."""
    answers, excluded = request.answers, request.excluded_deciders
    return directory.panel(answers.service, is_sensitive=answers.is_sensitive, excluded=excluded, fresh=fresh)


def approvers_of(request: ConnectorRequest, directory: Directory) -> frozenset[str]:
    """Return the ids of the people who can decide the request now, as Slack says."""
    return panel_of(request, directory, fresh=True).deciders


def responsible_approvers(request: ConnectorRequest, directory: Directory) -> frozenset[str]:
    """Return the ids of the approvers who can take over or reassign the request now, as Slack says."""
    answers = request.answers
    return directory.panel(answers.service, is_sensitive=answers.is_sensitive, fresh=True).deciders


def thread_view(request: ConnectorRequest) -> str:
    """Return a value that changes when lines that are already posted have to change: also after each removal."""
    removals = f" without {request.removals}" if request.removals else ""
    return f"{disclose(Place.THREAD, request)}{removals}"
