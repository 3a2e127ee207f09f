"""What the words of a question mean."""

from pathlib import Path

import pytest

from bot.knowledge import synonyms
from bot.knowledge.pages import InvalidKnowledge
from bot.knowledge.query_terms import SYNONYM_WEIGHT, QueryAnalyzer


@pytest.fixture
def words(folder: Path) -> QueryAnalyzer:
    return QueryAnalyzer(synonyms.load_word_lists(folder / "synonyms.yaml"))


def test_filler_says_nothing(words: QueryAnalyzer) -> None:
    assert words.content_words("How do I delete the lamp?") == ["delete", "lamp"]


def test_a_phrase_counts_as_the_word_it_means(words: QueryAnalyzer) -> None:
    assert words.content_words("Where do I log  in?") == ["login"]


def test_a_synonym_is_worth_less_than_the_word_itself(words: QueryAnalyzer) -> None:
    (term,) = words.terms("removing", frozenset())

    assert term.variants == {"delete": SYNONYM_WEIGHT, "remove": SYNONYM_WEIGHT, "removing": 1.0}


@pytest.mark.parametrize("typed", ["conector", "connectro", "connectors", "conncetor"])
def test_a_typo_is_read_as_the_word_that_was_meant(words: QueryAnalyzer, typed: str) -> None:
    (term,) = words.terms(typed, frozenset({"connector", "connectors", "collection"}))

    assert term.word in {"connector", "connectors"}


@pytest.mark.parametrize("typed", ["lump", "tableau", "12345"])
def test_another_word_is_not_taken_for_a_typo(words: QueryAnalyzer, typed: str) -> None:
    (term,) = words.terms(typed, frozenset({"lamp", "table", "12346x"}))

    assert term.word == typed


def test_names_of_sources_and_words_of_other_fields_are_recognized(words: QueryAnalyzer) -> None:
    stripe, holiday = words.terms("stripe holidays", frozenset())

    assert stripe.is_service
    assert holiday.is_off_topic


@pytest.mark.parametrize(
    ("lists", "mistake"),
    [
        ("synonyms: []\nignore: a\nservices: b", "synonyms.yaml: elsewhere: must be words in one text"),
        ("synonyms: {}\nignore: a\nservices: b\nelsewhere: c", "synonyms: must be a list of groups"),
        ("synonyms: [[a]]\nignore: a\nservices: b\nelsewhere: c", "group 1: must be a list of at least two"),
        ("synonyms: [[a, off]]\nignore: a\nservices: b\nelsewhere: c", "False is not text; put it in quotes"),
        ("synonyms: [[a b, c]]\nignore: a\nservices: b\nelsewhere: c", "must begin with a single word"),
        ("synonym: []\n", "synonym: unknown key"),
        ("[", "synonyms.yaml: file: while parsing"),
    ],
)
def test_a_mistake_in_the_lists_is_named(folder: Path, lists: str, mistake: str) -> None:
    (folder / "synonyms.yaml").write_text(lists)

    with pytest.raises(InvalidKnowledge) as raised:
        synonyms.load_word_lists(folder / "synonyms.yaml")

    assert mistake in str(raised.value)
