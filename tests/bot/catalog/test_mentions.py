"""A message names a service only if there is nothing to guess."""

import pytest

from bot.catalog.mentions import ServiceMentions
from tests.bot.catalog.test_search import SHIPPED
from workflows.catalog.service import Service, Stage

OTHERS = (
    Service("linear", "Linear", "Productivity"),
    Service("front", "Front", "Support"),
    Service("secret_feed", "Secret Feed", "File", is_internal=True),
    Service("old_crm", "Old CRM", "Marketing", stage=Stage.SUNSET),
)
MENTIONS = ServiceMentions([*SHIPPED.values(), *(one for one in OTHERS if one.id not in SHIPPED)])


def mentioned(text: str, *, internal: bool = False) -> str | None:
    found = MENTIONS.find_only(text, internal=internal)
    return found.id if found else None


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("Can we get salesforce data for the forecast?", "salesforce"),
        ("could someone pull our SFDC accounts", "salesforce"),
        ("We need the spend of Google Ads, by campaign", "google_ads"),
        ("we need google_ads!", "google_ads"),
        ("Please load Stripe into BigQuery", "stripe"),
        ("Salesforce please. Salesforce has our accounts", "salesforce"),
        ("We plan with Linear and want its issues", "linear"),
    ],
)
def test_the_only_service_in_a_message_is_found(text: str, service: str) -> None:
    assert mentioned(text) == service


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Where is the sales data?",
        "the growth is linear, and the front page is slow",
        "Front page numbers for Monday, please",
        "Stripe or Salesforce, which one is first?",
        "our salesforces are on the road",
        "salesfroce",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert mentioned(text) is None


def test_a_service_that_this_person_cant_request_is_not_proposed() -> None:
    assert mentioned("We need Secret Feed here") is None
    assert mentioned("We need Secret Feed here", internal=True) == "secret_feed"
    assert mentioned("We need Old CRM here") is None
