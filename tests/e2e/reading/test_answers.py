"""People ask the bot, which answers or asks back."""

import pytest

from sandbox.driver import Sandbox
from tests.e2e.support.questions import SECRET, asks, text


def test_a_mention_is_answered_in_its_thread(sandbox: Sandbox) -> None:
    told = asks(sandbox.ada, "is google ads fresh?")

    assert "google_ads (Google Ads, production) is fresh." in text(told)
    assert [reply["thread_ts"] for reply in told["replies"]] == [told["ts"]]
    assert "google_ads" in sandbox.rosa.reads(thread=told["ts"])[-1]["text"]


def test_a_direct_message_is_answered_directly(sandbox: Sandbox) -> None:
    told = asks(sandbox.ada, "how do I get access to fivetran?", "dm")

    assert "Access is for employees only" in text(told)
    assert "maintained by data-engineering · last reviewed" in text(told)


def test_the_answer_to_the_command_is_seen_by_the_viewer_alone(sandbox: Sandbox) -> None:
    told = sandbox.ada.types("/connector ask what broke today?")

    assert "jira (Jira, production)" in text(told)
    assert [reply["ephemeral"] for reply in told["replies"]] == [True]
    assert not [one for one in sandbox.rosa.reads() if "jira (Jira" in one["text"]]


def test_another_persons_question_is_answered_in_its_thread(sandbox: Sandbox) -> None:
    asked = sandbox.rosa.types("does anybody know whether google ads is up to date? is google ads fresh?", wait=0)

    sandbox.ada.uses("answer_this", message=asked["ts"])

    thread = sandbox.rosa.reads(thread=asked["ts"], until="google_ads (Google Ads, production) is fresh.")
    assert len(thread) == 2


def test_a_second_person_who_wants_the_same_answered_is_shown_where_it_is(sandbox: Sandbox) -> None:
    asked = sandbox.rosa.types("is google ads fresh?", wait=0)
    sandbox.ada.uses("answer_this", message=asked["ts"])
    answer = sandbox.rosa.reads(thread=asked["ts"], until="google_ads (Google Ads, production) is fresh.")[-1]

    told = sandbox.bo.uses("answer_this", message=asked["ts"])

    assert "It's already answered: " in text(told)
    assert answer["ts"].replace(".", "") in text(told)
    assert len(sandbox.rosa.reads(thread=asked["ts"])) == 2


def test_a_name_that_fits_several_is_asked_back_and_the_choice_is_answered(sandbox: Sandbox) -> None:
    asks(sandbox.ada, "is search console fresh?", "dm")

    chosen = sandbox.ada.clicks("Is google_search_console_www fresh?")

    assert "google_search_console_www (Google Search Console, production) is fresh." in text(chosen)


def test_a_viewer_without_access_to_a_connection_reads_nothing_about_it(sandbox: Sandbox) -> None:
    ada = asks(sandbox.ada, "is stripe fresh?")
    bo = asks(sandbox.bo, "is stripe fresh?", wait=0)

    assert "I couldn't find a connection for Stripe, or you don't have access to it." in text(ada)
    sandbox.bo.reads("dm", until="stripe (Stripe, production) is fresh.")
    for reader in (sandbox.bo, sandbox.rosa):
        assert len(reader.reads(thread=bo["ts"])) == 1


@pytest.mark.parametrize(
    "question",
    [
        "*bold* _it_ ~no~ `code` <!channel> @bo #data-help is google ads fresh?",
        "is google ads fresh? " + "blah " * 590,
    ],
)
def test_a_question_full_of_markup_or_very_long_is_answered(sandbox: Sandbox, question: str) -> None:
    told = asks(sandbox.ada, question[:3_000])

    assert "google_ads (Google Ads, production) is fresh." in text(told)


def test_an_empty_question_is_asked_what_it_wants(sandbox: Sandbox) -> None:
    assert "What would you like to know?" in text(asks(sandbox.ada, ""))
    assert "What would you like to know?" in text(sandbox.ada.types("/connector ask"))


def test_another_language_gets_an_honest_answer_and_a_person(sandbox: Sandbox) -> None:
    told = asks(sandbox.ada, "Wie beantrage ich bitte meinen Urlaub?")

    assert "I don't know that one." in text(told)
    assert "[Ask a person]" in text(told)


def test_guests_and_partners_are_politely_refused(sandbox: Sandbox) -> None:
    guest = asks(sandbox.gus, "is google ads fresh?")
    partner = asks(sandbox.pia, "is google ads fresh?", "ext-northwind")

    for told in (guest, partner):
        (whispered,) = [reply["text"] for reply in told["replies"] if reply["ephemeral"]]
        assert whispered.startswith("Sorry, I can't answer this.")
        assert "google_ads" not in text(told)


def test_where_partners_read_along_the_answer_is_private(sandbox: Sandbox) -> None:
    told = asks(sandbox.ada, "is google ads fresh?", "ext-northwind", wait=0)

    sandbox.ada.reads("dm", until="google_ads (Google Ads, production) is fresh.")
    assert len(sandbox.ada.reads("ext-northwind", thread=told["ts"])) == 1


def test_who_has_access_is_told_with_names_and_with_what_is_not_known(sandbox: Sandbox) -> None:
    told = text(asks(sandbox.ada, "who has access to google ads?", "dm"))

    assert "with a role for this connection: Ada Okafor (View Connection)" in told
    assert "Cleo Marsh (Account Administrator, Account Reviewer through the team Revenue)" in told
    assert "workgroups control that" in told
    assert "@" not in told


def test_a_secret_in_the_form_for_access_is_refused_beside_its_field(sandbox: Sandbox) -> None:
    asks(sandbox.ada, "how do I get access to fivetran?", "dm")
    sandbox.ada.clicks("Request access", in_="dm")

    wrong = sandbox.ada.sends_form(who="aokafor", what="Fivetran", why=f"To look into {SECRET}")

    assert set(wrong["errors"]) == {"why"}
    assert "Nothing was stored" in wrong["errors"]["why"]
