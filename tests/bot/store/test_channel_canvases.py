"""The canvas of a channel is stored as it was last written."""

from sqlalchemy import Engine

from bot.store.channel_canvases import ChannelCanvasStore
from tests.support.sample_data import MONDAY
from workflows.canvas.model import ChannelCanvas


def test_a_canvas_comes_back_as_it_was_saved(database: Engine) -> None:
    store, written = ChannelCanvasStore(database), ChannelCanvas("C0", "F1", "abc")
    refused = written.evolve(problem="Canvases are off.", retry_at=MONDAY)

    assert store.get("C0") == ChannelCanvas("C0")
    for canvas in (written, refused, ChannelCanvas("C0", "F2", "def")):
        store.save(canvas)
        assert store.get("C0") == canvas
    assert store.get("C1") == ChannelCanvas("C1")
