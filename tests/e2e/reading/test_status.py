"""A person looks up a connection by a name that fits several, nothing, or what they can't see."""

from sandbox.driver import Sandbox
from tests.e2e.support.questions import shown


def test_a_name_that_fits_several_is_asked_back(sandbox: Sandbox) -> None:
    told = shown(sandbox.ada, "google search console")
    assert "matches 2 connections. Which one?" in told

    sandbox.ada.clicks("google_search_console_www (production)")

    sandbox.ada.reads(until="google_search_console_www (Google Search Console, production)")


def test_nothing_is_called_so_but_something_is_near(sandbox: Sandbox) -> None:
    told = shown(sandbox.ada, "zoon")

    assert told == "I couldn't find “zoon”, or you don't have access to it. Did you mean “zoom”?"
    assert "Use /connector list to see all connections." in shown(sandbox.ada, "xyzzy-plugh")


def test_a_sensitive_connection_exists_for_those_only_who_may_know(sandbox: Sandbox) -> None:
    assert "or you don't have access to it" in shown(sandbox.ada, "stripe_nonprod")
    assert "stripe_nonprod (Stripe, development)" in shown(sandbox.bo, "stripe_nonprod")


def test_a_guest_is_shown_nothing(sandbox: Sandbox) -> None:
    assert "Guests can't do that." in shown(sandbox.gus, "zoom")
