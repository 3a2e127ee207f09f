"""What depends on a service alone is built once, and forms share nothing else."""

import gc
import json
import sys
import weakref
from dataclasses import replace

from bot.slack.views.form import request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.same_service import built_once
from tests.bot.slack.views.test_form import SHEETS, ZOOM, form_of
from workflows.catalog.service import Service
from workflows.requests.custom_connector import custom_service

CALLS_OF_A_FORM = 200
"""Function calls that draw a form, once the parts of its service are known. It took 520 before they were kept."""


def calls_of(state: FormState) -> int:
    """Count the functions of Python that draw a form: other than times, that doesn't depend on the machine."""
    calls, before = [0], sys.getprofile()
    sys.setprofile(lambda _frame, event, _arg: calls.__setitem__(0, calls[0] + (event == "call")))
    try:
        request_form(state)
    finally:
        sys.setprofile(before)
    return calls[0]


def test_a_part_is_built_once_for_each_version_of_a_service() -> None:
    built: list[tuple[str, int]] = []
    part = built_once(lambda service, page: built.append((service.name, page)))
    newer = replace(ZOOM, name="Zoom Meetings")

    for service, page in [(ZOOM, 0), (ZOOM, 0), (ZOOM, 1), (newer, 0), (newer, 0), (ZOOM, 0)]:
        part(service, page)

    assert built == [("Zoom", 0), ("Zoom", 1), ("Zoom Meetings", 0)]


def test_the_name_of_a_custom_connector_is_never_kept() -> None:
    custom = custom_service("Project Merger")
    seen = weakref.ref(custom)

    request_form(form_of(custom))
    del custom
    gc.collect()

    assert seen() is None


def test_a_form_shows_nothing_of_the_form_of_another_person() -> None:
    services: list[Service] = [ZOOM, SHEETS]
    before = [json.dumps(request_form(form_of(service))) for service in services]
    other = FormState("f2", "C9", form_of(ZOOM).today, values={"business_owner": "U0BO"}, viewer_id="U0BO")
    typed = {
        "purpose": "The merger of both units",
        "config.sheet_id": "1a2b",
        "config.region": "eu",
        "schema": "merger",
    }

    for service in services:
        filled = replace(other, values={**other.values, **typed}).for_service(
            service, service.id, {"zoom"}.intersection
        )
        request_form(
            filled.opening(["access", "sensitivity", "freshness"], {"config.sheet_id": "Wrong.", "service": "No."})
        )

    assert [json.dumps(request_form(form_of(service))) for service in services] == before
    assert not [word for word in ("U0BO", "f2", "C9", "merger", "1a2b", "Wrong.") if word in str(before)]


def test_a_form_is_drawn_by_few_calls() -> None:
    request_form(form_of(ZOOM))

    assert calls_of(form_of(ZOOM)) <= CALLS_OF_A_FORM
