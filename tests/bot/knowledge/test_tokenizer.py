"""Plain words are split like in the index."""

from bot.knowledge.tokenizer import split_sentences, tokenize


def test_words_are_split_like_in_the_index() -> None:
    assert tokenize("Don't touch *moz-fx-data-bq-fivetran*'s `depends_on_fivetran`!") == [
        *("dont", "touch", "moz", "fx", "data", "bq", "fivetran", "s", "depends", "on", "fivetran"),
    ]


def test_a_new_line_ends_a_sentence() -> None:
    assert split_sentences("Hi all\nwho owns this? Thanks...") == ["Hi all", "who owns this?", "Thanks..."]
