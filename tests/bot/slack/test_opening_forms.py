"""A double click opens one form. A press after a form that failed opens its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.slack.opening_forms import OpeningForms
from workflows.errors import Unavailable

DECLINE = ("U0BO", "decline", "r1")


class Form:
    """A form that is shown, shows why it can't be, or fails, once it's let go."""

    def __init__(self, failure: Exception | None = None, *, has_content: bool = True) -> None:
        self.failure, self.has_content = failure, has_content
        self.opens, self.may_end = threading.Event(), threading.Event()

    def show(self) -> bool:
        self.opens.set()
        assert self.may_end.wait(30)
        if self.failure:
            raise self.failure
        return self.has_content


def second_press(forms: OpeningForms, first: Form, press: tuple[str, ...] = DECLINE) -> list[str]:
    """Press while the first form opens; return what the second press opened by the time both have ended."""
    opened: list[str] = []

    def show_second() -> bool:
        opened.append("second")
        return True

    with ThreadPoolExecutor() as listeners:
        listeners.submit(forms.open_once, DECLINE, first.show)
        assert first.opens.wait(30)
        second = listeners.submit(forms.open_once, press, show_second)
        if forms.patience:
            first.may_end.set()
        second.result(30)
        first.may_end.set()
    return opened


def test_the_second_press_of_a_double_click_opens_nothing() -> None:
    assert second_press(OpeningForms(30), Form()) == []


def test_a_press_after_a_form_that_failed_opens_its_own() -> None:
    assert second_press(OpeningForms(30), Form(Unavailable("Slack isn't responding."))) == ["second"]


def test_a_press_after_a_form_that_says_why_it_cannot_be_shown_opens_its_own() -> None:
    assert second_press(OpeningForms(30), Form(has_content=False)) == ["second"]


def test_a_press_that_waited_long_enough_opens_its_own() -> None:
    assert second_press(OpeningForms(0), Form()) == ["second"]


@pytest.mark.parametrize("other", [("U0CLEO", *DECLINE[1:]), ("U0BO", "reassign", "r1"), (*DECLINE[:2], "r2")])
def test_another_press_waits_for_no_form(other: tuple[str, ...]) -> None:
    assert second_press(OpeningForms(0), Form(), other) == ["second"]


def test_the_next_press_opens_the_form_anew() -> None:
    forms, first, next_one = OpeningForms(30), Form(), Form()

    for form in (first, next_one):
        form.may_end.set()
        forms.open_once(DECLINE, form.show)

    assert first.opens.is_set()
    assert next_one.opens.is_set()
