"""Home tabs are drawn when they are opened, and again when their content changes."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.slack.home_tabs import MAX_REMEMBERED_TABS, HomeTabs
from bot.slack.views.home import HomeState
from tests.support.fake_request_ports import World
from tests.support.sample_data import a_request, an_approved_request
from workflows.errors import Refused, Unavailable
from workflows.requests.model import ConnectorRequest


@dataclass
class Workspace:
    """Plays Slack and the queries, and records the drawn tabs."""

    drawn: list[str] = field(default_factory=list)
    request: ConnectorRequest = field(default_factory=a_request)
    is_down: bool = False
    refused: dict[str, Exception] = field(default_factory=dict)
    """Person → why their tab can't be drawn."""

    def call(self, _method: str, *, user_id: str, view: dict[str, Any]) -> None:
        assert view["type"] == "home"
        if self.is_down:
            raise Unavailable("Slack does not answer.")
        if user_id in self.refused:
            raise self.refused[user_id]
        self.drawn.append(user_id)

    def found(self, user_id: str) -> HomeState:
        mine = [self.request] if user_id == self.request.requester else []
        return HomeState(mine, [] if mine else [self.request], False)


def homes(workspace: Workspace) -> HomeTabs:
    return HomeTabs(workspace, World(), workspace.found)  # type: ignore[arg-type]  # only what a tab needs


def test_only_opened_tabs_that_changed_are_redrawn() -> None:
    workspace = Workspace()
    tabs = homes(workspace)
    for user in ("U0ADA", "U0BO", "U0ROSA"):
        tabs.draw(user)

    tabs.refresh(workspace.request)
    unchanged = workspace.drawn[3:]
    workspace.request = an_approved_request()
    tabs.refresh(workspace.request)

    assert unchanged == []
    assert sorted(workspace.drawn[3:]) == ["U0ADA", "U0BO"]


def test_a_tab_that_cannot_be_drawn_is_drawn_later() -> None:
    workspace = Workspace()
    tabs = homes(workspace)
    tabs.draw("U0ADA")
    workspace.request, workspace.is_down = an_approved_request(), True

    tabs.refresh(workspace.request)
    workspace.is_down = False
    tabs.refresh(workspace.request)

    assert workspace.drawn == ["U0ADA", "U0ADA"]


@pytest.mark.parametrize("failure", [Refused("Slack refused this (not_enabled)."), KeyError("view")])
def test_a_tab_that_slack_refuses_stops_no_other(failure: Exception) -> None:
    workspace = Workspace()
    tabs = homes(workspace)
    for user in ("U0ADA", "U0BO"):
        tabs.draw(user)
    workspace.request, workspace.refused["U0ADA"] = an_approved_request(), failure

    with capture_logs():
        tabs.refresh(workspace.request)

    assert workspace.drawn[2:] == ["U0BO"]


def test_the_least_recently_opened_tab_is_dropped_first() -> None:
    workspace = Workspace()
    tabs = homes(workspace)
    for user in ("U0ADA", *(f"U{number}" for number in range(MAX_REMEMBERED_TABS))):
        tabs.draw(user)
    workspace.request = an_approved_request()

    tabs.refresh(workspace.request)

    assert workspace.drawn.count("U0ADA") == 1
