"""The request form asks three things, and proposes the rest: golden text."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.slack.views.form import request_form
from bot.slack.views.form_notes import why_resent
from bot.slack.views.form_state import SETTINGS, FormState
from tests.support.rendered_text import form_as_seen
from tests.support.sample_data import ANSWERS, MONDAY, a_request, none_taken
from workflows.catalog.config_fields import ConfigField, FieldCondition, FieldKind
from workflows.catalog.field_formats import FieldFormat
from workflows.catalog.form_pages import optional_fields
from workflows.catalog.service import Naming, Service
from workflows.requests.form_validation import form_from_answers
from workflows.requests.history import Decision
from workflows.requests.removals import REMOVED
from workflows.requests.state_machine import Status

DECLINED = Decision("U0BO", MONDAY, "Too expensive")
SETTINGS_OF_ZOOM = (
    ConfigField("region", "Region", FieldKind.CHOICE, options=("us", "eu"), labels={"us": "US", "eu": "EU"}),
    ConfigField("deep", "Deep scan", FieldKind.YES_NO),
)
ZOOM = Service("zoom", "Zoom", "Productivity", is_curated=True, config_fields=SETTINGS_OF_ZOOM)
ADDRESS = ConfigField("sheet_id", "Address of the sheet", FieldKind.TEXT, is_required=True, format=FieldFormat.SHEET)
SHEETS = Service(
    "google_sheets",
    "Google Sheets",
    "File",
    naming=Naming.SCHEMA_TABLE,
    is_curated=True,
    config_fields=(
        ConfigField("sheet_id", "Address of the sheet", FieldKind.TEXT, "", (), True, format=FieldFormat.SHEET),
    ),
)
BLANK = FormState(
    "f1", "C0", MONDAY.date(), values={"business_owner": "U0ADA"}, viewer_id="U0ADA", job_title="Marketing analyst"
)
SECRETS = "(:lock: Never type a password or key here. You enter credentials in Fivetran after approval.)"


def form_of(service: Service, taken: Any = none_taken, **given: str | None) -> FormState:
    """The form of a service that Ada chose, with what she has filled in."""
    return replace(BLANK, values={**BLANK.values, **given}).for_service(service, service.id, taken)


def sent(state: FormState, **typed: str) -> FormState:
    """The state that comes back from Slack when Ada types this into the form and sends it."""
    view = request_form(state)
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    held = {block["block_id"]: _initial(block["element"]) | {"value": typed.get(block["block_id"])} for block in inputs}
    values = {
        name: {"field": {key: value for key, value in state.items() if value is not None}}
        for name, state in held.items()
    }
    back = FormState.parse({**view, "state": {"values": values}}, MONDAY.date())
    assert state.service
    return replace(back, job_title=state.job_title).for_service(state.service, state.service.id, none_taken)


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    option = {"selected_option": element["initial_option"]} if "initial_option" in element else {}
    date = {"selected_date": element["initial_date"]} if "initial_date" in element else {}
    user = {"selected_user": element["initial_user"]} if "initial_user" in element else {}
    return {**option, **date, **user}


def test_the_form_asks_for_a_service_first() -> None:
    assert form_as_seen(request_form(BLANK)) == (
        "# Request a connector\n"
        "Service:\n"
        "(Choose a service. I propose the rest.)\n"
        "What is the data for?:\n"
        "Business owner: U0ADA\n"
        f"{SECRETS}\n"
        "[Send request] [Cancel]"
    )


def test_three_questions_and_a_line_for_each_proposal() -> None:
    assert form_as_seen(request_form(form_of(ZOOM))) == (
        "# Request a connector\n"
        "Service: Zoom\n"
        "What is the data for?:\n"
        "Business owner: U0ADA\n"
        "(I propose the rest. Change what doesn't fit.)\n"
        "Lands in `dev-fivetran.zoom` [Change]\n"
        "Internal data [Change]\n"
        "For Marketing analysts [Change]\n"
        "Synced daily [Change]\n"
        "Kept until February 21, 2027 [Change]\n"
        "*Advanced settings (2)* – most people skip these [Show]\n"
        f"{SECRETS}\n"
        "[Send request] [Cancel]"
    )


def test_what_is_proposed_is_what_is_requested() -> None:
    answers = sent(form_of(ZOOM), purpose="Attendance of the weekly training").validate()

    assert answers
    assert answers.destination == {"schema": "zoom"}
    assert (answers.sensitivity, answers.access) == ("internal", "Marketing analysts")
    assert (answers.freshness, answers.delete_after.isoformat()) == ("daily", "2027-02-21")
    assert answers.business_owner == "U0ADA"


@pytest.mark.parametrize(
    ("service", "why"),
    [
        (replace(ZOOM, is_sensitive=True), "the catalog says so"),
        (replace(ZOOM, is_curated=False), "the catalog doesn't know it"),
        (replace(ZOOM, type="Database"), "it can hold anything"),
    ],
)
def test_sensitivity_is_asked_where_internal_would_be_a_guess(service: Service, why: str) -> None:
    seen = form_as_seen(request_form(form_of(service)))
    errors = sent(form_of(service), purpose="Attendance of the weekly training").current_errors()

    assert "Business owner: U0ADA\nHow sensitive is the data?:\n" in seen, why
    assert "Internal data" not in seen
    assert "For you [Change]" in seen
    assert errors == {"sensitivity": "Choose an option."}


def test_a_business_owner_who_is_another_person_is_named_beside_the_requester() -> None:
    state = form_of(replace(ZOOM, is_sensitive=True))
    seen = form_as_seen(request_form(replace(state, values={**state.values, "business_owner": "U0ROSA"})))

    assert "For you and the business owner [Change]" in seen


def test_why_a_request_was_declined_stays_while_the_form_is_redrawn() -> None:
    note = why_resent(a_request(status=Status.DECLINED, decision=DECLINED, names={"U0BO": "Bo <Lindqvist>"}))
    drawn = request_form(replace(form_of(ZOOM), note=note))

    redrawn = FormState.parse({**drawn, "state": {"values": {}}}, MONDAY.date())

    assert form_as_seen(drawn).splitlines()[1:3] == [
        ":no_entry_sign: Declined by Bo &lt;Lindqvist&gt;:",
        ">Too expensive",
    ]
    assert redrawn.note == note


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Status.DECLINED, "decision": DECLINED, "names": {}}, "Declined by an approver:\n>Too expensive"),
        ({"status": Status.DECLINED, "decision": replace(DECLINED, reason=None)}, "Declined by an approver."),
        ({"status": Status.DECLINED, "decision": replace(DECLINED, reason=REMOVED)}, "Declined by an approver."),
        ({"status": Status.EXPIRED}, "No approver decided on this request in time."),
        ({"status": Status.WITHDRAWN}, ""),
    ],
)
def test_a_form_that_sends_again_says_why_the_request_ended(changes: dict[str, Any], said: str) -> None:
    assert why_resent(a_request(**{"names": {}, **changes})).endswith(said)


def test_the_question_how_sensitive_data_is_says_what_a_sensitive_service_holds() -> None:
    def hint(service: Service) -> str:
        blocks = request_form(form_of(service))["blocks"]
        return str(next(one for one in blocks if one.get("block_id") == "sensitivity")["hint"]["text"])

    fine = "“Not sure” is fine: the strictest rules apply until an approver has checked."
    assert hint(replace(ZOOM, is_sensitive=True, holds="recorded calls")) == f"Zoom holds recorded calls. {fine}"
    assert hint(replace(ZOOM, is_curated=False)) == fine


def test_settings_that_nothing_can_be_proposed_for_are_asked_at_once() -> None:
    seen = form_as_seen(request_form(form_of(SHEETS)))

    assert "Address of the sheet:\n(I propose the rest." in seen
    assert "Lands in `dev-fivetran.google_sheets.data` [Change]" in seen
    assert "Advanced" not in seen


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("destination", "Dataset: zoom\nInternal data"),
        ("sensitivity", "How sensitive is the data?: Internal\nFor"),
        ("access", "Who needs access?: Marketing analysts\nSynced"),
        ("freshness", "How fresh must the data be?: Daily\nKept"),
        ("delete_after", "Delete the development data after: 2027-02-21\n*Advanced"),
        (SETTINGS, "*Advanced settings*\nRegion:\nDeep scan:\n(:lock:"),
    ],
)
def test_change_turns_one_line_into_its_field(line: str, shown: str) -> None:
    before = request_form(form_of(ZOOM))

    after = request_form(form_of(ZOOM).opening({line}))

    assert shown in form_as_seen(after)
    assert _buttons(before) - _buttons(after) == {f"change_{line}"}


def test_a_field_that_was_opened_stays_open_and_keeps_what_was_typed() -> None:
    opened = sent(form_of(ZOOM).opening({"access", SETTINGS}), access="Revenue team")

    assert "Who needs access?: Revenue team\n" in form_as_seen(request_form(opened))
    assert "*Advanced settings*\n" in form_as_seen(request_form(opened))


def test_reports_are_one_line_unless_some_were_left_out() -> None:
    ads = replace(ZOOM, reports=({"table": "clicks"}, {"table": "costs"}), config_fields=())

    assert "All 2 reports [Change]" in form_as_seen(request_form(form_of(ads)))
    assert "reports [Change]" not in form_as_seen(request_form(form_of(ads, reports="clicks")))


def test_a_taken_name_is_never_proposed_and_never_changed_silently() -> None:
    taken = frozenset({"zoom", "sales"}).intersection

    assert "Lands in `dev-fivetran.zoom_2` [Change]" in form_as_seen(request_form(form_of(ZOOM, taken)))
    assert "Dataset: sales\n(:warning: `sales` is already taken. `sales_2` is free.)" in form_as_seen(
        request_form(form_of(ZOOM, taken, schema="sales"))
    )


def test_a_proposal_that_was_shown_is_sent_also_when_another_one_would_be_made_by_now() -> None:
    shown = form_of(ZOOM)

    back = replace(sent(shown), job_title="Finance analyst").for_service(ZOOM, "zoom", frozenset({"zoom"}).intersection)

    assert back.values["access"] == "Marketing analysts"
    assert back.name_problem == "`zoom` is already taken. `zoom_2` is free."


def test_another_service_gets_proposals_of_its_own_and_keeps_what_the_person_chose() -> None:
    chosen = sent(form_of(ZOOM).opening({"freshness"}))
    other = replace(
        chosen, values={**chosen.values, "service": "stripe", "freshness": "hourly"}
    ).without_other_service()
    stripe = Service("stripe", "Stripe", is_curated=True, is_sensitive=True)

    seen = form_as_seen(request_form(other.for_service(stripe, "stripe", none_taken)))

    assert "Lands in `dev-fivetran.stripe` [Change]" in seen
    assert "How sensitive is the data?:\n" in seen
    assert "For you and the business owner [Change]" in seen
    assert "How fresh must the data be?: Hourly" in seen


def test_the_title_that_slack_tells_later_is_proposed_unless_the_person_answered() -> None:
    early = replace(BLANK, job_title="").for_service(ZOOM, "zoom", none_taken)
    answered = early.opening({"access"})

    assert "For Finance analysts [Change]" in form_as_seen(request_form(early.for_job_title("Finance analyst")))
    assert early.for_job_title("Head of Finance").values["access"] == "The requester and the business owner"
    assert sent(answered, access="Ada").for_job_title("Finance analyst").values["access"] == "Ada"


def test_an_edit_is_the_same_form_with_the_answers() -> None:
    state = FormState("f1", "C0", MONDAY.date(), request_id="r1", seen_revision=1, values=form_from_answers(ANSWERS))
    service = Service("salesforce", "Salesforce", is_curated=True, is_sensitive=True)

    seen = form_as_seen(request_form(state.for_service(service, "salesforce", none_taken)))

    assert "Internal data [Change]\nFor The revenue team [Change]\nSynced daily [Change]\n" in seen
    assert seen.endswith("[Save changes] [Cancel]")


def test_what_was_wrong_when_the_form_was_sent_stays_below_its_field() -> None:
    wrong = form_of(ZOOM).opening(["delete_after"], {"purpose": "Describe it.", "delete_after": "Choose a date."})

    seen = form_as_seen(request_form(wrong))

    assert "What is the data for?:\n(:warning: Describe it.)\n" in seen
    assert "Delete the development data after: 2027-02-21\n(:warning: Choose a date.)\n" in seen


def test_a_draft_says_which_one_it_is_and_asks_before_it_is_discarded() -> None:
    draft = request_form(replace(form_of(ZOOM), is_resumed=True))
    without_service = request_form(replace(BLANK, is_resumed=True, values={"purpose": "The *plan* for May"}))

    assert form_as_seen(draft).startswith("# Request a connector\nThis is your draft for *Zoom*.\nService: Zoom\n")
    assert "This is your draft about “The *plan* for May”." in form_as_seen(without_service)
    (start_over,) = draft["blocks"][-1]["elements"]  # Slack focuses what comes first
    assert start_over["confirm"]["text"]["text"] == "This discards your draft for Zoom."


def test_a_form_that_was_sent_before_its_service_was_drawn_says_so() -> None:
    seen = form_as_seen(request_form(replace(form_of(ZOOM), is_redrawn=True)))

    assert seen.startswith("# Request a connector\nThe form now fits *Zoom*. Check it, then send it.\n")


def test_a_service_that_is_going_away_says_what_to_use_instead() -> None:
    old = Service("adwords", "AdWords", sunset_notice="Use Google Ads instead.")

    assert "(:sunset: AdWords is being retired. Use Google Ads instead.)" in form_as_seen(request_form(form_of(old)))


def test_another_service_resets_only_its_own_fields() -> None:
    ids = [
        {block["block_id"]: block["element"]["action_id"] for block in view["blocks"] if "element" in block}
        for view in (
            request_form(form_of(service).opening({"destination", "access"}))
            for service in (ZOOM, Service("stripe", "Stripe", is_curated=True))
        )
    ]

    assert {field for field in ids[0] if ids[0][field] != ids[1][field]} == {"schema"}


def test_many_settings_follow_on_pages_only_when_they_are_wanted() -> None:
    many = tuple(ConfigField(f"field_{number}", f"Field {number}", FieldKind.TEXT) for number in range(9))
    state = form_of(replace(ZOOM, config_fields=many))

    assert "*Advanced settings (9)*" in form_as_seen(request_form(state))
    assert form_as_seen(request_form(state)).endswith("[Send request] [Cancel]")
    assert form_as_seen(request_form(state.opening({SETTINGS}))).endswith("[Next] [Cancel]")


def test_a_setting_that_depends_on_an_optional_one_is_not_asked_at_once() -> None:
    mode = ConfigField("mode", "Mode", FieldKind.CHOICE, options=("all", "some"))
    accounts = ConfigField(
        "accounts", "Accounts", FieldKind.LIST, is_required=True, condition=FieldCondition("mode", ("some",))
    )
    service = replace(ZOOM, config_fields=(mode, accounts))

    assert [field.name for field in optional_fields(service, {})] == ["mode"]
    assert [field.name for field in optional_fields(service, {"config.mode": "some"})] == ["mode", "accounts"]
    assert sent(form_of(service), purpose="Attendance of the weekly training").validate()


def test_the_longest_lines_fit_into_the_metadata_of_a_form() -> None:
    state = form_of(SHEETS, schema="s" * 63, table="t" * 63, access='"\\' * 150, sensitivity="personal_data")

    metadata = request_form(state)["private_metadata"]

    assert len(metadata) < 3_000
    assert json.loads(metadata)["lines"]["access"] == '"\\' * 150


def _buttons(view: dict[str, Any]) -> set[str]:
    return {block["accessory"]["action_id"] for block in view["blocks"] if "accessory" in block}
