"""What the command line offers."""

import json
from pathlib import Path

import pytest

from bot.cli import ask, knowledge
from bot.knowledge.pages import InvalidKnowledge


def test_ask_answers_with_one_json_object(shipped: Path) -> None:
    answer = ask.answer_from_pages("how do I get access to fivetran?", shipped)

    assert json.loads(json.dumps(answer)) == answer
    assert list(answer) == ["kind", "answer", "source", "alternatives"]
    assert answer["kind"] == "knowledge"
    assert "DSRE" in answer["answer"]
    assert answer["source"].startswith("https://")
    assert all(isinstance(alternative, str) for alternative in answer["alternatives"])


def test_ask_says_so_when_it_does_not_know(shipped: Path) -> None:
    answer = ask.answer_from_pages("how many holidays do I get?", shipped)

    assert (answer["kind"], answer["source"], answer["alternatives"]) == ("unsure", None, [])


def test_ask_names_what_is_wrong_with_the_pages(folder: Path) -> None:
    with pytest.raises(InvalidKnowledge, match="contains no pages"):
        ask.answer_from_pages("anything?", folder)


def test_measure_is_shown_as_a_table_with_what_was_missed(shipped: Path) -> None:
    shown = knowledge.evaluation_table(knowledge.evaluate_folder(shipped))

    assert "right page first" in shown
    assert "time per question" in shown
    assert "MISSED" not in shown
