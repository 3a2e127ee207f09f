"""The canvas: created once, written only when it says something else, found again, and replaced when it's gone."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.slack.views.canvas import render_canvas
from tests.support.sample_data import MONDAY
from workflows.canvas.model import CanvasGone, CanvasPorts, ChannelCanvas, PublicList, RenderedCanvas
from workflows.canvas.update import RETRY_DELAY, SHARED_CHANNEL, update_canvas
from workflows.errors import DeskError, Misconfigured, Refused, SlackTokenRejected, Unavailable
from workflows.reporting.duplicates import ExistingConnection

HOME = "C0FIVETRAN"
ZOOM = ExistingConnection("zoom", "zoom", "Fivetran_Prod", "working", connection_id="bright_fox")


@dataclass
class World:
    """All ports: the clock, the row, the list, and Slack with its canvases."""

    listed: PublicList = field(default_factory=lambda: PublicList((ZOOM,), (), 1))
    row: ChannelCanvas = field(default_factory=lambda: ChannelCanvas(HOME))
    canvases: dict[str, str] = field(default_factory=dict)
    """Canvas id → what it says."""
    calls: list[str] = field(default_factory=list)
    trouble: dict[str, DeskError] = field(default_factory=dict)
    """Call → what it raises."""
    at: datetime = MONDAY
    is_channel_shared: bool = False
    saves: bool = True

    def update(self) -> list[str]:
        """Run the job once, and return what it asked Slack for."""
        self.calls.clear()
        update_canvas(HOME, CanvasPorts(self, self, self, lambda: self.listed))
        return [*self.calls]

    def fails(self, name: str) -> None:
        connection = replace(ZOOM, state=name)
        self.listed = PublicList((connection,), (), 1)

    def now(self) -> datetime:
        return self.at

    def get(self, channel: str) -> ChannelCanvas:
        assert channel == HOME
        return self.row

    def save(self, canvas: ChannelCanvas) -> None:
        if self.saves:
            self.row = canvas

    def render(self, listed: PublicList) -> RenderedCanvas:
        return render_canvas(listed, "")

    def is_shared(self, channel: str) -> bool:
        self._ask("is_shared", quietly=True)
        return self.is_channel_shared

    def find(self, channel: str) -> str | None:
        self._ask("find")
        return next(iter(self.canvases), None)

    def create(self, channel: str, rendered: RenderedCanvas) -> str:
        self._ask("create")
        canvas_id = f"F{len(self.canvases) + 1}"
        self.canvases[canvas_id] = rendered.markdown
        return canvas_id

    def write(self, canvas_id: str, rendered: RenderedCanvas) -> None:
        self._ask("write")
        if canvas_id not in self.canvases:
            raise CanvasGone("gone")
        self.canvases[canvas_id] = rendered.markdown

    def _ask(self, call: str, *, quietly: bool = False) -> None:
        if not quietly:
            self.calls.append(call)
        if call in self.trouble:
            raise self.trouble[call]


def test_it_is_created_once_and_then_only_written_when_it_changes() -> None:
    world = World()

    assert world.update() == ["find", "create"]
    assert world.update() == []
    world.fails("failing")
    assert world.update() == ["write"]
    assert world.update() == []
    assert "failing" in world.canvases["F1"]


def test_one_whose_id_was_lost_in_a_crash_is_found_again() -> None:
    world = World(saves=False)
    world.update()
    world.saves = True

    assert world.update() == ["find", "write"]
    assert [*world.canvases] == [world.row.canvas_id]


def test_one_that_was_deleted_is_made_again_with_the_next_change() -> None:
    world = World()
    world.update()
    world.canvases.clear()

    assert world.update() == []
    world.fails("failing")
    assert world.update() == ["write", "find", "create"]
    assert world.update() == []


@pytest.mark.parametrize("refusal", [Refused("Slack refused it."), Misconfigured("Slack denied it.")])
@pytest.mark.parametrize("call", ["find", "create"])
def test_a_refusal_is_stored_and_tried_again_after_an_hour(refusal: DeskError, call: str) -> None:
    world = World(trouble={call: refusal})
    world.update()

    assert world.row.problem == refusal.message
    world.at += RETRY_DELAY - timedelta(seconds=1)
    assert world.update() == []
    world.at += timedelta(seconds=1)
    assert call in world.update()

    world.trouble.clear()
    world.at += RETRY_DELAY
    assert world.update() == ["find", "create"]
    assert world.row.problem == ""


def test_a_refused_edit_keeps_the_canvas() -> None:
    world = World()
    world.update()
    world.fails("failing")
    world.trouble["write"] = Refused("Slack couldn't apply it.")

    world.update()

    assert world.row.canvas_id == "F1"
    world.trouble.clear()
    world.at += RETRY_DELAY
    world.fails("working")  # what the canvas says anyway: the try proves that it works again
    assert world.update() == ["write"]
    assert world.row.problem == ""


@pytest.mark.parametrize("trouble", [Unavailable("Slack isn't responding."), SlackTokenRejected("Rejected.")])
def test_while_slack_is_away_nothing_is_stored_and_the_next_tick_tries_again(trouble: DeskError) -> None:
    world = World(trouble={"create": trouble})

    with pytest.raises(type(trouble)):
        world.update()

    assert world.row == ChannelCanvas(HOME)


def test_nothing_is_written_where_another_organization_reads() -> None:
    world = World()
    world.update()
    world.fails("failing")
    world.is_channel_shared = True

    assert world.update() == []
    assert world.row.problem == SHARED_CHANNEL
    assert "failing" not in world.canvases["F1"]
