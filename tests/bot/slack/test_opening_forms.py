"""A double click opens one form. A press after a form that failed opens its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.slack.opening_forms import OpeningForms
from workflows.errors import Unavailable

DECLINE = ("U0BO", "decline", "r1")


class Form:
    """A form that is shown, or fails, once it's let go."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.opens, self.may_end = threading.Event(), threading.Event()

    def show(self) -> None:
        self.opens.set()
        assert self.may_end.wait(30)
        if self.failure:
            raise self.failure


def second_press(forms: OpeningForms, first: Form, press: tuple[str, ...] = DECLINE) -> list[str]:
    """Press while the first form opens; return what the second press opened by the time both have ended."""
    opened: list[str] = []
    with ThreadPoolExecutor() as listeners:
        listeners.submit(forms.open_once, DECLINE, first.show)
        assert first.opens.wait(30)
        second = listeners.submit(forms.open_once, press, lambda: opened.append("second"))
        if forms.patience:
            first.may_end.set()
        second.result(30)
        first.may_end.set()
    return opened


def test_the_second_press_of_a_double_click_opens_nothing() -> None:
    assert second_press(OpeningForms(30), Form()) == []


def test_a_press_after_a_form_that_failed_opens_its_own() -> None:
    assert second_press(OpeningForms(30), Form(Unavailable("Slack isn't responding."))) == ["second"]


def test_a_press_that_waited_long_enough_opens_its_own() -> None:
    assert second_press(OpeningForms(0), Form()) == ["second"]


@pytest.mark.parametrize("other", [("U0CLEO", *DECLINE[1:]), ("U0BO", "reassign", "r1"), (*DECLINE[:2], "r2")])
def test_another_press_waits_for_no_form(other: tuple[str, ...]) -> None:
    assert second_press(OpeningForms(0), Form(), other) == ["second"]


def test_the_next_press_opens_the_form_anew() -> None:
    forms, opened = OpeningForms(30), list[str]()

    for _ in range(2):
        forms.open_once(DECLINE, lambda: opened.append("form"))

    assert opened == ["form", "form"]
