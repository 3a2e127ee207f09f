"""Asking the pages."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.knowledge import search
from bot.knowledge.search import Knowledge
from workflows.answers.model import AnswerKind


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("how do I get access to fivetran?", "getting-access"),
        ("<@U0DESK> *how* do i get `acess` to Fivetran :pray:", "getting-access"),
        ("HOW LONG DOES THE FIRST SYNC TAKE", "historical-sync"),
        ("depends_on_fivetran", "depends-on-fivetran"),
        ("monthly active rows?", "costs"),
        ("which key for the airflow variable", "airflow-variable"),
    ],
)
def test_a_question_is_answered_from_its_page(knowledge: Knowledge, asked: str, page: str) -> None:
    answer = knowledge.answer(asked)

    assert (answer.kind, answer.page) == (AnswerKind.KNOWLEDGE, page)
    assert answer.text == knowledge.pages[page].answer
    assert answer.source == knowledge.pages[page].source


def test_every_title_and_example_question_leads_to_its_own_page(knowledge: Knowledge) -> None:
    astray = [
        (page.name, ask)
        for page in knowledge.pages.values()
        for ask in (page.title, *page.questions)
        if knowledge.search(ask).first != page.name
    ]

    assert astray == []


def test_a_vague_question_is_asked_back_with_up_to_three_pages(knowledge: Knowledge) -> None:
    answer = knowledge.answer("how do I delete my account")

    assert answer.is_clarification
    assert answer.text == search.DID_YOU_MEAN
    assert 1 <= len(answer.alternatives) <= 3
    assert answer.source is None


@pytest.mark.parametrize("asked", ["how many holidays do I get?", "what's for lunch today", "my laptop is broken"])
def test_what_is_not_ours_is_not_answered(knowledge: Knowledge, asked: str) -> None:
    answer = knowledge.answer(asked)

    assert (answer.kind, answer.text) == (AnswerKind.UNSURE, search.DONT_KNOW)
    assert "#data-help" in answer.text
    assert answer.alternatives == ()


@pytest.mark.parametrize("asked", ["", "   \n", "<@U0DESK>", "<https://example.com>", ":wave:", "thanks!!", "?"])
def test_an_empty_question_gets_an_example(knowledge: Knowledge, asked: str) -> None:
    assert knowledge.answer(asked) is search.EMPTY_QUESTION_ANSWER


@pytest.mark.parametrize(
    "asked",
    [
        'AND "',
        '"',
        "NEAR(a b, 3)",
        "title: access* OR NOT ^fivetran",
        "'; DROP TABLE pages; --",
        "-- {title} : \\ %s %(x)s {0}",
        "*_~`>&lt;&amp;" * 40,
        "\x00 \ud83d null",
        "<@U0DESK <#C1| <https://",
    ],
)
def test_no_input_can_break_the_search(knowledge: Knowledge, asked: str) -> None:
    answer = knowledge.answer(asked)

    assert answer.text
    assert 0.0 <= answer.confidence <= 1.0


@pytest.mark.parametrize(
    "asked",
    [
        "Wie lange dauert die erste Synchronisierung?",
        "comment puis-je supprimer les données de développement",
        "フィベトランへのアクセス方法を教えてください",
        "как получить доступ к данным",
        "كيف أحصل على حق الوصول",
    ],
)
def test_another_language_is_never_answered_wrongly(knowledge: Knowledge, asked: str) -> None:
    assert knowledge.answer(asked).kind is AnswerKind.UNSURE


def test_a_long_story_is_answered_by_the_question_in_it(knowledge: Knowledge) -> None:
    story = "Our quarterly planning went through six rounds and finance agreed at last. " * 38
    asked = f"{story}\nHow long does the historical sync take? Thanks and have a nice weekend!"
    assert len(asked) > 2900

    answer = knowledge.answer(asked)

    assert answer.page == "historical-sync"


def test_three_thousand_characters_of_anything_are_read_quickly(knowledge: Knowledge) -> None:
    words = " ".join(f"word{number}" for number in range(400))[:3000]

    assert knowledge.answer(words).kind is AnswerKind.UNSURE


def test_an_alternative_asked_as_it_stands_leads_to_its_page(knowledge: Knowledge) -> None:
    for alternative in knowledge.answer("how do I delete my account").alternatives:
        assert knowledge.answer(alternative.title).page == alternative.page


def test_many_people_can_ask_at_once(knowledge: Knowledge) -> None:
    asked = ["how do I get access?", "how often does it sync?", "what is MAR?", "resync one table"] * 50

    with ThreadPoolExecutor(8) as people:
        pages = [answer.page for answer in people.map(knowledge.answer, asked)]

    assert pages == ["getting-access", "schedule", "costs", "re-sync"] * 50
