"""One press asks a person who can say yes; their press answers, and both see the end."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from tests.support.fake_access_ports import HUBSPOT, SECRET, AccessWorld
from tests.support.fake_request_ports import World
from tests.support.sample_data import a_connected_request
from workflows.access_questions.answer import answer_access_question
from workflows.access_questions.ask import ask_owner, ask_restricted_owners
from workflows.access_questions.delivery import deliver_access_question, deliver_lagging_questions
from workflows.access_questions.model import OWNER_PATIENCE, QuestionStatus
from workflows.errors import Unavailable
from workflows.ownership.model import Ownership
from workflows.permissions import Actor
from workflows.requests.state_machine import Status

CLEO, ADA, ROSA, BO = (Actor(one, "T0DESK", "C0FIVETRAN") for one in ("U0CLEO", "U0ADA", "U0ROSA", "U0BO"))


def world(*, approvers: frozenset[str] = frozenset({"U0BO", "U0CLEO"})) -> AccessWorld:
    """Ada requested HubSpot, Rosa is its business owner. No one requested Jira."""
    request = a_connected_request(status=Status.LIVE)
    return AccessWorld(World({request.id: request}, approvers_=approvers))


def delivered(story: AccessWorld) -> AccessWorld:
    """Do what is enqueued, as the queue does."""
    while story.enqueued:
        deliver_access_question(story.enqueued.pop(), story.ports())
    return story


def asked_once(story: AccessWorld) -> str:
    (question,) = story.asked.values()
    return question.id


def test_the_owner_is_asked_and_a_yes_opens_a_ticket_that_says_who_approved() -> None:
    story = world()

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)
    answer_access_question(asked_once(story), True, ADA, ports=story.ports())
    delivered(story)

    assert story.sent == [
        "whisper U0CLEO I asked Ada Okafor for access to hubspot, and I'll message you when they answer.",
        "ask U0ADA about hubspot",
        "show D-U0ADA approved",
    ]
    (ticket,) = story.opened
    assert (ticket.requester, ticket.beneficiary) == ("U0CLEO", "cleo@example.com")
    assert (ticket.resource, ticket.approver_name) == ("hubspot (HubSpot) in Fivetran_Prod", "Ada Okafor")


def test_a_no_reaches_the_person_who_asked_and_opens_nothing() -> None:
    story = world()

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)
    answer_access_question(asked_once(story), False, ADA, "It holds salaries.", ports=story.ports())
    delivered(story)

    assert story.sent[-2:] == ["declined U0CLEO It holds salaries.", "show D-U0ADA declined"]
    assert story.opened == []


def test_what_is_restricted_is_asked_about_without_a_name() -> None:
    story = world()

    ask_owner("quiet_hill", CLEO, story.ports())
    ask_restricted_owners("hubspot", CLEO, story.ports())
    delivered(story)
    answer_access_question(asked_once(story), True, ADA, ports=story.ports())
    delivered(story)

    assert story.sent[:2] == [
        "whisper U0CLEO I couldn't find this connection, or you don't have access to it.",
        "whisper U0CLEO I asked the owner for access, and I'll message you when they answer.",
    ]
    assert [(one.is_approved, one.approver_name) for one in story.opened] == [(True, "")]


def test_a_second_press_asks_no_second_time_and_says_where_the_question_stands() -> None:
    story = world()

    for _ in range(2):
        ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)
    answer_access_question(asked_once(story), False, ADA, ports=story.ports())
    delivered(story)
    ask_owner("polite_otter", CLEO, story.ports())
    story.world.time += timedelta(days=8)
    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)

    assert [line for line in story.sent if line.startswith("ask ")] == ["ask U0ADA about hubspot"] * 2
    assert "whisper U0CLEO Ada Okafor declined this at 2026-11-23 09:00 UTC" in str(story.sent)


def test_a_repeated_press_reads_how_long_ago_it_was_asked_and_whose_answer_it_waits_for() -> None:
    story = world()
    asks = [(ask_owner, "polite_otter"), (ask_owner, "calm_river"), (ask_restricted_owners, "hubspot")]
    presses = [partial(ask, subject) for ask, subject in asks]

    for press in presses:
        press(CLEO, story.ports())
    delivered(story)
    story.sent.clear()
    story.world.time += timedelta(minutes=5)
    for press in presses:
        press(CLEO, story.ports())

    assert story.sent == [
        "whisper U0CLEO You asked for access to hubspot 5 min ago. It waits for the owner's answer.",
        "whisper U0CLEO You asked for access to jira 5 min ago. It waits for an approver's answer.",
        "whisper U0CLEO You asked for this access 5 min ago. It waits for the owner's answer.",
    ]


def test_a_question_about_a_request_holds_for_its_connection() -> None:
    story = world()
    story.subjects_ = (replace(SECRET, key="7f3c9a"),)
    ask_restricted_owners("hubspot", CLEO, story.ports())
    delivered(story)

    story.subjects_ = (SECRET,)
    ask_restricted_owners("hubspot", CLEO, story.ports())

    assert len(story.asked) == 1
    assert story.sent[-1] == "whisper U0CLEO You asked for this access just now. It waits for the owner's answer."


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        (frozenset[str](), ["U0ADA"]),
        (frozenset({"U0ADA"}), ["U0ROSA"]),
        (frozenset({"U0ADA", "U0ROSA"}), ["U0BO"]),
    ],
    ids=["requester", "business owner", "approvers"],
)
def test_the_next_one_is_asked_when_an_owner_has_left(left: frozenset[str], asked: list[str]) -> None:
    story = world()
    story.world.removed_lately = left

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)

    assert [line.split()[1] for line in story.sent if line.startswith("ask ")] == asked


@pytest.mark.parametrize(
    ("owner", "asked"),
    [("U0ADA", ["U0ADA"]), ("U0DORA", ["U0BO"]), ("S0DATAENG", ["U0BO"])],
    ids=["a member", "who isn't a member now", "a group"],
)
def test_who_claimed_a_connection_is_asked_for_it(owner: str, asked: list[str]) -> None:
    story = world()
    story.claimed["calm_river"] = Ownership("calm_river", owner, "Owner")
    story.world.removed_lately = frozenset({"U0DORA"})

    ask_owner("calm_river", CLEO, story.ports())
    delivered(story)

    assert [line.split()[1] for line in story.sent if line.startswith("ask ")] == asked


def test_who_claimed_a_connection_answers_for_it_until_another_person_owns_it() -> None:
    story = world()
    story.claimed["calm_river"] = Ownership("calm_river", "U0ADA", "Ada Okafor")
    ask_owner("calm_river", CLEO, story.ports())
    delivered(story)

    story.claimed["calm_river"] = Ownership("calm_river", "U0ROSA", "Rosa Neri")
    answer_access_question(asked_once(story), True, ADA, ports=story.ports())
    answer_access_question(asked_once(story), True, ROSA, ports=story.ports())
    delivered(story)

    assert "whisper U0ADA Only the owner of this connection or an approver can answer." in story.sent
    assert [one.approver_name for one in story.opened] == ["Rosa Neri"]


def test_the_requester_of_an_open_request_is_asked_even_if_another_person_claimed_it() -> None:
    story = world()
    story.claimed["polite_otter"] = Ownership("polite_otter", "U0BO", "Bo Lindqvist")

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)

    assert "ask U0ADA about hubspot" in story.sent


def test_without_an_owner_the_approvers_are_asked_and_without_both_a_ticket_opens() -> None:
    story, alone = world(), world(approvers=frozenset({"U0CLEO"}))

    for each in (story, alone):
        ask_owner("calm_river", CLEO, each.ports())
        delivered(each)

    assert story.sent == [
        "whisper U0CLEO I asked the approvers for access to jira, and I'll message you when one answers.",
        "ask U0BO about jira",
    ]
    assert alone.sent == [
        "whisper U0CLEO No one here can answer for jira, so I'm opening a ticket for data engineering."
    ]
    assert [one.is_approved for one in alone.opened] == [False]


def test_an_owner_who_does_not_answer_is_joined_by_the_approvers() -> None:
    story = world()

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)
    story.world.time += OWNER_PATIENCE
    deliver_lagging_questions(story.ports())
    delivered(story)
    assert story.asked[asked_once(story)].is_owner_late
    answer_access_question(asked_once(story), True, BO, ports=story.ports())
    answer_access_question(asked_once(story), False, ADA, ports=story.ports())
    delivered(story)

    assert story.sent[1:] == [
        "ask U0ADA about hubspot",
        "ask U0BO about hubspot",
        "whisper U0ADA Bo Lindqvist already approved this at 2026-11-25 09:00 UTC. Nothing changed.",
        "show D-U0ADA approved",
        "show D-U0BO approved",
    ]
    assert len(story.opened) == 1


def test_a_person_whom_slack_does_not_reach_is_replaced() -> None:
    story = world()
    story.unreachable = frozenset({"U0ADA"})

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)
    alone = world()
    alone.unreachable = frozenset({"U0ADA", "U0BO"})
    ask_owner("polite_otter", CLEO, alone.ports())
    delivered(alone)

    assert story.sent[1:] == ["ask U0BO about hubspot"]
    assert not story.asked[asked_once(story)].is_owner_late
    assert [one.status for one in alone.asked.values()] == [QuestionStatus.PASSED_ON]
    assert len(alone.opened) == 1


def test_only_an_owner_or_an_approver_answers_and_no_one_answers_themselves() -> None:
    story = world(approvers=frozenset({"U0CLEO"}))

    ask_owner("polite_otter", CLEO, story.ports())
    for person in (CLEO, BO, replace(ADA, user_id="U0GUS")):
        answer_access_question(asked_once(story), True, person, ports=story.ports())

    assert story.asked[asked_once(story)].is_waiting
    assert [line for line in story.sent if line.startswith("whisper")][1:] == [
        "whisper U0CLEO You asked this yourself, so another person has to answer.",
        "whisper U0BO Only the owner of this connection or an approver can answer.",
        "whisper U0GUS Guests can't do that. Ask a full member of this workspace.",
    ]


def test_only_insiders_answer_for_confidential_data() -> None:
    story = world()
    story.world.sensitive_approvers_ = frozenset({"U0CLEO"})

    ask_restricted_owners("hubspot", Actor("U0ROSA", "T0DESK", "C0FIVETRAN"), story.ports())
    answer_access_question(asked_once(story), True, BO, ports=story.ports())

    assert "whisper U0BO Only the owner" in story.sent[-1]


def test_the_business_owner_asks_the_requester_who_knows_the_credentials() -> None:
    story = world()

    ask_owner("polite_otter", ROSA, story.ports())
    delivered(story)
    answer_access_question(asked_once(story), True, ROSA, ports=story.ports())

    assert story.sent[1:] == [
        "ask U0ADA about hubspot",
        "whisper U0ROSA You asked this yourself, so another person has to answer.",
    ]


def test_the_owner_needs_no_question() -> None:
    story = world()

    story.claimed["calm_river"] = Ownership("calm_river", "U0CLEO", "Cleo Marsh")

    ask_owner("calm_river", CLEO, story.ports())
    ask_owner("polite_otter", ADA, story.ports())
    ask_restricted_owners("stripe", ADA, story.ports())

    assert story.sent.pop(0) == "whisper U0CLEO You own this connection."
    assert story.sent[0] == "whisper U0ADA You own this connection."
    assert story.sent[1].startswith("whisper U0ADA No restricted connection is left to ask about.")
    assert story.asked == {}


def test_a_message_that_slack_does_not_take_now_is_sent_later() -> None:
    story = world()
    story.trouble = Unavailable("Slack isn't responding.")

    ask_owner("polite_otter", CLEO, story.ports())
    delivered(story)
    story.trouble = None
    story.world.time += timedelta(seconds=10)
    deliver_lagging_questions(story.ports())
    delivered(story)

    assert story.sent[-1] == "ask U0ADA about hubspot"


def test_a_delivery_that_runs_twice_sends_everything_once() -> None:
    story = world()

    ask_owner("polite_otter", CLEO, story.ports())
    question_id = asked_once(story)
    for _ in range(2):
        deliver_access_question(question_id, story.ports())
    answer_access_question(question_id, True, ADA, ports=story.ports())
    answer_access_question(question_id, True, ADA, ports=story.ports())
    for _ in range(2):
        deliver_access_question(question_id, story.ports())

    assert story.sent[1:] == ["ask U0ADA about hubspot", "show D-U0ADA approved"]
    assert HUBSPOT.name in story.opened[0].resource
