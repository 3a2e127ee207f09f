"""Which people a question is passed on to."""

import pytest

from tests.support.sample_data import MONDAY
from workflows.answers.model import Question, Surface
from workflows.answers.topics import Topic, classify_topic


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("which table has the rows of google ads data?", Topic.DATA),
        ("why do the numbers on the dashboard have duplicates?", Topic.DATA),
        ("is the zoom connector broken?", Topic.CONNECTORS),
        ("why did the fivetran sync of our data fail?", Topic.CONNECTORS),
        ("can anybody help me?", Topic.CONNECTORS),
    ],
)
def test_data_and_connectors_are_told_apart_by_the_words(asked: str, about: Topic) -> None:
    question = Question("q1", "U0ADA", "T0DESK", "C0FIVETRAN", Surface.THREAD, asked, MONDAY)

    assert classify_topic(question) is about
