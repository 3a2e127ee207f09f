"""What changes of a request add to the audit trail."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.support.fake_request_ports import World
from tests.support.sample_data import ANSWERS, MONDAY, TICKET, a_request, a_request_with_ticket
from workflows.audit.entries import AuditAction, AuditEntry, Part, Source
from workflows.permissions import Actor
from workflows.requests.audit import request_entries
from workflows.requests.decisions import decide
from workflows.requests.history import AnswerChange, Decision, Edit, Handover, RequestText, TextRemoval
from workflows.requests.mirrors import TicketStatus, UncountedMove
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event, Status

LATER = MONDAY + timedelta(hours=1)


def entries_of(before: ConnectorRequest, **changes: object) -> list[AuditEntry]:
    return request_entries(before, LATER, before.evolve(version=before.version + 1, **changes))


def test_a_new_request_names_who_asked_and_from_where() -> None:
    (entry,) = request_entries(None, LATER, a_request())

    assert (entry.action, entry.at, entry.source) == (AuditAction.REQUESTED, a_request().submitted_at, Source.SLACK)
    assert entry.people[Part.ACTOR]["slack_user"] == a_request().requester
    assert entry.details["channel"] == a_request().channel
    assert entry.details["service"] == "salesforce"


def test_nothing_that_a_person_typed_is_in_the_details() -> None:
    (entry,) = request_entries(None, LATER, a_request())

    assert ANSWERS.purpose not in str(entry)


def test_a_decision_names_who_made_it_on_which_revision() -> None:
    decision = Decision("U0BO", LATER, "too expensive", revision=1)
    for status, action in (
        (Status.APPROVED, AuditAction.APPROVED),
        (Status.DECLINED, AuditAction.DECLINED),
        (Status.WITHDRAWN, AuditAction.WITHDRAWN),
    ):
        (entry,) = entries_of(a_request_with_ticket(), status=status, decision=decision)

        assert (entry.action, entry.at, entry.source) == (action, LATER, Source.SLACK)
        assert entry.people[Part.ACTOR]["slack_user"] == "U0BO"
        assert entry.details["revision"] == "1"
        assert "too expensive" not in str(entry)


def test_a_decision_in_jira_says_so() -> None:
    decision = Decision("U0BO", LATER, is_from_ticket=True, jira_account="712020:bo")

    (entry,) = entries_of(a_request_with_ticket(), status=Status.APPROVED, decision=decision)

    assert entry.source is Source.JIRA
    assert entry.people[Part.ACTOR]["jira_account"] == "712020:bo"


def test_a_decision_is_one_entry_however_often_the_row_changes_after_it() -> None:
    decided = a_request_with_ticket(status=Status.APPROVED, decision=Decision("U0BO", LATER))

    assert entries_of(decided, problem="Fivetran isn't responding.") == []


def test_a_withdrawal_after_the_approval_is_an_entry_of_its_own() -> None:
    approved = a_request_with_ticket(status=Status.APPROVED, decision=Decision("U0BO", MONDAY))

    (entry,) = entries_of(approved, status=Status.WITHDRAWN, decision=Decision("U0ADA", LATER))

    assert (entry.action, entry.people[Part.ACTOR]["slack_user"]) == (AuditAction.WITHDRAWN, "U0ADA")


def test_removing_a_reason_decides_nothing_again() -> None:
    declined = a_request_with_ticket(status=Status.DECLINED, decision=Decision("U0BO", MONDAY, "Ask Rosa"))
    removal = Edit(LATER, (), removal=TextRemoval(RequestText.DECISION_REASON, "U0BO"))

    (entry,) = entries_of(declined, edits=(removal,), decision=Decision("U0BO", MONDAY, "Removed"))

    assert entry.action is AuditAction.TEXT_REMOVED


def test_an_edit_names_the_answers_and_never_their_text() -> None:
    edit = Edit(LATER, (AnswerChange("purpose"), AnswerChange("freshness", ("daily",), ("hourly",))))

    (entry,) = entries_of(a_request_with_ticket(), edits=(edit,))

    assert (entry.action, entry.details["answers"]) == (AuditAction.EDITED, "purpose,freshness")
    assert entry.details["revision"] == "2"


def test_a_text_that_is_removed_and_a_new_requester_are_entries() -> None:
    removal = Edit(LATER, (), removal=TextRemoval(RequestText.PURPOSE, "U0CLEO"))
    handover = Handover("U0ADA", "U0CLEO", LATER, None, handed_over_by="U0BO")

    removed, moved = entries_of(a_request_with_ticket(), edits=(removal,), handovers=(handover,), requester="U0CLEO")

    assert (removed.action, removed.details["text"]) == (AuditAction.TEXT_REMOVED, "purpose")
    assert moved.action is AuditAction.REQUESTER_CHANGED
    assert [moved.people[role]["slack_user"] for role in (Part.ACTOR, Part.FORMER, Part.SUCCESSOR)] == [
        "U0BO",
        "U0ADA",
        "U0CLEO",
    ]


def test_what_the_bot_does_is_entries_of_the_bot() -> None:
    steps: dict[AuditAction, dict[str, Any]] = {
        AuditAction.EXPIRED: {"status": Status.EXPIRED},
        AuditAction.MARKED_SENSITIVE: {"answers": replace(ANSWERS, is_sensitive_service=True)},
        AuditAction.CONNECTION_CREATED: {"connection_id": "bright_fox"},
        AuditAction.CONNECT_CARD_SENT: {"connect_card_sent_at": LATER},
        AuditAction.CONNECTION_DELETED: {"status": Status.RETIRED},
    }
    for action, changes in steps.items():
        (entry,) = entries_of(a_request_with_ticket(), **changes)

        assert (entry.action, entry.source, entry.people) == (action, Source.BOT, {})
    (opened,) = entries_of(a_request(), ticket=TICKET)
    assert (opened.action, opened.details["ticket"]) == (AuditAction.TICKET_OPENED, TICKET.key)


def test_a_move_in_jira_that_does_not_count_is_a_refusal() -> None:
    move = UncountedMove(7, "Gus Haines", TicketStatus("1", "To Do"), refusal="Guests can't do that.")

    (entry,) = entries_of(a_request_with_ticket(), uncounted_moves=(move,))

    assert (entry.action, entry.source) == (AuditAction.REFUSED, Source.JIRA)
    assert entry.people == {Part.ACTOR: {"jira_name": "Gus Haines"}, Part.REPLY: {"text": "Guests can't do that."}}
    assert entry.details["jira_change"] == "7"


class Trail:
    """A trail in memory."""

    def __init__(self) -> None:
        self.recorded: list[AuditEntry] = []

    def record(self, entry: AuditEntry) -> None:
        self.recorded.append(entry)


def test_a_press_without_the_right_is_a_refusal() -> None:
    request, trail = a_request_with_ticket(), Trail()
    world = World(requests_={request.id: request})

    decide(request.id, Event.APPROVED, Actor("U0GUS", "T0DESK", "C0FIVE", 1), None, replace(world.ports(), audit=trail))

    (entry,) = trail.recorded
    assert (entry.action, entry.subject) == (AuditAction.REFUSED, f"request:{request.id}")
    assert entry.details == {"wanted": "approved", "channel": "C0FIVE", "seen_revision": "1"}
    assert entry.people[Part.ACTOR] == {"slack_user": "U0GUS", "slack_team": "T0DESK"}
    assert entry.people[Part.REPLY]["text"].startswith("Guests can't do that.")
