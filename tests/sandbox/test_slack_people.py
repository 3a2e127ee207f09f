"""Verbs of people: forms, buttons, menus, type-ahead, shortcuts and the home tab."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Refused, Sandbox
from tests.sandbox.support.forms import button, buttons, field, home, modal, option, plain, section, text
from tests.sandbox.support.tiny_app import TinyApp


def opens(app: TinyApp, view: dict[str, Any]) -> None:
    """Open `view` on `/connector`."""

    @app.bolt.command("/connector")
    def command(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)


def card(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [section("*Salesforce* for <@U0ADA>"), buttons(*elements)]


def test_form_fails_is_corrected_and_succeeds(sandbox: Sandbox, app: TinyApp) -> None:
    opens(app, modal("Request", text("purpose"), text("owner")))

    @app.bolt.view("form")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        typed = view["state"]["values"]["purpose"]["value"]["value"]
        if len(typed) < 5:
            ack(response_action="errors", errors={"purpose": "Say in a sentence what the data is for."})
        else:
            ack()

    assert sandbox.ada.types("/connector salesforce")["view"]["title"] == "Request"
    missing = sandbox.ada.sends_form(purpose="no")
    assert missing["errors"] == {"owner": "Please complete this required field."}
    refused = sandbox.ada.sends_form(owner="Bo")
    assert refused["errors"] == {"purpose": "Say in a sentence what the data is for."}
    assert "! Say in a sentence" in sandbox.ada.sees()["modal"]["text"]

    done = sandbox.ada.sends_form(purpose="Sales forecast for Q3")

    assert done["closed"]
    assert done["view"] is None
    assert len([body for body in app.heard if body.get("type") == "view_submission"]) == 2


def test_every_field_type_accepts_its_values(sandbox: Sandbox, socket_app: TinyApp) -> None:
    levels = [option("Public"), option("Internal")]
    opens(
        socket_app,
        modal(
            "Request",
            field("level", {"type": "radio_buttons", "options": levels}),
            field("who", {"type": "checkboxes", "options": levels}),
            field("freshness", {"type": "static_select", "options": levels}),
            field("tags", {"type": "multi_static_select", "options": levels}),
            field("owner", {"type": "users_select"}),
            field("where", {"type": "conversations_select"}),
            field("until", {"type": "datepicker"}),
            field("at", {"type": "timepicker"}),
            field("rows", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
            field("mail", {"type": "email_text_input"}),
            field("more", {"type": "plain_text_input"}, optional=True),
        ),
    )
    socket_app.bolt.view("form")(lambda ack: ack())
    sandbox.ada.types("/connector")

    sandbox.ada.fills(level="Internal", who=["public", "Internal"], freshness="public", tags="Public")
    sandbox.ada.fills(owner="bo", where="#data-help", until="2026-12-24", at="09:30", mail="ada")
    wrong = sandbox.ada.sends_form(rows=0)["errors"]
    sandbox.ada.sends_form(rows=7, mail="ada@example.com")

    assert wrong == {"rows": "Enter a number that is at least 1.", "mail": "Enter a valid email address."}
    values = socket_app.heard[-1]["view"]["state"]["values"]
    assert {name: _chosen(state["value"]) for name, state in values.items()} == {
        "level": "internal",
        "who": ["public", "internal"],
        "freshness": "public",
        "tags": ["public"],
        "owner": "U0BO",
        "where": "C0DATAHELP",
        "until": "2026-12-24",
        "at": "09:30",
        "rows": "7",
        "mail": "ada@example.com",
        "more": None,
    }


def _chosen(state: dict[str, Any]) -> Any:
    value = next(part for name, part in state.items() if name != "type")
    if isinstance(value, list):
        return [one["value"] for one in value]
    return value["value"] if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"color": "red"}, "can't see a field “color”"),
        ({"freshness": "Hourly"}, "“Hourly” isn't an option. Options: Daily."),
        ({"purpose": "far too long"}, "The field accepts 10 characters, not 12."),
        ({"until": "tomorrow"}, "tomorrow isn't a date"),
    ],
)
def test_invalid_input_is_rejected(sandbox: Sandbox, socket_app: TinyApp, values: dict[str, str], words: str) -> None:
    freshness = field("freshness", {"type": "static_select", "options": [option("Daily")]})
    until = field("until", {"type": "datepicker"})
    opens(socket_app, modal("Request", text("purpose", max_length=10), freshness, until))
    sandbox.ada.types("/connector")

    with pytest.raises(Refused, match=words):
        sandbox.ada.fills(values, timeout=0)


def test_type_ahead_loads_options_from_the_app(sandbox: Sandbox, app: TinyApp) -> None:
    services = [option("Salesforce"), option("Stripe"), option("Shopify")]
    opens(app, modal("Request", field("service", {"type": "external_select", "min_query_length": 2})))

    @app.bolt.options("value")
    def offer(ack: Any, payload: dict[str, Any]) -> None:
        wanted = payload["value"].lower()
        ack(options=[one for one in services if one["value"].startswith(wanted)])

    sandbox.ada.types("/connector")

    assert sandbox.ada.searches("service", "sh") == [{"text": "Shopify", "value": "shopify"}]
    assert sandbox.ada.fills(service="sales")["view"]["fields"]["service"]["value"] == "Salesforce"
    with pytest.raises(Refused, match="requires 2 characters"):
        sandbox.ada.searches("service", "s")
    with pytest.raises(Refused, match="no options for"):
        sandbox.ada.fills(service="zz")


def test_picked_option_is_selected(sandbox: Sandbox, app: TinyApp) -> None:
    opens(app, modal("Request", field("service", {"type": "external_select", "min_query_length": 0})))

    @app.bolt.options("value")
    def offer(ack: Any, payload: dict[str, Any]) -> None:
        way_out = {"text": plain(f"Ask for: {payload['value']}"), "value": f"custom:{payload['value']}"}
        groups = {"All services": [option("Shopify")], "Not in the list?": [way_out]}
        ack(option_groups=[{"label": plain(one), "options": some} for one, some in groups.items()])

    sandbox.ada.types("/connector")

    offered = sandbox.ada.searches("service", "sh")
    picked = sandbox.ada.fills(service={"typed": "sh", "value": "custom:sh"})

    assert [one["group"] for one in offered] == ["All services", "Not in the list?"]
    assert picked["view"]["fields"]["service"]["value"] == "Ask for: sh"


def test_dispatched_field_updates_the_form(sandbox: Sandbox, app: TinyApp) -> None:
    service = field("service", {"type": "static_select", "options": [option("Stripe")]}, dispatch_action=True)
    opens(app, modal("Request", text("purpose"), service))

    @app.bolt.action("value")
    def chosen(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        more = modal("Request", text("purpose"), service, text("account"))
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=more)

    sandbox.ada.types("/connector")

    seen = sandbox.ada.fills(purpose="Forecast", service="Stripe")["view"]

    assert list(seen["fields"]) == ["purpose", "service", "account"]
    assert seen["fields"]["purpose"]["value"] == "Forecast"


def test_submit_response_can_push_update_and_clear(sandbox: Sandbox, socket_app: TinyApp) -> None:
    opens(socket_app, modal("One", text("purpose")))
    answers: list[dict[str, Any]] = [
        {"response_action": "push", "view": modal("Two", text("reason"))},
        {"response_action": "update", "view": modal("Three", text("reason"))},
        {"response_action": "clear"},
    ]
    socket_app.bolt.view("form")(lambda ack: ack(**answers.pop(0)))
    sandbox.ada.types("/connector")

    titles = [sandbox.ada.sends_form(purpose="Forecast")["view"]["title"]]
    titles.append(sandbox.ada.sends_form(reason="Because")["view"]["title"])
    cleared = sandbox.ada.sends()

    assert titles == ["Two", "Three"]
    assert (cleared["closed"], cleared["view"]) == (True, None)


def test_errors_for_a_missing_field_are_rejected(sandbox: Sandbox, socket_app: TinyApp) -> None:
    opens(socket_app, modal("One", text("purpose")))
    socket_app.bolt.view("form")(lambda ack: ack(response_action="errors", errors={"owner": "Who?"}))
    sandbox.ada.types("/connector")

    with pytest.raises(Refused, match="“owner”, which isn't an input block"):
        sandbox.ada.sends_form(purpose="Forecast")


def test_close_notifies_the_app_on_request(sandbox: Sandbox, socket_app: TinyApp) -> None:
    opens(socket_app, modal("One", text("purpose"), notify_on_close=True))
    socket_app.bolt.view_closed("form")(lambda ack: ack())
    sandbox.ada.types("/connector")

    sandbox.ada.closes(all=True)

    assert (socket_app.heard[-1]["type"], socket_app.heard[-1]["is_cleared"]) == ("view_closed", True)


def test_click_response_goes_to_the_clicker(sandbox: Sandbox, app: TinyApp, slack: WebClient) -> None:
    slack.chat_postMessage(channel="C0FIVETRAN", text="card", blocks=card(button("Approve", "approve", value="r1")))

    @app.bolt.action("approve")
    def approve(ack: Any, respond: Any) -> None:
        ack()
        respond("You cannot approve your own request.")

    seen = sandbox.ada.clicks("Approve")

    assert [one["text"] for one in seen["replies"]] == ["You cannot approve your own request."]
    assert app.heard[-1]["actions"][0]["value"] == "r1"
    assert len(sandbox.bo.reads()) == 1


def test_click_waits_for_the_message_update(sandbox: Sandbox, app: TinyApp, slack: WebClient) -> None:
    slack.chat_postMessage(channel="C0FIVETRAN", text="card", blocks=card(button("Approve", "approve")))

    @app.bolt.action("approve")
    def approve(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        approved = [section("Approved by <@U0BO>")]
        client.chat_update(channel="C0FIVETRAN", ts=body["message"]["ts"], text="Approved by Bo", blocks=approved)

    sandbox.bo.clicks("Approve")

    assert [one["text"] for one in sandbox.ada.reads()] == ["Approved by @Bo Lindqvist"]
    with pytest.raises(Refused, match="can't see a button “Approve”"):
        sandbox.cleo.clicks("Approve", timeout=0)


def test_forty_clicks_at_once(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    slack.chat_postMessage(channel="C0FIVETRAN", text="card", blocks=card(button("Approve", "approve")))
    socket_app.bolt.action("approve")(lambda ack: ack())

    with ThreadPoolExecutor(40) as crowd:
        errors = list(crowd.map(lambda _: sandbox.bo.clicks("Approve", wait=0)["error"], range(40)))

    assert errors == [None] * 40
    assert len(socket_app.heard) == 40


def test_partner_click_has_their_own_team(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    slack.chat_postMessage(channel="C0NORTH", text="card", blocks=card(button("Approve", "approve")))
    socket_app.bolt.action("approve")(lambda ack: ack())

    sandbox.pia.clicks("Approve", wait=0)

    body = socket_app.heard[-1]
    assert (body["user"]["team_id"], body["team"]["id"]) == ("T0NORTH", "T0DESK")
    with pytest.raises(Refused, match="another workspace"):
        sandbox.pia.types("/connector", channel="ext-northwind")


def test_confirmation_can_be_canceled(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    sure = {name: plain(name.capitalize()) for name in ("title", "text", "confirm", "deny")}
    decline = button("Decline", "decline", style="danger", confirm=sure)
    slack.chat_postMessage(channel="C0FIVETRAN", text="card", blocks=card(decline))
    socket_app.bolt.action("decline")(lambda ack: ack())

    sandbox.bo.clicks("Decline", confirm=False)
    shied = len(socket_app.heard)
    sandbox.bo.clicks("Decline", wait=0)

    assert (shied, len(socket_app.heard)) == (0, 1)


def test_message_menus_send_the_selection(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    snooze = {"type": "static_select", "action_id": "snooze", "options": [option("1 hour"), option("1 day")]}
    more = {"type": "overflow", "action_id": "more", "options": [option("Pause"), option("Test")]}
    slack.chat_postMessage(channel="C0FIVETRAN", text="card", blocks=card(snooze, more))
    socket_app.bolt.action("snooze")(lambda ack: ack())
    socket_app.bolt.action("more")(lambda ack: ack())

    sandbox.bo.chooses({"snooze": "1 day"}, in_="fivetran-discussion", wait=0)
    sandbox.bo.clicks("Pause", wait=0)

    chosen = [body["actions"][0]["selected_option"]["value"] for body in socket_app.heard]
    assert chosen == ["1 day", "pause"]


def test_mentions_and_direct_messages_are_events(sandbox: Sandbox, app: TinyApp) -> None:
    @app.bolt.event("app_mention")
    def mentioned(event: dict[str, Any], say: Any) -> None:
        say(text="Ask in #data-help", thread_ts=event["ts"])

    @app.bolt.event("message")
    def direct(say: Any) -> None:
        say(text="Hello there")

    asked = sandbox.rosa.types("@Connector Desk who owns <finance> & sales?")
    greeted = sandbox.rosa.types("Hello", channel="dm")
    sandbox.rosa.types("Nothing for bots", wait=0)

    assert [one["text"] for one in asked["replies"]] == ["Ask in #data-help"]
    assert asked["replies"][0]["thread_ts"] == asked["ts"]
    assert [one["text"] for one in greeted["replies"]] == ["Hello there"]
    events = [body["event"] for body in app.heard]
    assert events[0]["text"] == "<@U0DESK> who owns &lt;finance&gt; &amp; sales?"
    assert [event["type"] for event in events] == ["app_mention", "message"]


def test_names_in_commands_become_ids(sandbox: Sandbox, app: TinyApp) -> None:
    app.bolt.command("/connector")(lambda ack: ack("Right away."))

    seen = sandbox.ada.types("/connector status @bo in #data-help & more")

    assert app.heard[-1]["text"] == "status <@U0BO|bo> in <#C0DATAHELP|data-help> &amp; more"
    assert [one["text"] for one in seen["replies"]] == ["Right away."]


def test_shortcuts_open_forms(sandbox: Sandbox, app: TinyApp) -> None:
    @app.bolt.shortcut("request_connector")
    def anywhere(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal("Request", text("purpose")))

    @app.bolt.shortcut("answer_this")
    def on_message(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        respond(f"About: {body['message']['text']}")

    question = sandbox.rosa.types("Where is the sales data?", wait=0)["ts"]

    assert sandbox.ada.uses("Request a connector")["view"]["title"] == "Request"
    answered = sandbox.bo.uses("answer_this", message=question)
    assert answered["replies"][-1]["text"] == "About: Where is the sales data?"


def test_home_tab_is_published_on_open(sandbox: Sandbox, app: TinyApp) -> None:
    @app.bolt.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("Hello"), buttons(button("New", "new"))))

    @app.bolt.action("new")
    def pressed(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal("Request", text("purpose")))

    seen = sandbox.ada.opens_home()

    assert seen["home"]["text"] == "Hello\n[New]"
    assert sandbox.ada.clicks("New")["view"]["title"] == "Request"


def test_absent_people_cannot_act(sandbox: Sandbox) -> None:
    with pytest.raises(Refused, match="deactivated"):
        sandbox.dora.types("Hello")
    with pytest.raises(Refused, match="Rosa Neri isn't in #ext-northwind"):
        sandbox.rosa.reads("ext-northwind")
    with pytest.raises(Refused, match="/fivetran is not a valid command"):
        sandbox.ada.types("/fivetran")


def test_dates_use_the_reader_time_zone(sandbox: Sandbox, slack: WebClient) -> None:
    noon = 1_795_262_400  # 2026-11-21 12:00 UTC
    sandbox.clock(freeze=noon)
    slack.chat_postMessage(
        channel="C0FIVETRAN", text=f"Since <!date^{noon - 3600}^{{date_short_pretty}} at {{time}}|11:00 UTC>"
    )

    seen = [person.reads()[0]["text"] for person in (sandbox.ada, sandbox.bo, sandbox.cleo)]

    assert seen == ["Since today at 11:00 AM", "Since today at 12:00 PM", "Since today at 3:00 AM"]
