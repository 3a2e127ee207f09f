"""A connector request: the answers, the decision, and the ticket, card, and connection that result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from workflows.catalog.service import dataset_name
from workflows.formatting import format_list
from workflows.requests.answers import Answers
from workflows.requests.history import Approval, Decision, Edit, Handover
from workflows.requests.mirrors import CustomStep, JourneyMessage, Message, Ticket, TicketRevision, UncountedMove
from workflows.requests.state_machine import CLOSED_STATUSES, Status


@dataclass(frozen=True)
class ConnectorRequest:
    """A request as the database knows it. Ticket, card, and connection are kept in line with it."""

    id: str
    requester: str
    channel: str
    submitted_at: datetime
    answers: Answers
    names: Mapping[str, str] = field(default_factory=dict)
    """Slack user id → name, for the people in this request whose names are known."""
    status: Status = Status.SUBMITTED
    version: int = 1
    decision: Decision | None = None
    approvals: tuple[Approval, ...] = ()
    """Every approval, oldest first, also of earlier revisions. The last one that was needed is the decision too."""
    ticket: Ticket | None = None
    ticket_revision: TicketRevision | None = None
    """None as long as the ticket describes the first revision."""
    ticket_change_id: int | None = None
    """Id of the newest move in Jira that the bot has answered."""
    ticket_missing_since: datetime | None = None
    """When Jira first said that the ticket doesn't exist; None if the bot can read it."""
    uncounted_moves: tuple[UncountedMove, ...] = ()
    """Moves in Jira that decided nothing, oldest first."""
    card: Message | None = None
    earlier_cards: tuple[Message, ...] = ()
    """Messages that the card replaced, oldest first. Lines of the timeline can be in their threads."""
    card_fingerprint: str | None = None
    """Hash of the posted card. The card is updated only if this changes."""
    permalink: str | None = None
    journey: JourneyMessage | None = None
    """None until the requester has a journey message."""
    mirrored_events: frozenset[str] = frozenset()
    """Timeline events and edits already sent to the ticket and the thread."""
    thread_view: str | None = None
    """What the posted lines of the timeline show, as `confidentiality.thread_view` says."""
    connection_id: str | None = None
    connection_name: str | None = None
    """The connection's actual name, if it can differ from the requested one."""
    connection_state_key: str | None = None
    """The connection's state at the last poll. The request is reconciled if it changes."""
    connection_missing_since: datetime | None = None
    """When Fivetran first said that the connection doesn't exist; None while it exists."""
    leftover_connection_id: str | None = None
    """A connection that was found after the request ended, and is kept because it's in use."""
    connect_card_sent_at: datetime | None = None
    """When the owner was last sent a Connect Card."""
    connect_card_requested_at: datetime | None = None
    """When the owner last asked for a Connect Card."""
    failed_tests: tuple[str, ...] = ()
    """Messages of the setup tests that failed."""
    tests_failed_for: datetime | None = None
    """`credentials_asked_at` of the credentials that failed the setup tests."""
    sign_in_needed_since: datetime | None = None
    sign_in_carried_by: str | None = None
    """The request whose message lists this sign-in."""
    """When the bot noticed that Fivetran can't sign in any more; None while it can."""
    edits: tuple[Edit, ...] = ()
    requester_left_at: datetime | None = None
    """When the bot noticed that the requester's account is gone; None while they are here."""
    left_owner: str | None = None
    """The business owner whose account is gone; None while they are here."""
    handovers: tuple[Handover, ...] = ()
    """Earlier requesters, oldest first."""
    cleared_handovers: int = 0
    """How many of the earlier requesters have no Connect Card any more."""
    syncing_since: datetime | None = None
    history_expected_by: datetime | None = None
    """When the historical sync ends if it takes as long as those of earlier requests; None without any."""
    first_synced_at: datetime | None = None
    custom_step: CustomStep | None = None
    """The workflow that sent it; None if a person did."""
    problem: str | None = None
    """Why the last attempt to reconcile failed, for people; None if it succeeded."""
    attempts: int = 0
    retry_at: datetime | None = None

    @property
    def dataset(self) -> str:
        """The name in the destination, which is also the connection's only name in Fivetran.

        It's the requested name, unless a custom connection with another name was linked.
        """
        return self.connection_name or dataset_name(self.answers.destination)

    @property
    def revision(self) -> int:
        """The revision of the answers: 1, plus one for each edit."""
        return 1 + len(self.edits)

    @property
    def removals(self) -> int:
        """How many texts were removed from history."""
        return sum(edit.removal is not None for edit in self.edits)

    @property
    def is_closed(self) -> bool:
        """Whether the status is final."""
        return self.status in CLOSED_STATUSES

    def is_decided_by(self, approval: Approval) -> bool:
        """Return whether this approval was the last one needed. Another one can have come at the same instant."""
        if self.decision is None:
            return False
        return (self.decision.user_id, self.decision.decided_at) == (approval.user_id, approval.approved_at)

    @property
    def deciders(self) -> tuple[str, ...]:
        """The user ids of everyone whose decision it is: several if it took several approvals; none if undecided."""
        if self.decision is None:
            return ()
        revision, last = self.decision.revision, self.decision.user_id
        approvers = dict.fromkeys(one.user_id for one in self.approvals if one.revision == revision)
        is_approval = any(map(self.is_decided_by, self.approvals))
        return tuple(user for user in approvers if user not in self.excluded_deciders) if is_approval else (last,)

    @property
    def decider_names(self) -> str:
        """The names of everyone whose decision it is: “Bo Lindqvist and Cleo Marsh”."""
        return format_list([self.name_of(user) for user in self.deciders], "and")

    @property
    def approver_decided_at(self) -> datetime | None:
        """Return when an approver decided it; None if it's undecided, expired, or withdrawn."""
        return self.decision.decided_at if self.decision and self.status is not Status.WITHDRAWN else None

    @property
    def has_owner_left(self) -> bool:
        """Whether the account of the business owner is gone."""
        return self.left_owner == self.answers.business_owner

    @property
    def requesters(self) -> frozenset[str]:
        """The requester and all earlier ones."""
        return frozenset({self.requester, *(handover.from_user for handover in self.handovers)})

    @property
    def excluded_deciders(self) -> frozenset[str]:
        """People who never decide the request, whatever groups they are in."""
        return self.requesters

    @property
    def approved_by(self) -> tuple[str, ...]:
        """The people who have approved the current answers, without requesters."""
        current = (one.user_id for one in self.approvals if one.revision == self.revision)
        return tuple(user for user in current if user not in self.excluded_deciders)

    @property
    def credentials_asked_at(self) -> datetime:
        """When the owner was last asked for credentials; a custom connector's builder has them from the start."""
        return self.connect_card_sent_at or self.submitted_at

    def name_of(self, user_id: str) -> str:
        """Return the name of a person in this request, or their id if the name isn't known."""
        return self.names.get(user_id, user_id)

    def connect_card_moment(self, now: datetime) -> datetime:
        """Return when the owner asks for a Connect Card: now, or after the last one if the clock was set back since."""
        last = max(filter(None, (self.connect_card_sent_at, self.connect_card_requested_at)), default=None)
        return now if last is None or now > last else last + timedelta(microseconds=1)

    def requester_at(self, moment: datetime) -> str:
        """Return the user id of the requester at `moment`."""
        later = (handover.from_user for handover in self.handovers if handover.taken_at > moment)
        return next(later, self.requester)

    def evolve(self, **changes: object) -> "ConnectorRequest":
        """Return a copy with some fields changed. Only `state_machine` decides on statuses."""
        return replace(self, **changes)  # type: ignore[arg-type]  # replace() cannot type **kwargs
