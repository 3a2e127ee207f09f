"""Buttons under an incident, in their current form and as older versions posted them."""

import pytest

from bot.slack.listeners.incident_actions import parse_incident_action
from bot.slack.views.incident import incident_blocks
from tests.support.sample_data import an_incident
from workflows.incidents.actions import IncidentAction


@pytest.mark.parametrize(
    ("action_id", "action"),
    [
        ("incident_card", IncidentAction.CONNECT_CARD),
        ("incident_sync", IncidentAction.SYNC),
        ("incident_test", IncidentAction.RUN_TESTS),
        ("incident_pause", IncidentAction.PAUSE),
        ("incident_take", IncidentAction.ACKNOWLEDGE),
    ],
)
def test_buttons_that_older_versions_posted_still_work(action_id: str, action: IncidentAction) -> None:
    assert parse_incident_action({"action_id": action_id, "value": "7f3c9a"}) == ("7f3c9a", action)


@pytest.mark.parametrize(
    ("value", "action"),
    [
        ("snooze 1h", IncidentAction.SNOOZE_1_HOUR),
        ("snooze 4h", IncidentAction.SNOOZE_4_HOURS),
        ("snooze 1d", IncidentAction.SNOOZE_1_DAY),
        ("snooze", IncidentAction.SNOOZE_UNTIL_RECOVERY),
    ],
)
def test_snooze_menus_that_older_versions_posted_still_work(value: str, action: IncidentAction) -> None:
    menu = {"action_id": "incident_snooze", "selected_option": {"value": f"7f3c9a {value}"}}

    assert parse_incident_action(menu) == ("7f3c9a", action)


def test_every_control_of_a_message_is_understood() -> None:
    incident = an_incident(owner="U0ADA")
    *buttons, menu = incident_blocks(incident)[-1]["elements"]

    pressed = [parse_incident_action(button) for button in buttons]
    snoozed = [parse_incident_action({**menu, "selected_option": option})[1] for option in menu["options"]]

    assert {incident_id for incident_id, _action in pressed} == {incident.id}
    assert len({*(action for _id, action in pressed), *snoozed}) == len(buttons) + 4
