"""The canvas as it is written: grouped, with names in place of mentions, and with a sentence for the rest."""

from dataclasses import replace

import pytest

from bot.slack.canvases import canvas_ids
from bot.slack.views.canvas import MARKER, code, escape_canvas, render_canvas
from tests.support.sample_data import MONDAY
from workflows.canvas.model import PublicList
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.reporting.duplicates import ExistingConnection

ZOOM = ExistingConnection(
    "zoom", "zoom", "Fivetran_Prod", "failing", "U0ROSA", "Rosa Neri", MONDAY, connection_id="bright_fox"
)
STRIPE = ExistingConnection("stripe", "stripe_eu", "Fivetran_Dev", "in setup", connection_id="calm_owl")
LINEAR = ExistingConnection(
    "linear", "linear", "requested", "is waiting for an approver", "U0ADA", "Ada Okafor", request_id="7f3c9a"
)


def test_it_reads_as_a_list_by_environment() -> None:
    rendered = render_canvas(PublicList((ZOOM, STRIPE), (LINEAR,), 6), CONNECTION_PAGE_URL)

    assert rendered.title == "Connectors"
    assert rendered.markdown == (
        "These are the connections and open requests that everyone here can see. "
        "Connector Desk keeps this page up to date and replaces everything on it.\n\n"
        "## Fivetran_Dev\n\n"
        "- `stripe_eu` – in setup · [Open in Fivetran](https://fivetran.com/dashboard/connections/calm_owl/status)\n\n"
        "## Fivetran_Prod\n\n"
        "- `zoom` · Rosa Neri – failing, last synced November 23"
        " · [Open in Fivetran](https://fivetran.com/dashboard/connections/bright_fox/status)\n\n"
        "## Requested\n\n"
        "- `linear` · Ada Okafor – is waiting for an approver\n\n"
        "3 more are restricted, or don't fit here. Type `/connector list` to see what you have access to."
    )


def test_an_account_that_is_not_read_yet_is_not_called_empty() -> None:
    waits = "I'm still reading the connections from Fivetran. They stand here in a few minutes."
    for listed in (PublicList(is_account_known=False), PublicList((), (LINEAR,), 1, is_account_known=False)):
        shown = render_canvas(listed, "").markdown
        assert shown.endswith(f"\n\n{waits}")
        assert "Nothing is connected" not in shown


def test_without_links_and_without_a_rest_nothing_speaks_of_them() -> None:
    shown = render_canvas(PublicList((ZOOM,), (), 1), "").markdown

    assert "Open in Fivetran" not in shown
    assert "more" not in shown
    assert "Requested" not in shown


def test_an_empty_account_says_what_to_do() -> None:
    assert "Type `/connector` to request a connector." in render_canvas(PublicList(), "").markdown
    assert "1 more is restricted" in render_canvas(PublicList(total=1), "").markdown


def test_names_have_no_meaning_in_the_markdown() -> None:
    tricky = replace(ZOOM, name="a`b|*c*\n[d](e)<f>", owner_name="![](@U0ADA) *Rosa* <!here> `x` :tada:\n# b_c _d_")

    (line,) = [one for one in render_canvas(PublicList((tricky,), (), 1), "").markdown.splitlines() if one[:1] == "-"]

    assert line == (
        "- `aˋb|*c* [d](e)<f>` · !\\[\\](@U0ADA) \\*Rosa\\* \\<!here\\> \\`x\\` \\:tada: # b_c \\_d\\_"
        " – failing, last synced November 23"
    )


@pytest.mark.parametrize("name", ["Jean-Luc O'Neil (he/him)", "Fivetran_Dev", "50% & more: now"])
def test_ordinary_punctuation_stays(name: str) -> None:
    assert escape_canvas(name, 60) == name


def test_long_names_are_cut() -> None:
    assert code("x" * 200) == f"`{'x' * 129}…`"
    assert escape_canvas("x" * 61, 60) == f"{'x' * 59}…"


def test_the_marker_stands_in_one_line_of_every_canvas() -> None:
    for listed in (PublicList(), PublicList((ZOOM,), (LINEAR,), 9)):
        assert MARKER in render_canvas(listed, "").markdown.splitlines()[0]


def test_the_fingerprint_changes_with_what_is_shown_alone() -> None:
    one, same, other = (
        render_canvas(PublicList((each,), (), 1), "").fingerprint
        for each in (ZOOM, replace(ZOOM, owner="U0BO"), replace(ZOOM, state="working"))
    )

    assert one == same != other


@pytest.mark.parametrize(
    ("channel", "ids"),
    [
        ({}, []),
        ({"properties": None}, []),
        ({"properties": {"tabs": [{"type": "files"}, {"type": "canvas", "data": {"file_id": "F1"}}, "odd"]}}, ["F1"]),
        ({"properties": {"tabs": [{"type": "canvas"}], "canvas": {"file_id": "F2", "is_empty": False}}}, ["F2"]),
        ({"properties": {"canvas": {"file_id": ""}}}, []),
    ],
)
def test_the_canvases_of_a_channel_are_in_its_properties(channel: dict[str, object], ids: list[str]) -> None:
    assert [*canvas_ids(channel)] == ids
