"""What a ticket says, as a person reads it."""

from dataclasses import replace

from bot.jira import ticket_text
from sandbox.jira import adf
from tests.support.sample_data import ANSWERS, NAMES, a_request
from workflows.requests.answers import Freshness, Sensitivity


def test_the_ticket_says_everything_that_was_asked() -> None:
    request = a_request(names=NAMES)

    assert ticket_text.ticket_summary(request) == "Fivetran connector: Salesforce (salesforce)"
    assert adf.plain(adf.check(ticket_text.ticket_description(request))) == (
        "Ada Okafor requests a Salesforce connector in the development environment.\n"
        "Sales forecast for the third quarter\n"
        "Service\tSalesforce (salesforce)\t\n"
        "Destination\tdev-fivetran.salesforce\t\n"
        "Business owner\tRosa Neri\t\n"
        "Sensitivity\tinternal\t\n"
        "Who needs access\tThe revenue team\t\n"
        "Freshness\tdaily\t\n"
        "Delete after\t2027-02-21\t\n"
        "Opened by Connector Desk. Don't put passwords or keys in this ticket."
    )


def test_the_longest_answers_still_fit() -> None:
    answers = replace(ANSWERS, purpose="why\n" * 10_000, access="who " * 10_000, service_name="x" * 300)
    request = a_request(names=NAMES, answers=answers)

    adf.check(ticket_text.ticket_description(request))
    assert len(ticket_text.ticket_summary(request)) == 255


def test_a_comment_is_recognized_by_its_property_whatever_it_says() -> None:
    body = ticket_text.ticket_comment("Approved by Bo Lindqvist in Slack.", "approved")
    approved = {"body": body, "properties": ticket_text.comment_properties("approved")}
    reworded = approved | {"body": ticket_text.ticket_comment("Declined.", "declined")}

    assert adf.plain(body) == "Approved by Bo Lindqvist in Slack.\nConnector Desk · approved"
    for comment in (approved, reworded, approved | {"body": {}}):
        assert ticket_text.is_comment_about(comment, "approved")
        assert not ticket_text.is_comment_about(comment, "declined")


def test_a_comment_of_an_earlier_version_is_recognized_by_its_last_line_only() -> None:
    approved = {"body": ticket_text.ticket_comment("Approved by Bo Lindqvist in Slack.", "approved"), "properties": {}}
    quoted = {"body": ticket_text.ticket_comment("Connector Desk · declined", "approved"), "properties": {"other": 1}}

    assert ticket_text.is_comment_about(approved, "approved")
    assert not ticket_text.is_comment_about(approved, "declined")
    assert not ticket_text.is_comment_about(quoted, "declined")
    assert not ticket_text.is_comment_about({"body": {}, "properties": {}}, "approved")


def test_fields_and_tables_show_labels_and_never_slugs() -> None:
    answers = replace(ANSWERS, sensitivity=Sensitivity.PERSONAL, freshness=Freshness.SIX_HOURS)
    request = a_request(names=NAMES, answers=answers)

    draft = ticket_text.draft_request_ticket(request)

    assert draft.placeholder_values.sensitivity == "personal data"
    assert draft.placeholder_values.freshness == "every 6 hours"
    assert "Sensitivity\tpersonal data\t\n" in adf.plain(draft.description)
