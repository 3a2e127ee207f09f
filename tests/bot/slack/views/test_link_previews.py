"""Two lines below a link: golden text."""

import pytest

from bot.slack.views.link_previews import preview_blocks
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY, a_request_with_ticket
from workflows.reporting.shared_links import RequestPreview
from workflows.requests.confidentiality import Disclosure

REQUEST = a_request_with_ticket()


def test_a_request_is_named_with_its_state_and_requester() -> None:
    first, second = as_seen(preview_blocks(RequestPreview(REQUEST, Disclosure.FULL, MONDAY))).splitlines()

    assert first == f"*{REQUEST.answers.service_name}* `{REQUEST.dataset}` is waiting for an approver"
    assert second.startswith("Requested by Ada Okafor · as of ")


def test_a_confidential_request_shows_its_number_and_progress_only() -> None:
    first, second = as_seen(preview_blocks(RequestPreview(REQUEST, Disclosure.REDACTED, MONDAY))).splitlines()

    assert first == ":lock: *Confidential request* DSRE-7"
    assert second.startswith(":raised_hand: *Waiting for approval* · as of ")


def test_nothing_is_said_of_a_hidden_request() -> None:
    assert preview_blocks(RequestPreview(REQUEST, Disclosure.HIDDEN, MONDAY)) == []


@pytest.mark.parametrize("disclosure", [Disclosure.FULL, Disclosure.REDACTED])
def test_what_people_wrote_never_reaches_a_preview(disclosure: Disclosure) -> None:
    assert REQUEST.answers.purpose not in str(preview_blocks(RequestPreview(REQUEST, disclosure, MONDAY)))
