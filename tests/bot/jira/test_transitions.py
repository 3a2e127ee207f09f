"""Finding the only transition that fits in a project's own workflow."""

from typing import Any

import pytest

from bot.jira.transitions import choose_transition, has_status_in, later_status_names, status_names_for


def way(number: str, to: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "name": f"to {to}", "to": {"id": f"s{number}", "name": to}, "fields": fields}


NEEDY = {"resolution": {"name": "Resolution", "required": True, "hasDefaultValue": False}}


@pytest.mark.parametrize(
    ("ways", "found"),
    [
        ([way("1", "Approved"), way("2", "Declined")], "1"),
        ([way("2", "Declined")], None),
        ([way("1", "Approved"), way("3", "APPROVED")], None),
        ([way("1", "Approved", **NEEDY)], None),
        ([way("1", "Approved", **NEEDY), way("3", "Approved")], "3"),
    ],
)
def test_only_a_single_way_that_asks_for_nothing_is_taken(ways: list[dict[str, Any]], found: str | None) -> None:
    assert choose_transition(ways, status_names_for("approved", {}))[0] == found


def test_a_configured_status_counts_alone_by_name_or_id() -> None:
    names = status_names_for("declined", {"declined": "Not now"})

    assert has_status_in({"id": "7", "name": "NOT NOW"}, names)
    assert not has_status_in({"id": "8", "name": "Declined"}, names)
    assert has_status_in({"id": "7", "name": "Nein"}, status_names_for("declined", {"declined": "7"}))


def test_an_unknown_outcome_has_no_status() -> None:
    assert choose_transition([way("1", "Approved")], status_names_for("celebrated", {}))[0] is None


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ([], "its workflow has no transition there from its current status"),
        (
            [way("1", "Approved"), {**way("3", "Approved"), "name": "Wave through"}],
            "several transitions lead there, “to Approved” and “Wave through”, so a person has to choose",
        ),
        ([way("1", "Approved", **NEEDY)], "its transition “to Approved” requires Resolution"),
    ],
)
def test_the_reason_is_said_why_no_way_is_taken(ways: list[dict[str, Any]], words: str) -> None:
    assert choose_transition(ways, status_names_for("approved", {})) == (None, words)


def test_a_ticket_that_is_further_along_stays_there() -> None:
    assert "in progress" in later_status_names("approved", {})
    assert "declined" not in later_status_names("approved", {})
    assert later_status_names("declined", {}) == status_names_for("declined", {})


def test_an_empty_status_in_the_settings_leaves_an_outcome_out() -> None:
    assert status_names_for("started", {"started": ""}) == frozenset()
