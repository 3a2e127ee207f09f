"""One table: what each place shows of a request, to each viewer, for each sensitivity. Rendered by the real code."""

import pkgutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

import pytest
from rapidfuzz import fuzz

from bot.bootstrap.slack import HomeQueries
from bot.jira.ticket_text import ticket_description
from bot.paging.pagerduty import trigger_event
from bot.queries.connection_status import StatusQueries
from bot.queries.stuck_tickets import stuck_tickets
from bot.slack import views
from bot.slack.journey_messages import SlackJourneyMessages
from bot.slack.poster import Poster
from bot.slack.request_cards import SlackRequestCards, channel_line
from bot.slack.views.access_questions import access_question_message, declined_access_text
from bot.slack.views.answer import handed_over_message
from bot.slack.views.canvas import render_canvas
from bot.slack.views.decline import decline_form
from bot.slack.views.details import DetailsRole, details_view
from bot.slack.views.digest import render_digest
from bot.slack.views.existing_connections import existing_connections_view
from bot.slack.views.form import request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.home import home_view
from bot.slack.views.incident import incident_blocks, incident_text
from bot.slack.views.lists import connection_list_message, request_text
from bot.slack.views.owners import assign_form, offer_message
from bot.slack.views.reassign import reassign_form
from bot.slack.views.redacted import redacted_card
from bot.slack.views.remove_text import remove_text_form
from bot.slack.views.storm import storm_text
from bot.slack.views.subscriptions import proposal_blocks, proposal_text, subscriptions_text
from bot.slack.views.unowned_list import render_unowned_list
from bot.slack.views.withdraw import withdraw_form
from bot.store.existing_connections import ListedRowsFilter
from tests.support.fake_access_ports import AccessWorld
from tests.support.fake_request_ports import PEOPLE, World
from tests.support.fake_subscription_ports import CONFIG, SubscriptionWorld, a_storm
from tests.support.sample_account import NoUsageLog, OnePage, Window
from tests.support.sample_data import ANSWERS, MONDAY, a_connection, a_request_with_ticket, an_incident
from workflows.access_questions.ask import ask_owner, ask_restricted_owners
from workflows.access_questions.audience import approvers_to_ask
from workflows.access_questions.model import AccessQuestion, AccessSubject, QuestionStatus
from workflows.answers.model import Answer, Question, Surface
from workflows.answers.router import route_question
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.digests.content import build_digest
from workflows.digests.model import SyncSummary
from workflows.digests.schedule import Recurrence
from workflows.digests.unowned_list import describe_lines
from workflows.digests.unowned_model import UnownedList
from workflows.errors import Refused
from workflows.incidents.owner import find_users
from workflows.notifications.page import can_page, make_page
from workflows.notifications.recipients import Recipients, choose_recipients
from workflows.ownership.model import Offer, Ownership
from workflows.permissions import Actor
from workflows.ports import Person
from workflows.reporting.duplicates import ExistingConnection, FoundConnections
from workflows.reporting.own_connections import OwnConnection
from workflows.reporting.snapshot import Environment, Snapshot
from workflows.requests.answers import Sensitivity
from workflows.requests.confidentiality import Disclosure, Place, Viewer, confidential_approvers, disclose
from workflows.requests.custom_build import link_connection
from workflows.requests.custom_step import step_outputs
from workflows.requests.decisions import authorize
from workflows.requests.edits import require_editable
from workflows.requests.form_validation import form_from_answers
from workflows.requests.history import AnswerChange, Decision, Edit
from workflows.requests.mirrors import JourneyMessage, Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.reassignment import authorize_reassignment
from workflows.requests.removals import require_remover
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import timeline_events
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION, Subscription, SubscriptionKind
from workflows.subscriptions.mutes import propose_mutes
from workflows.subscriptions.overview import subscription_overviews
from workflows.subscriptions.preferences import Preferences

HOME_CHANNEL = "C0FIVETRAN"
REQUESTER, OWNER, APPROVER, OTHER_APPROVER, MEMBER, GUEST = "U0ADA", "U0ROSA", "U0BO", "U0CLEO", "U0GIL", "U0GUS"
VIEWERS = (REQUESTER, OWNER, APPROVER, OTHER_APPROVER, MEMBER, GUEST)
NAME, DATASET = "Atlas Ledger", "atlas_core"
SECRETS = (NAME, DATASET, "Quarterly margins", "Pricing crew", "The audit comes first", "Ada Okafor", "<@U0ADA>")
"""What only insiders may read of a confidential request."""
INTERNAL_SERVICE, SENSITIVE_SERVICE = "internal data", "sensitive service"
LEVELS = {level.value: level for level in Sensitivity}

OPEN = {
    **dict.fromkeys(Place, "FFFFFF"),
    **dict.fromkeys((Place.STATUS, Place.LIST, Place.FORM, Place.DETAILS), "FFFFF-"),
    **dict.fromkeys((Place.PRIVATE_ANSWER, Place.SUBSCRIPTIONS, Place.DIRECT_ALERT), "FFFFF-"),
    Place.DECLINE_FORM: "--FF--",
    Place.EDIT_FORM: "F-----",
    Place.WITHDRAW_FORM: "F-----",
    Place.REASSIGN_FORM: "F-FF--",
    Place.OWNER_FORM: "FFFFF-",
    Place.OWNER_REPLY: "-FFFF-",
    Place.ACCESS_QUESTION: "F-FF--",
    Place.ACCESS_ANSWER: "FFFFFF",
    Place.HANDED_OVER_QUESTION: "FFFFF-",
    Place.LINK_REPLY: "--FF--",
    Place.HOME: "F-FF--",
    Place.DIRECT_MESSAGE: "F-----",
    **dict.fromkeys((Place.REMOVAL_FORM, Place.READINESS, Place.WORKFLOW), "------"),
}
CONFIDENTIAL = {
    **dict.fromkeys((Place.CARD, Place.PREVIEW, Place.THREAD), "RRRRRR"),
    **dict.fromkeys((Place.ALERT, Place.STORM, Place.DIGEST, Place.UNOWNED_LIST, Place.CANVAS), "------"),
    **dict.fromkeys((Place.PUBLIC_ANSWER, Place.MUTE_PROPOSAL, Place.HANDED_OVER_QUESTION), "------"),
    **dict.fromkeys((Place.STATUS, Place.LIST, Place.FORM, Place.DETAILS), "FFF---"),
    **dict.fromkeys((Place.PRIVATE_ANSWER, Place.SUBSCRIPTIONS, Place.DIRECT_ALERT), "FFF---"),
    Place.DECLINE_FORM: "--F---",
    Place.EDIT_FORM: "F-----",
    Place.WITHDRAW_FORM: "F-----",
    Place.REASSIGN_FORM: "F-F---",
    Place.OWNER_FORM: "FFF---",
    Place.OWNER_REPLY: "-FF---",
    Place.ACCESS_QUESTION: "F-F---",
    Place.ACCESS_ANSWER: "------",
    Place.LINK_REPLY: "--F---",
    **dict.fromkeys((Place.REMOVAL_FORM, Place.READINESS, Place.WORKFLOW), "------"),
    Place.HOME: "F-F---",
    Place.DIRECT_MESSAGE: "F-----",
    Place.TICKET: "FFFFFF",
}
"""For the requester, the owner, an approver of such data, another approver, a member, a guest: F shows it all,
R only that it exists, – nothing. A ticket is protected by the permissions of the Jira project.
"""


class Office(World):
    """Bo approves sensitive data, Cleo other data; Gil approves nothing. It also plays the read sides."""

    @property
    def answerer(self) -> "Office":
        return self

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return {**PEOPLE, MEMBER: Person(MEMBER, "Gil Stone", "T0DESK")}[user_id]

    @property
    def environments(self) -> tuple[Environment, ...]:
        return ()

    def is_superuser(self, user_id: str, *, fresh: bool = False) -> bool:
        return user_id in confidential_approvers(self, fresh=fresh)

    def snapshot(self, _viewer: str | None, **_only: object) -> Snapshot:
        return known(next(iter(self.requests_.values())))

    def snapshot_of(self, _connection_ids: Collection[str]) -> Snapshot:
        return known(next(iter(self.requests_.values())))

    def bare_snapshot(self, requests: Sequence[ConnectorRequest] = ()) -> Snapshot:
        return replace(known(next(iter(self.requests_.values()))), connections=(), requests=tuple(requests))

    def of_service(self, _service: str) -> FoundConnections:
        request = next(iter(self.requests_.values()))
        return FoundConnections(tuple(existing(request)), known(request).requests)

    def by_environment(self, _wanted: ListedRowsFilter) -> list[list[FoundConnections]]:
        return [[self.of_service("")]]

    def total(self, _wanted: ListedRowsFilter) -> int:
        return 1

    def undecided(self) -> list[ConnectorRequest]:
        return [one for one in self.requests_.values() if one.status is Status.AWAITING_APPROVAL]

    def requests_of(self, user_id: str) -> list[ConnectorRequest]:
        return [one for one in self.requests_.values() if one.requester == user_id]

    def waiting_around(self, _user: str, _groups: Collection[str]) -> list[AccessQuestion]:
        return []

    def connections_of(self, _requests: Sequence[ConnectorRequest]) -> dict[str, OwnConnection]:
        return {}

    def owned_by(self, _user: str) -> list[ExistingConnection]:
        return []

    def for_user(self, _user: str) -> None:
        return None


@dataclass
class Outbox:
    """Slack and the ledger: everything is posted for the first time."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def call(self, _method: str, **message: Any) -> dict[str, Any]:
        self.sent.append((message["channel"], str((message["text"], message.get("blocks")))))
        return {"channel": message["channel"], "ts": "1.0"}

    def begin(self, _key: str) -> None:
        return None

    def refresh(self, _request: ConnectorRequest) -> None:
        return None


def a_request_of(level: str, **facts: object) -> ConnectorRequest:
    """Ada asked for the ledger of Atlas, whose business owner is Rosa."""
    answers = replace(
        ANSWERS,
        service="atlas",
        service_name=NAME,
        purpose="Quarterly margins by customer",
        access="Pricing crew",
        destination={"schema": DATASET},
        sensitivity=LEVELS.get(level, Sensitivity.INTERNAL),
        is_sensitive_service=level == SENSITIVE_SERVICE,
    )
    return a_request_with_ticket(**{"answers": answers, "edits": (Edit(MONDAY, (AnswerChange("purpose"),)),)} | facts)


def known(request: ConnectorRequest) -> Snapshot:
    """The connection of the request has been broken since nine, and its development data is old."""
    connection = a_connection(
        service="atlas", name=DATASET, setup_state="connected", succeeded_at=MONDAY - timedelta(days=9), paused=False
    )
    services = {"atlas": Service("atlas", NAME, is_sensitive=request.answers.is_sensitive_service)}
    environments = {"dev": Environment("dev", "Fivetran_Dev", "dev-fivetran", False)}
    live = request.evolve(status=Status.LIVE, connection_id="polite_otter", first_synced_at=MONDAY)
    return Snapshot(MONDAY, (connection,), (live,), services, environments, {"dev": MONDAY}, (incident_of(request),))


def incident_of(request: ConnectorRequest) -> Any:
    return an_incident(
        DATASET,
        connection_id="polite_otter",
        group_id="dev",
        service="atlas",
        is_restricted=request.answers.is_sensitive,
        owner=REQUESTER,
    )


def existing(request: ConnectorRequest) -> list[ExistingConnection]:
    return [
        ExistingConnection(
            "atlas", DATASET, "Fivetran_Dev", "working", REQUESTER, None, MONDAY, "polite_otter", request.id
        )
    ]


def office(request: ConnectorRequest) -> Office:
    world = Office({request.id: request})
    world.approvers_ = frozenset({APPROVER, OTHER_APPROVER})
    world.sensitive_approvers_ = frozenset({APPROVER})
    return world


def actor(user: str) -> Actor:
    return Actor(user, "T0DESK", HOME_CHANNEL)


def viewer(user: str, request: ConnectorRequest) -> Viewer:
    return Viewer(user, office(request).is_superuser(user))


def queries(request: ConnectorRequest) -> StatusQueries:
    return StatusQueries(*[office(request)] * 9)  # type: ignore[arg-type]  # one object plays all nine parts


def cards(outbox: Outbox) -> SlackRequestCards:
    post = Poster(outbox, outbox)  # type: ignore[arg-type]  # one object plays Slack and the ledger
    return SlackRequestCards(post, HOME_CHANNEL, outbox)  # type: ignore[arg-type]


def posted(request: ConnectorRequest, recipient: str) -> str:
    """Everything about every event of every possible end that is posted to a channel or person."""
    outbox = Outbox()
    decided = Decision(APPROVER, MONDAY, "The audit comes first")
    names = {**request.names, APPROVER: "Bo Lindqvist"}
    for status in Status:
        then = request.evolve(status=status, connection_id="polite_otter", names=names, first_synced_at=MONDAY)
        for now in (then, then.evolve(decision=decided)):
            for event in timeline_events(now):
                cards(outbox).post_timeline_event(now, event.key)
    return "\n".join(text for where, text in outbox.sent if where == recipient)


def direct_messages(request: ConnectorRequest, user: str) -> str:
    """Everything that the journey messages of every status say to a person. Gil was the requester before."""
    outbox = Outbox()
    post = Poster(outbox, outbox)  # type: ignore[arg-type]  # one object plays Slack and the ledger
    messages = SlackJourneyMessages(post, lambda *_: "https://fivetran.example/card", lambda _: "")
    spent = JourneyMessage(Message(MEMBER, "1.0"), MEMBER, "")
    for status in Status:
        then = request.evolve(status=status, connection_id="polite_otter", decision=Decision(APPROVER, MONDAY, "No."))
        messages.post(then, status)
        messages.send_connect_card(then)
        messages.spend(then.evolve(journey=spent))
    return "\n".join(text for where, text in outbox.sent if where == user)


def notified(request: ConnectorRequest, subject: Any, recipient: str, text: str) -> str:
    everything = {one: Preferences(one, (DEFAULT_SUBSCRIPTION,)) for one in (*VIEWERS, HOME_CHANNEL)}
    recipients = Recipients(
        HOME_CHANNEL,
        approvers=confidential_approvers(office(request)),
        owners=frozenset({REQUESTER, OWNER}),
        ineligible=frozenset({GUEST}),
        preferences=everything,
        now=MONDAY,
    )
    return text if recipient in choose_recipients(subject, recipients) else ""


def alert(request: ConnectorRequest, recipient: str) -> str:
    subject = incident_of(request)
    used_by = find_users(request)
    shown = f"{incident_text(subject, used_by=used_by)} {incident_blocks(subject, used_by=used_by)}"
    return notified(request, subject, recipient, shown)


def storm(request: ConnectorRequest) -> str:
    subject = a_storm(is_restricted=request.answers.is_sensitive)
    return notified(request, subject, HOME_CHANNEL, f"{storm_text(subject)} {DATASET}")


def answer(request: ConnectorRequest, user: str, *, is_public: bool) -> str:
    text = find_answer(request, user, is_public=is_public).text
    return "" if "a page about" in text else text


def find_answer(request: ConnectorRequest, user: str, *, is_public: bool) -> Answer:
    who = replace(viewer(user, request), is_public=is_public)
    world = office(request)
    if not is_public:
        StatusQueries(*[world] * 9).list_all(actor(user))  # type: ignore[arg-type]  # guests are refused like here
    account = (lambda _intents: known(request), Window(), OnePage().answer, fuzz.ratio, NoUsageLog())
    return route_question(f"who owns {DATASET}", who, *account)


def handed_over(request: ConnectorRequest, user: str) -> str:
    """The person's own words name nothing; an answer that isn't the public one is private."""
    found, public = (find_answer(request, user, is_public=is_public) for is_public in (False, True))
    if "a page about" in found.text:  # it repeats only the name that the person typed
        return ""
    question = Question("q1", user, "T0DESK", HOME_CHANNEL, Surface.THREAD, "who owns it?", MONDAY, answer=found)
    return str(handed_over_message(replace(question, is_private=found != public), "Gil Stone", None))


def mute_proposal(request: ConnectorRequest) -> str:
    class Noisy(SubscriptionWorld):
        def snapshot_of(self, connection_ids: Collection[str]) -> Snapshot:
            return known(request)

    world = Noisy(told=[(HOME_CHANNEL, "polite_otter")] * 60)
    propose_mutes(world.desk(), CONFIG)
    preferences = world.get(HOME_CHANNEL)
    assert preferences.mute_proposal
    return f"{proposal_text(preferences.mute_proposal)} {proposal_blocks(preferences)}"


def link_reply(request: ConnectorRequest, user: str) -> str:
    answers = replace(request.answers, service=CUSTOM_CONNECTOR_ID)
    world = office(request.evolve(answers=answers, status=Status.BEING_BUILT))
    world.connection = a_connection(service="connector_sdk", name=DATASET)
    link_connection(request.id, "polite_otter", actor(user), world.ports())
    (reply,) = [call for call in world.happened if call.startswith("whisper")]
    return reply


def details(request: ConnectorRequest, user: str) -> str:
    return str(details_view(queries(request).details(request.id, actor(user)), DetailsRole()))


def decline(request: ConnectorRequest, user: str) -> str:
    authorize(request, Event.DECLINED, actor(user), office(request).ports())
    return str(decline_form(request, HOME_CHANNEL))


def edit(request: ConnectorRequest, user: str) -> str:
    require_editable(request, user)
    service, values = Service("atlas", NAME), form_from_answers(request.answers)
    return str(request_form(FormState("f0", HOME_CHANNEL, MONDAY.date(), service, values, request_id=request.id)))


def withdrawal(request: ConnectorRequest, user: str) -> str:
    authorize(request, Event.WITHDRAWN, actor(user), office(request).ports())
    return str(withdraw_form(request, HOME_CHANNEL))


def reassignment(request: ConnectorRequest, user: str) -> str:
    authorize_reassignment(request, actor(user), office(request).ports())
    return str(reassign_form(request, HOME_CHANNEL))


def owner_form(request: ConnectorRequest, user: str) -> str:
    """The form that chooses an owner, and the message that asks them, from a person who can open the form."""
    connection = queries(request).find_one("polite_otter", actor(user))
    offer = Offer(OWNER, "Rosa Neri", OWNER, user, "Gil Stone", MONDAY)
    return f"{assign_form(connection, {}, HOME_CHANNEL)} {offer_message(connection, offer, '')}"


def removal(request: ConnectorRequest, user: str) -> str:
    require_remover(request, actor(user), office(request).ports())
    return str(remove_text_form(request, HOME_CHANNEL))


def owner_reply(request: ConnectorRequest, user: str) -> str:
    """What one press says, about a connection by its id, and about what is restricted of its service."""
    story = access(request)
    ask_owner("polite_otter", actor(user), story.ports())
    ask_restricted_owners("atlas", actor(user), story.ports())
    return "\n".join(line for line in story.sent if line.startswith("whisper"))


def access(request: ConnectorRequest) -> AccessWorld:
    live = request.evolve(status=Status.LIVE, connection_id="polite_otter")
    world = office(live)
    confidential = request.answers.is_sensitive
    subject = AccessSubject("polite_otter", "atlas", "Atlas", DATASET, "Fivetran_Dev", live.id, confidential)
    return AccessWorld(world, (subject,), insiders=confidential_approvers(world) | {REQUESTER, OWNER})


def access_question(request: ConnectorRequest, user: str) -> str:
    """The message that asks, as far as this person gets it."""
    story = access(request)
    story.world.removed_lately = frozenset()
    ask_restricted_owners("atlas", actor(MEMBER), story.ports())
    ask_owner("polite_otter", actor(MEMBER), story.ports())
    (question,) = story.asked.values()
    people = question.people | {*approvers_to_ask(question.subject, MEMBER, story.ports())}
    return str(access_question_message(question)) if user in people else ""


def access_answer(request: ConnectorRequest, user: str) -> str:
    """What a person who asked reads after a no."""
    question = AccessQuestion(
        "q1", user, "Gil Stone", access(request).subjects_[0], MONDAY, request.answers.is_sensitive
    )
    answered = question.evolve(status=QuestionStatus.DECLINED, answered_by=OWNER, answered_by_name="Rosa Neri")
    return declined_access_text(answered)


def readiness(request: ConnectorRequest) -> str:
    stuck = request.evolve(problem=f"Fivetran refuses {DATASET} of {NAME}.")
    return str(list(stuck_tickets([stuck], has_words=False)))


def home(request: ConnectorRequest, user: str) -> str:
    world = office(request)
    return str(home_view(HomeQueries(world, world, world, world, world).load(user)))  # type: ignore[arg-type]  # one object plays all parts


def subscriptions(request: ConnectorRequest, user: str) -> str:
    class Subscribed(SubscriptionWorld):
        def snapshot_of(self, connection_ids: Collection[str]) -> Snapshot:
            return known(request)

        def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
            return office(request).look_up(user_id)

    world = Subscribed(approvers_=confidential_approvers(office(request)))
    wish = Subscription(SubscriptionKind.CONNECTION, "polite_otter", DATASET, created_by=REQUESTER)
    world.wishes[HOME_CHANNEL] = Preferences(HOME_CHANNEL, (wish,))
    return subscriptions_text(subscription_overviews(actor(user), world.desk(), CONFIG))


def listing(request: ConnectorRequest, user: str) -> str:
    return str(connection_list_message(queries(request).list_all(actor(user)), ""))


def form(request: ConnectorRequest, user: str) -> str:
    found = queries(request).existing(actor(user), "atlas")
    return str(existing_connections_view(Service("atlas", "Atlas"), found, None, user=user))


def digest(request: ConnectorRequest) -> str:
    snapshot = known(request)
    built = build_digest(snapshot, SyncSummary(), list(snapshot.incidents), MONDAY - timedelta(days=7))
    message = render_digest(built, Recurrence(time(9), "UTC", 0))
    return f"{message.text} {message.blocks}"


def unowned_list(request: ConnectorRequest) -> str:
    """The list that was made before the connection of an ended request became restricted."""
    ended = request.evolve(status=Status.RETIRED, connection_id="polite_otter")
    lines = describe_lines(UnownedList("", "", ("polite_otter",)), replace(known(request), requests=(ended,)))
    message = render_unowned_list(lines, 0)
    return f"{message.text} {message.blocks}"


RENDER: dict[Place, Callable[[ConnectorRequest, str], str]] = {
    Place.CARD: lambda request, _: str(cards(Outbox()).content(request)[1]),
    Place.PREVIEW: lambda request, _: cards(Outbox()).content(request)[0],
    Place.THREAD: lambda request, _: posted(request, HOME_CHANNEL),
    Place.ALERT: lambda request, _: alert(request, HOME_CHANNEL),
    Place.STORM: lambda request, _: storm(request),
    Place.DIGEST: lambda request, _: digest(request),
    Place.UNOWNED_LIST: lambda request, _: unowned_list(request),
    Place.CANVAS: lambda request, _: render_canvas(queries(request).list_public(), CONNECTION_PAGE_URL).markdown,
    Place.PUBLIC_ANSWER: lambda request, user: answer(request, user, is_public=True),
    Place.MUTE_PROPOSAL: lambda request, _: mute_proposal(request),
    Place.HANDED_OVER_QUESTION: handed_over,
    Place.DETAILS: details,
    Place.DECLINE_FORM: decline,
    Place.EDIT_FORM: edit,
    Place.WITHDRAW_FORM: withdrawal,
    Place.REASSIGN_FORM: reassignment,
    Place.OWNER_FORM: owner_form,
    Place.REMOVAL_FORM: removal,
    Place.OWNER_REPLY: owner_reply,
    Place.ACCESS_QUESTION: access_question,
    Place.ACCESS_ANSWER: access_answer,
    Place.LINK_REPLY: link_reply,
    Place.READINESS: lambda request, _: readiness(request),
    Place.DIRECT_MESSAGE: lambda request, user: posted(request, user) + direct_messages(request, user),
    Place.DIRECT_ALERT: alert,
    Place.STATUS: lambda request, user: request_text(queries(request).request(request.id, actor(user))),
    Place.LIST: listing,
    Place.HOME: home,
    Place.FORM: form,
    Place.PRIVATE_ANSWER: lambda request, user: answer(request, user, is_public=False),
    Place.SUBSCRIPTIONS: subscriptions,
    Place.WORKFLOW: lambda request, _: str(step_outputs(request, CONNECTION_PAGE_URL)),
    Place.TICKET: lambda request, _: str(ticket_description(request)),
}


VIEWS: dict[str, Place | str] = {
    "access": "the words of the person who fills in its form",
    "access_offers": Place.LIST,
    "access_questions": Place.ACCESS_QUESTION,
    "action_places": "the words of the person who typed a command",
    "answer": Place.HANDED_OVER_QUESTION,
    "blocks": "parts of other views",
    "canvas": Place.CANVAS,
    "card": Place.CARD,
    "card_buttons": Place.CARD,
    "chart": "numbers",
    "connect_card": "messages to the requester",
    "copied_message": "a message, to the person who reads it and used a shortcut on it",
    "custom_steps": "the service that a workflow names, to the person whom it names",
    "decline": Place.DECLINE_FORM,
    "details": Place.DETAILS,
    "digest": Place.DIGEST,
    "existing_connections": Place.FORM,
    "form": Place.EDIT_FORM,
    "form_fields": Place.EDIT_FORM,
    "form_lines": Place.EDIT_FORM,
    "form_notes": Place.EDIT_FORM,
    "form_settings": Place.EDIT_FORM,
    "form_state": "parts of other views",
    "help": "the commands",
    "home": Place.HOME,
    "home_lines": Place.HOME,
    "incident": Place.ALERT,
    "incident_buttons": Place.ALERT,
    "incident_headline": Place.ALERT,
    "inputs": "parts of other views",
    "journey": Place.DIRECT_MESSAGE,
    "link_previews": Place.PREVIEW,
    "lists": Place.LIST,
    "local_times": "parts of other views",
    "markdown": "parts of other views",
    "modal": "parts of other views",
    "plain_blocks": "another form of blocks that are shown",
    "prompts": "questions to choose from",
    "reassign": Place.REASSIGN_FORM,
    "redacted": Place.PREVIEW,
    "owners": Place.OWNER_FORM,
    "remove_text": Place.REMOVAL_FORM,
    "request_menu": Place.CARD,
    "report": "figures of services, without what is restricted",
    "reviewers": "names of approvers",
    "same_service": "keeps parts that the catalog fills, and none of a custom connector",
    "service_choice": "parts of other views",
    "service_notes": "the catalog",
    "service_picker": "the catalog; `tests/bot/catalog` holds that no sensitive service counts as used",
    "status": Place.STATUS,
    "storm": Place.STORM,
    "storm_buttons": Place.STORM,
    "subscriptions": Place.SUBSCRIPTIONS,
    "thread_updates": Place.THREAD,
    "unanswered": "questions, to superusers",
    "unowned_list": Place.UNOWNED_LIST,
    "unknown_words": "the catalog, and the words of the person",
    "withdraw": Place.WITHDRAW_FORM,
}
"""View → a place in the table that it renders, or what it shows instead of requests."""


def shown(place: Place, request: ConnectorRequest, user: str) -> str:
    """F, R or – as the table has it."""
    try:
        text = RENDER[place](request, user)
    except Refused:
        return "-"
    if any(secret in text for secret in SECRETS):
        return "F"
    return "R" if "onfidential request" in text and "DSRE-7" in text else "-"


@pytest.mark.parametrize("level", [*LEVELS, SENSITIVE_SERVICE])
@pytest.mark.parametrize("place", Place)
def test_every_place_shows_each_viewer_what_the_table_says(place: Place, level: str) -> None:
    request = a_request_of(level)
    table = CONFIDENTIAL if level not in {"public", "internal"} else OPEN

    assert "".join(shown(place, request, user) for user in VIEWERS) == table[place]


@pytest.mark.parametrize("level", [*LEVELS, SENSITIVE_SERVICE])
@pytest.mark.parametrize("place", Place)
def test_no_place_shows_more_than_the_rule_allows(place: Place, level: str) -> None:
    request = a_request_of(level)
    allowed = {Disclosure.FULL: "FR-", Disclosure.REDACTED: "R-", Disclosure.HIDDEN: "-"}

    for user in VIEWERS:
        assert shown(place, request, user) in allowed[disclose(place, request, viewer(user, request))]


@pytest.mark.parametrize("is_known", [True, False], ids=["requested before", "never requested"])
def test_a_restricted_connection_is_shown_to_the_person_who_claimed_it_and_to_no_other_member(is_known: bool) -> None:
    request = a_request_of("confidential")
    ended = request.evolve(status=Status.RETIRED, connection_id="polite_otter")
    secret = {"atlas": Service("atlas", NAME, is_sensitive=True)}
    snapshot = replace(known(request), requests=(ended,) if is_known else (), services=secret)

    claimed = replace(snapshot, owners={"polite_otter": Ownership("polite_otter", MEMBER, "Gil Stone")})
    by_group = replace(snapshot, owners={"polite_otter": Ownership("polite_otter", "S0DATAENG", "@data")})
    gone = replace(claimed, requests=(ended.evolve(status=Status.LIVE),))

    def sees(some: Snapshot, **who: Any) -> bool:
        return bool(some.visible_to(Viewer(**who)).connections)

    assert sees(claimed, id=MEMBER)
    assert not sees(snapshot, id=MEMBER)
    assert not sees(claimed, id=OTHER_APPROVER)
    assert not sees(claimed, id=MEMBER, is_public=True)
    assert not sees(by_group, id=MEMBER)
    assert not sees(gone, id=MEMBER), "the requester of an open request owns it"


def test_a_page_for_the_people_on_call_keeps_the_secrets_of_a_confidential_request() -> None:
    subject = incident_of(a_request_of("confidential")).evolve(id="5741bc", owner_name="Ada Okafor", is_production=True)

    body = str(trigger_event(make_page(subject), "https://fivetran.com/dashboard/connections/{id}/status"))

    assert can_page(subject)
    assert not [secret for secret in (*SECRETS, "polite_otter", "atlas") if secret in body]


def test_a_new_view_needs_a_place_in_the_table() -> None:
    assert {module.name for module in pkgutil.iter_modules(views.__path__)} == VIEWS.keys()


@pytest.mark.parametrize("status", Status)
def test_a_line_about_an_earlier_step_keeps_its_secrets_in_every_status(status: Status) -> None:
    request = a_request_of("confidential", status=status, decision=Decision(REQUESTER, MONDAY))
    steps = ("approved", "declined", "withdrawn", "expired", "created", "building", "joined", "live", "left-1")
    events = {event.key for event in timeline_events(request)}

    lines = [channel_line(request, step) for step in (*steps, f"owner-left-{OWNER}") if step not in events]

    assert not [secret for secret in SECRETS if secret in str(lines)]


@pytest.mark.parametrize("status", Status)
def test_a_redacted_card_keeps_its_secrets_in_every_status(status: Status) -> None:
    problem = f"Fivetran refuses {DATASET} of {NAME}."
    request = a_request_of("confidential", status=status, problem=problem, failed_tests=(problem,))

    text, blocks = cards(Outbox()).content(request)

    assert not [secret for secret in SECRETS if secret in f"{text} {blocks}"]
    assert "DSRE-7" in text


def test_an_approver_who_left_the_group_a_moment_ago_sees_no_details() -> None:
    world = office(a_request_of(Sensitivity.CONFIDENTIAL.value))
    world.demoted_lately = {"sensitive": frozenset({APPROVER})}

    with pytest.raises(Refused):
        StatusQueries(*[world] * 9).details("7f3c9a", actor(APPROVER))  # type: ignore[arg-type]  # as in `queries`


def test_the_problem_of_a_confidential_request_is_only_in_its_details() -> None:
    problem = "Jira has no issue type Task. An operator has to fix that."
    answers = replace(ANSWERS, sensitivity=Sensitivity.CONFIDENTIAL)
    request = a_request_with_ticket().evolve(answers=answers, problem=problem)

    card = str(redacted_card(request))

    assert "*Show details* says what it is." in card
    assert "Jira" not in card
    assert problem in details(request, request.requester)
