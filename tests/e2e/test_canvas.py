"""The canvas of the channel: made once, kept up to date, made again when it's deleted, and public."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from sandbox.driver import Sandbox
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import card_waits, sends, up_to_approval

FIVE_MINUTES = 301


def canvases(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.slack.canvases(channel="fivetran-discussion")
    return found


def says(sandbox: Sandbox, words: str) -> bool:
    return any(words in one["markdown"] for one in canvases(sandbox))


def reads(sandbox: Sandbox, words: str) -> str:
    """Wait until the canvas says it, while time passes, and return the one canvas."""
    time_passes(sandbox, lambda: says(sandbox, words), f"the canvas says {words}")
    (canvas,) = canvases(sandbox)
    return str(canvas["markdown"])


def time_passes(sandbox: Sandbox, until: Callable[[], bool], what: str) -> None:
    """Let five minutes pass again and again, until the bot has done something."""
    for _ in range(20):
        sandbox.clock(advance=FIVE_MINUTES)
        with suppress(AssertionError):
            sandbox.until(until, what, timeout=3)
            return
    raise AssertionError(what)


def calls(sandbox: Sandbox, method: str) -> int:
    return len(sandbox.journal(path=f"/api/{method}"))


def test_the_canvas_follows_a_request_and_shows_nothing_restricted(sandbox: Sandbox, bots: Bots) -> None:
    bots.start("desk", CHANNEL_CANVAS="true")
    sandbox.ada.reads(until="jira ca")  # the first poll is over
    shown = reads(sandbox, "`google_ads`")

    assert "## Fivetran_Prod" in shown
    assert "`stripe`" not in shown, "its service is sensitive"
    assert "`fivetran_log`" not in shown, "its service is internal"
    assert "more are restricted" in shown
    assert "<@" not in shown

    up_to_approval(sandbox)
    card_waits(sandbox)
    waiting = reads(sandbox, "is waiting for an approver")
    assert "- `salesforce` · Ada Okafor – is waiting for an approver" in waiting
    sandbox.bo.clicks("Approve", wait=0)
    approved = reads(sandbox, "- `salesforce` · Ada Okafor – in setup")
    assert "## Requested" not in approved
    assert calls(sandbox, "canvases.create") == 1

    edits = calls(sandbox, "canvases.edit")
    for _ in range(3):
        sandbox.clock(advance=FIVE_MINUTES)
        sandbox.rosa.types("/connector list", wait=30)
    assert calls(sandbox, "canvases.edit") <= edits + 1, "what doesn't change isn't written"


def test_a_confidential_request_leaves_the_canvas(sandbox: Sandbox, bots: Bots) -> None:
    bots.start("desk", CHANNEL_CANVAS="true")
    up_to_approval(sandbox)
    card_waits(sandbox)
    reads(sandbox, "`salesforce`")

    sandbox.ada.clicks("Edit", in_="dm")
    assert sends(sandbox.ada, {"sensitivity": "personal_data"})["closed"]

    time_passes(sandbox, lambda: not says(sandbox, "`salesforce`"), "the request leaves the canvas")


@pytest.mark.parametrize("kind", ["lose", "close"])
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_lost_answer_and_a_restart_make_no_second_canvas(sandbox: Sandbox, bots: Bots, kind: str) -> None:
    sandbox.fault(kind=kind, service="slack", match="canvases.create")
    first = bots.start("desk", CHANNEL_CANVAS="true")
    sandbox.until(lambda: canvases(sandbox), "the canvas")
    first.kill()

    bots.start("desk", CHANNEL_CANVAS="true")
    reads(sandbox, "`google_ads`")

    assert len(canvases(sandbox)) == calls(sandbox, "canvases.create") == 1


def test_a_deleted_canvas_comes_back_with_the_next_change(sandbox: Sandbox, bots: Bots) -> None:
    bots.start("desk", CHANNEL_CANVAS="true")
    sandbox.ada.reads(until="jira ca")
    reads(sandbox, "`google_ads`")
    sandbox.slack.delete_canvas(channel="fivetran-discussion", title="Connectors")

    sandbox.fivetran.breaks(schema="google_ads")

    assert "`google_ads` – failing" in reads(sandbox, "`google_ads` – failing")
    assert calls(sandbox, "canvases.create") == 2


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("canvases.create", "canvas_disabled_user_team"),
        ("canvases.create", "free_team_canvas_tab_already_exists"),
        ("canvases.create", "restricted_action"),
        ("canvases.create", "canvas_creation_failed"),
    ],
)
def test_a_refusal_is_logged_once_and_tried_again_after_an_hour(
    sandbox: Sandbox, bots: Bots, method: str, error: str
) -> None:
    sandbox.fault(kind="fail", service="slack", match=method, error=error, status=200, times=2)
    bots.start("desk", CHANNEL_CANVAS="true")
    sandbox.until(lambda: calls(sandbox, method) == 1, "the first try")
    for _ in range(3):
        sandbox.clock(advance=FIVE_MINUTES)
        sandbox.rosa.types("/connector list", wait=30)
    assert calls(sandbox, method) == 1

    sandbox.clock(advance=3_600)
    sandbox.until(lambda: calls(sandbox, method) == 2, "the second try")
    sandbox.clock(advance=3_900)
    sandbox.until(lambda: canvases(sandbox), "the canvas")

    assert bots.log().count("the canvas can't be written") == 1
    assert error in bots.log()


def test_without_the_setting_nothing_is_made(sandbox: Sandbox, bots: Bots) -> None:
    bots.start("desk")
    sandbox.ada.reads(until="jira ca")
    sandbox.clock(advance=FIVE_MINUTES)
    sandbox.rosa.types("/connector list", wait=30)

    assert canvases(sandbox) == []
