"""People who can't request connectors get no form from a message, and none of its text."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.slack.listeners.request_from_message import handle_message_shortcut
from tests.support.fake_request_ports import World
from tests.support.odd_payloads import REQUEST_SHORTCUT
from tests.support.rendered_text import form_as_seen
from workflows.requests.ports import RequestPorts


@dataclass
class FormsOnly:
    """A context with people and forms: an outsider's press reaches nothing else."""

    ports: RequestPorts
    channel: str = "C0FIVETRAN"
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def repeated_commands(self) -> "FormsOnly":
        return self

    def is_first(self, _trigger_id: str) -> bool:
        return True

    def open_form(self, _trigger_id: str, view: dict[str, Any], *, is_on_top: bool) -> dict[str, Any]:
        return view

    def update_form(self, _view: dict[str, Any], form: dict[str, Any]) -> None:
        self.shown.append(form)


@pytest.mark.parametrize(
    ("user", "team", "why"),
    [
        ("U0GUS", "T0DESK", "Guests can't do that. Ask a full member of this workspace."),
        ("U0PIA", "T0NORTH", "Only members of this workspace can do that."),
        ("U0PIA", "T0DESK", "Only members of this workspace can do that."),
        ("U0DORA", "T0DESK", "This account can't do that."),
    ],
    ids=["a guest", "another workspace", "another workspace, with our team in the payload", "a deactivated account"],
)
def test_outsiders_request_nothing_from_a_message(user: str, team: str, why: str) -> None:
    ctx: Any = FormsOnly(World().ports())
    acks: list[str] = []

    body = {**REQUEST_SHORTCUT, "user": {"id": user, "team_id": team}}
    handle_message_shortcut(ctx, lambda: acks.append("ack"), body)  # type: ignore[arg-type]  # acks are counted only

    assert acks == ["ack"]
    assert [form_as_seen(form) for form in ctx.shown] == [f"# Request a connector\n{why}\n[Close]"]
