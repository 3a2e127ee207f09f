"""What a command costs once everything is warm: statements, connections of the database, and calls to Slack."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import FrameType

import pytest
from slack_bolt import Ack
from sqlalchemy import event

from bench.agreeing_slack import YES
from bot.bootstrap.access import build_access
from bot.bootstrap.answers import build_answers
from bot.bootstrap.core import Container
from bot.bootstrap.custom_steps import build_custom_steps
from bot.bootstrap.listeners import build_listener_context
from bot.bootstrap.owners import build_owners
from bot.bootstrap.subscriptions import build_subscriptions
from bot.config.settings import Settings
from bot.slack.bolt import build_bolt_app
from bot.slack.context import ListenerContext
from bot.slack.listeners.commands import handle_command
from bot.slack.prompt_acks import build_request
from bot.store.database import migrate
from demo.stage import sandbox_settings
from sandbox.fivetran.services import load_services
from tests.support.scripted_server import scripted_server

IDS = {"user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0FIVETRAN"}
TRIGGERS = count()


@dataclass
class Desk:
    """The bot's listeners, and what a command made them do."""

    context: ListenerContext
    calls: list[str]
    """Paths of the calls to Slack."""
    statements: list[str] = field(default_factory=list)
    checkouts: list[object] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """What the bot acks, and what it says afterwards."""

    def receives(self, text: str) -> None:
        for one in (self.calls, self.statements, self.checkouts, self.answers):
            one.clear()
        say = self.answers.append
        command = {"text": text, "trigger_id": f"1.{next(TRIGGERS)}", **IDS}
        handle_command(self.context, lambda text="", **_more: say(text), command, say)  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with scripted_server(json.dumps(YES).encode(), content_type="application/json") as (slack, calls):
        database = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
        given = sandbox_settings("http://127.0.0.1:1", database, 3000) | {"SLACK_API_URL": slack, "CLOCK_URL": ""}
        given["FIVETRAN_URL"] = f"{slack}fivetran"
        parts = Container(Settings(_env_file=None, **{name.lower(): value for name, value in given.items()}))  # type: ignore[call-arg, arg-type]
        migrate(parts.database)
        service = load_services()["salesforce"]
        parts.stores.catalog.replace([service.summary, load_services()["stripe"].summary], [])
        parts.stores.catalog.save_config(service.id, service.config)
        desk = Desk(_context(parts), calls)
        event.listen(parts.database, "before_cursor_execute", lambda *made: desk.statements.append(made[2]))
        event.listen(parts.database, "checkout", lambda *made: desk.checkouts.append(made[0]))
        yield desk
        parts.close()


def _context(parts: Container) -> ListenerContext:
    answers = build_answers(parts)
    access, owners = build_access(parts, answers), build_owners(parts, answers.status_queries, answers.unowned_lists)
    subscriptions = build_subscriptions(parts, answers.answerer, answers.ports.rights)
    return build_listener_context(parts, answers, access, subscriptions, owners, build_custom_steps(parts))


def test_a_form_is_one_call_and_one_connection(desk: Desk) -> None:
    desk.receives("salesforce")  # the first one asks who the person is, and loads the catalog

    desk.receives("salesforce")

    assert (desk.answers, desk.calls) == ([""], ["/views.open"])
    assert len(desk.statements) == 1
    assert len(desk.checkouts) == 1


def test_no_connection_is_held_while_a_vendor_is_asked(desk: Desk) -> None:
    desk.receives("salesforce")
    pool = desk.context.drafts.engine.pool
    for name in ("checkout", "checkin"):
        event.listen(pool, name, lambda *_, name=name: desk.calls.append(name))

    desk.receives("stripe")  # its settings were never read

    held, asked = ["checkout", "checkin"], "/fivetran/v1/metadata/connector-types/stripe"
    assert desk.calls.index(asked) % 2 == 0
    assert [one for one in desk.calls if one not in held] == [asked, "/views.open"]
    assert [desk.calls[at : at + 2] for at, one in enumerate(desk.calls) if one == "checkout"] == [held] * (
        desk.calls.count("checkout")
    )


def test_help_is_its_ack(desk: Desk) -> None:
    desk.receives("help")

    assert [answer.splitlines()[0].split(" – ")[0] for answer in desk.answers] == ["*Connector Desk*"]
    assert (desk.calls, desk.statements, desk.checkouts) == ([], [], [])


def test_a_press_asks_each_listener_about_the_body_alone(desk: Desk) -> None:
    app = build_bolt_app(desk.context.slack, desk.context.directory, desk.context)
    press = {"type": "block_actions", "user": {"id": "U0ADA"}, "team": {"id": "T0DESK"}, "actions": [UNKNOWN]}

    with calls_of("build_required_kwargs") as calls:
        answer = app.dispatch(build_request(press, {}, Ack()))  # type: ignore[no-untyped-call]  # untyped in the library

    assert answer.status == 200
    assert len(calls) <= len(("the listener", "its lazy functions"))


UNKNOWN = {"type": "button", "action_id": "of_an_earlier_release", "block_id": "b", "value": "1"}
"""A press that the last listener takes."""


@contextmanager
def calls_of(function: str) -> Iterator[list[str]]:
    """Yield a list that gets an entry for each call of a function with this name in this thread."""
    calls: list[str] = []

    def watch(frame: FrameType, happened: str, _argument: object) -> None:
        if happened == "call" and frame.f_code.co_name == function:
            calls.append(function)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield calls
    finally:
        sys.setprofile(before)
