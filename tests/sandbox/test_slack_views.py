"""views.*: triggers, the stack, hashes, and what survives an update."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from tests.sandbox.support.forms import field, home, modal, option, section, text
from tests.sandbox.support.tiny_app import TinyApp


def error_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    return str(raised.value.response["error"])


def trigger(sandbox: Sandbox, app: TinyApp) -> str:
    """Return a new trigger id of a command that the app only acknowledges."""
    app.bolt.command("/connector")(lambda ack: ack())
    sandbox.ada.types("/connector", wait=0)
    return str(app.heard[-1]["trigger_id"])


def test_trigger_opens_one_view(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    trigger_id = trigger(sandbox, socket_app)

    slack.views_open(trigger_id=trigger_id, view=modal("First", text("purpose")))

    assert sandbox.ada.sees()["modal"]["title"] == "First"
    assert error_of(slack.views_open, trigger_id=trigger_id, view=modal("Second", text("purpose"))) == (
        "exchanged_trigger_id"
    )


def test_trigger_expires_after_three_seconds(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    trigger_id = trigger(sandbox, socket_app)

    sandbox.clock(advance=3.1)

    assert error_of(slack.views_open, trigger_id=trigger_id, view=modal("Late", section("x"))) == ("expired_trigger_id")
    assert error_of(slack.views_open, trigger_id="1.2.3", view=modal("Odd", section("x"))) == ("invalid_trigger_id")


def test_invalid_view_returns_a_list_of_problems(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    trigger_id = trigger(sandbox, socket_app)

    with pytest.raises(SlackApiError) as raised:
        slack.views_open(trigger_id=trigger_id, view=modal("A title that is much too long", section("x")))

    assert raised.value.response["error"] == "invalid_arguments"
    assert raised.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_view_over_250_kilobytes_is_too_large(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    big = modal("Big", *[section("x" * 2_900) for _ in range(90)])

    assert error_of(slack.views_open, trigger_id=trigger(sandbox, socket_app), view=big) == "view_too_large"


def test_external_id_is_unique(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    first = modal("First", section("x"), external_id="request-1")
    slack.views_open(trigger_id=trigger(sandbox, socket_app), view=first)

    slack.views_update(external_id="request-1", view=modal("Again", section("y"), external_id="request-1"))
    push = error_of(slack.views_push, trigger_id=trigger(sandbox, socket_app), view=first)

    assert push == "duplicate_external_id"
    assert sandbox.ada.sees()["modal"]["title"] == "Again"


def test_views_are_limited_to_three(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    slack.views_open(trigger_id=trigger(sandbox, socket_app), view=modal("One", section("x")))
    for title in ("Two", "Three"):
        slack.views_push(trigger_id=trigger(sandbox, socket_app), view=modal(title, section("x")))

    fourth = error_of(slack.views_push, trigger_id=trigger(sandbox, socket_app), view=modal("4", section("x")))

    assert fourth == "push_limit_reached"
    sandbox.ada.closes()
    assert sandbox.ada.sees()["modal"]["title"] == "Two"


def test_stale_hash_is_rejected(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    opened = slack.views_open(trigger_id=trigger(sandbox, socket_app), view=modal("One", section("x")))
    view_id, stale = opened["view"]["id"], opened["view"]["hash"]
    slack.views_update(view_id=view_id, hash=stale, view=modal("Two", section("x")))

    late = error_of(slack.views_update, view_id=view_id, hash=stale, view=modal("Late", section("x")))

    assert late == "hash_conflict"
    assert sandbox.ada.sees()["modal"]["title"] == "Two"


def test_input_survives_updates_only_under_the_same_ids(
    sandbox: Sandbox, socket_app: TinyApp, slack: WebClient
) -> None:
    opened = slack.views_open(
        trigger_id=trigger(sandbox, socket_app), view=modal("One", text("purpose"), text("owner"))
    )
    sandbox.ada.fills(purpose="Forecast", owner="Bo")

    changed = text("owner", action_id="owner_2", initial_value="Cleo")
    updated = slack.views_update(
        view_id=opened["view"]["id"], view=modal("Two", text("purpose", initial_value="New"), changed)
    )

    assert updated["view"]["state"]["values"] == {
        "purpose": {"value": {"type": "plain_text_input", "value": "Forecast"}},
        "owner": {"owner_2": {"type": "plain_text_input", "value": "Cleo"}},
    }


def test_initial_values_apply_and_empty_fields_are_null(
    sandbox: Sandbox, socket_app: TinyApp, slack: WebClient
) -> None:
    chosen = {"type": "static_select", "options": [option("Daily")], "initial_option": option("Daily")}
    opened = slack.views_open(
        trigger_id=trigger(sandbox, socket_app),
        view=modal("Form", text("purpose"), field("freshness", chosen), field("until", {"type": "datepicker"})),
    )

    values = opened["view"]["state"]["values"]

    assert values["purpose"]["value"]["value"] is None
    assert values["freshness"]["value"]["selected_option"]["value"] == "daily"
    assert values["until"]["value"] == {"type": "datepicker", "selected_date": None}


def test_home_tab_belongs_to_one_person(sandbox: Sandbox, slack: WebClient) -> None:
    slack.views_publish(user_id="U0ADA", view=home(section("*Your requests*")))

    assert sandbox.ada.sees()["home"]["text"] == "Your requests"
    assert sandbox.bo.sees()["home"] is None


def test_closed_view_is_not_found(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    opened = slack.views_open(trigger_id=trigger(sandbox, socket_app), view=modal("One", section("x")))
    sandbox.ada.closes()

    assert error_of(slack.views_update, view_id=opened["view"]["id"], view=modal("Two", section("x"))) == ("not_found")
