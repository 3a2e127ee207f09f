"""A form that is closed is kept before Slack hears of it: its next step may be sent in the same moment."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.slack.listeners.drafts import handle_form_closed

FILLED = {"purpose": {"purpose": {"type": "plain_text_input", "value": "Forecasting sales"}}}


class Desk:
    """What closing a form needs, in the order in which it is used."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.intake = self.drafts = self
        self.desk = SimpleNamespace(announcer=self)

    def of_submission(self, _form: str) -> None:
        return None

    def save(self, form: str, user: str, _values: object) -> None:
        self.happened.append(f"kept {form} of {user}")

    def ack(self) -> None:
        self.happened.append("acked")

    def send_private(self, channel: str, user: str, words: str) -> None:
        self.happened.append(f"whispered in {channel} to {user}: {words}")


def closed(step: int, values: dict[str, Any]) -> list[str]:
    """What happens when Ada closes this step of the form."""
    desk, known = Desk(), {"form": "f0", "channel": "C0", "step": step}
    view = {"private_metadata": json.dumps(known), "state": {"values": values}}
    handle_form_closed(desk, desk.ack, {"view": view, "user": {"id": "U0ADA"}})  # type: ignore[arg-type]  # plays both
    return desk.happened


def test_what_was_filled_in_is_kept_then_acked_then_told() -> None:
    assert closed(0, FILLED) == [
        "kept f0 of U0ADA",
        "acked",
        "whispered in C0 to U0ADA: Your answers are kept. Type /connector to go on where you left off.",
    ]


@pytest.mark.parametrize(
    ("step", "values", "happened"), [(1, {}, ["kept f0 of U0ADA", "acked"]), (0, {}, ["acked"])]
)
def test_going_back_a_step_is_no_news_and_an_empty_form_not_worth_keeping(
    step: int, values: dict[str, Any], happened: list[str]
) -> None:
    assert closed(step, values) == happened
