"""Finding the only transition that fits in a project's own workflow."""

from typing import Any

import pytest

from bot.jira.transitions import has_status_in, single_transition, status_names_for


def way(number: str, to: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "name": f"to {to}", "to": {"id": f"s{number}", "name": to}, "fields": fields}


NEEDY = {"resolution": {"required": True, "hasDefaultValue": False}}


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
    assert single_transition(ways, status_names_for("approved", {})) == found


def test_a_configured_status_counts_alone_by_name_or_id() -> None:
    names = status_names_for("declined", {"declined": "Not now"})

    assert has_status_in({"id": "7", "name": "NOT NOW"}, names)
    assert not has_status_in({"id": "8", "name": "Declined"}, names)
    assert has_status_in({"id": "7", "name": "Nein"}, status_names_for("declined", {"declined": "7"}))


def test_an_unknown_outcome_has_no_status() -> None:
    assert single_transition([way("1", "Approved")], status_names_for("celebrated", {})) is None
