"""Links of the app's domains: the event, and the previews that the app adds."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Sandbox
from tests.sandbox.support.tiny_app import TinyApp
from tests.sandbox.test_slack_posting import refused

PAGE = "https://fivetran.com/dashboard/connections/polite_otter/status?a=1&b=2"
UNFURLS = {PAGE: {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Two* lines"}}]}}


def test_links_of_the_apps_domains_are_sent_and_unfurled(sandbox: Sandbox, app: TinyApp, slack: WebClient) -> None:
    heard: list[dict[str, Any]] = []
    app.bolt.event("link_shared")(lambda event: heard.append(event))

    ts = sandbox.rosa.types(f"see {PAGE} and https://example.com", "general")["ts"]
    sandbox.until(lambda: heard, "the link is heard")
    slack.chat_unfurl(channel="C0GENERAL", ts=ts, unfurls=UNFURLS)

    (event,) = heard
    assert event["links"] == [{"domain": "fivetran.com", "url": PAGE}]
    assert event["channel"] == "C0GENERAL"
    assert event["message_ts"] == ts
    assert not event["is_bot_user_member"]
    assert sandbox.rosa.reads("general")[-1]["text"].splitlines()[1:] == ["> Two lines"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"channel": "C0NOWHERE"}, "cannot_find_channel"),
        ({"ts": "1.000001"}, "cannot_find_message"),
        ({"unfurls": {"https://fivetran.com/docs": {}}}, "cannot_unfurl_message"),
        ({"unfurls": {"https://example.com": {}}}, "cannot_unfurl_url"),
        ({"unfurls": [PAGE]}, "cannot_parse_attachment"),
        ({"unfurls": {PAGE: {"blocks": [{"type": "section"}]}}}, "invalid_blocks"),
    ],
)
def test_invalid_unfurls_return_slack_errors(
    sandbox: Sandbox, slack: WebClient, changed: dict[str, Any], error: str
) -> None:
    ts = sandbox.rosa.types(f"see {PAGE} and https://example.com", "general", wait=0)["ts"]
    arguments = {"channel": "C0GENERAL", "ts": ts, "unfurls": UNFURLS} | changed

    assert refused(slack.api_call, api_method="chat.unfurl", json=arguments)["error"] == error


def test_unfurls_need_their_scopes(sandbox: Sandbox, app: TinyApp, slack: WebClient) -> None:
    heard: list[dict[str, Any]] = []
    app.bolt.event("link_shared")(lambda event: heard.append(event))
    sandbox.slack.scopes(remove=["links:read", "links:write"])

    ts = sandbox.rosa.types(f"see {PAGE}", "general", wait=0)["ts"]

    answer = refused(slack.api_call, api_method="chat.unfurl", json={"channel": "C0GENERAL", "ts": ts, "unfurls": {}})
    assert answer["error"] == "missing_scope"
    assert heard == []
