"""What was decided is read from the changelog: the current status can't tell."""

from typing import Any

import pytest

from bot.jira.changelog import DecisionStatuses, newest_change_id, status_changes

IDS = {"Open": "10100", "Approved": "10101", "In Progress": "10102", "Declined": "10104", "Withdrawn": "10105"}
PERSON = {"displayName": "Bo Lindqvist", "accountType": "atlassian", "emailAddress": "bo@example.com"}
RULE = {"displayName": "Automation", "accountType": "app"}


def change(number: int, came_from: str, went_to: str, author: dict[str, str] = PERSON) -> dict[str, Any]:
    item = {
        "field": "status",
        "from": IDS.get(came_from, came_from),
        "fromString": came_from,
        "to": IDS.get(went_to, went_to),
        "toString": went_to,
    }
    return {"id": str(number), "author": author, "items": [{"field": "labels"}, item]}


def decided(*histories: Any, **configured: str) -> list[tuple[str, int]]:
    found = DecisionStatuses(configured).standing_decisions(status_changes(histories))
    return [(outcome, change.id) for outcome, change in found]


@pytest.mark.parametrize(
    ("histories", "standing"),
    [
        ([], []),
        ([change(15, "Open", "Approved")], [("approved", 15)]),
        # moved on at once by a rule, newest first as Jira sends it
        ([change(16, "Approved", "In Progress", RULE), change(15, "Open", "Approved")], [("approved", 15)]),
        ([change(15, "Open", "Approved"), change(16, "Approved", "Provisioning", RULE)], [("approved", 15)]),
        ([change(9, "In Progress", "Approved"), change(10, "Approved", "In Progress", RULE)], [("approved", 9)]),
        # taken back by a person, not by a rule
        ([change(15, "Open", "Approved"), change(16, "Approved", "Open")], []),
        ([change(15, "Open", "Approved"), change(16, "Approved", "Open", RULE)], [("approved", 15)]),
        ([change(14, "Open", "Triage"), change(15, "Triage", "Approved"), change(16, "Approved", "Open")], []),
        ([change(15, "Open", "Approved"), change(16, "Approved", "Withdrawn")], []),
        (
            [change(15, "Open", "Approved"), change(16, "Approved", "Open"), change(17, "Open", "Declined")],
            [("declined", 17)],
        ),
        # changed their mind: the newest comes first
        ([change(15, "Open", "Approved"), change(16, "Approved", "Declined")], [("declined", 16), ("approved", 15)]),
        # ids are numbers, not text
        ([change(999, "Open", "Approved"), change(1000, "Approved", "Open")], []),
        # entries that can't be read hold up no other
        (
            [None, {}, {"id": "x", "items": []}, {"id": "3", "items": None}, change(15, "Open", "Approved")],
            [("approved", 15)],
        ),
        ([{**change(15, "Open", "Approved"), "author": None}], [("approved", 15)]),
    ],
)
def test_a_decision_stands_until_a_person_takes_it_back(histories: list[Any], standing: list[tuple[str, int]]) -> None:
    assert decided(*histories) == standing


def test_statuses_with_other_names_are_configured_by_name_or_id() -> None:
    assert decided(change(15, "Offen", "Genehmigt"), approved="genehmigt") == [("approved", 15)]
    assert decided(change(15, "Offen", "777"), declined="777") == [("declined", 15)]
    assert decided(change(15, "Open", "Approved"), approved="Genehmigt") == []


def test_the_newest_change_is_found_among_all_fields() -> None:
    assert newest_change_id([change(7, "Open", "Approved"), {"id": "12", "items": []}, {"id": None}]) == 12
    assert newest_change_id([]) == 0
