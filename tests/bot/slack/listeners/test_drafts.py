"""A closed form is saved before the ack: Slack may send its next page right after the ack."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.slack.listeners.drafts import handle_form_closed
from tests.support.sample_data import MONDAY
from workflows.requests.proposals import REQUESTER_AND_OWNER

FILLED = {"purpose": {"purpose": {"type": "plain_text_input", "value": "Forecasting sales"}}}

SETTING = {
    "config.sheet_id": {"value": {"type": "plain_text_input", "value": "https://docs.google.com/spreadsheets/d/1"}}
}


class Recorder:
    """Plays the stores, Slack and the messenger, and records the order in which they are used."""

    channel = "C0FIVETRAN"

    def __init__(self, *, is_messenger_broken: bool = False) -> None:
        self.events: list[str] = []
        self.request_store = self.drafts = self
        self.ports = SimpleNamespace(messenger=self, clock=SimpleNamespace(now=lambda: MONDAY))
        self.is_messenger_broken = is_messenger_broken
        self.kept: dict[str, str] = {}

    def of_submission(self, _form: str) -> None:
        return None

    def save(self, form: str, user: str, _values: object) -> None:
        self.events.append(f"saved {form} of {user}")

    def get(self, _form: str) -> dict[str, str]:
        return self.kept

    def ack(self) -> None:
        self.events.append("acked")

    def send_private(self, channel: str, user: str, text: str) -> None:
        if self.is_messenger_broken:
            raise ZeroDivisionError
        self.events.append(f"told {user} in {channel}: {text}")


def close_form(page: int, values: dict[str, Any], recorder: Recorder | None = None) -> list[str]:
    """What happens when Ada closes this page of the form."""
    recorder, metadata = recorder or Recorder(), {"form": "f0", "channel": "C0", "step": page}
    view = {"private_metadata": json.dumps(metadata), "state": {"values": values}}
    body = {"view": view, "user": {"id": "U0ADA"}}
    handle_form_closed(recorder, recorder.ack, body)  # type: ignore[arg-type]  # plays both
    return recorder.events


def test_a_closed_form_is_saved_then_acked_then_reported() -> None:
    assert close_form(0, FILLED) == [
        "saved f0 of U0ADA",
        "acked",
        "told U0ADA in C0: I saved your answers. Type /connector to continue where you left off.",
    ]


@pytest.mark.parametrize(("page", "values", "events"), [(1, {}, ["saved f0 of U0ADA", "acked"]), (0, {}, ["acked"])])
def test_going_back_a_page_sends_no_message_and_an_empty_form_is_not_saved(
    page: int, values: dict[str, Any], events: list[str]
) -> None:
    assert close_form(page, values) == events


@pytest.mark.parametrize(
    "values",
    [
        {"service": {"service": {"type": "external_select", "selected_option": {"value": "hubspot"}}}},
        {"access": {"access": {"type": "plain_text_input", "value": REQUESTER_AND_OWNER}}},
    ],
    ids=["only a service", "only what the form proposed"],
)
def test_a_form_in_which_nothing_was_typed_is_not_kept(values: dict[str, Any]) -> None:
    assert close_form(0, values) == ["acked"]


def test_a_setting_alone_is_kept() -> None:
    assert close_form(0, SETTING)[0] == "saved f0 of U0ADA"


def test_an_answer_that_was_cleared_is_kept_as_empty() -> None:
    recorder, cleared = Recorder(), {"config.sheet_id": {"value": {"type": "plain_text_input", "value": None}}}
    recorder.kept = {"purpose": "Forecasting sales", "config.sheet_id": "Leads"}

    assert close_form(0, FILLED | cleared, recorder)[0] == "saved f0 of U0ADA"


def test_a_draft_that_is_closed_unchanged_sends_no_second_message() -> None:
    recorder = Recorder()
    recorder.kept = {"purpose": "Forecasting sales"}

    assert close_form(0, FILLED, recorder) == ["acked"]


def test_a_broken_messenger_leaves_the_ack_in_place() -> None:
    assert close_form(0, FILLED, Recorder(is_messenger_broken=True)) == ["saved f0 of U0ADA", "acked"]
