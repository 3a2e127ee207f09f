"""What the work table stores can be read again."""

import pytest

from bot.durable.serialization import JsonSerializer, argument_reader, to_json
from tests.bot.slack.views.test_answers import a_question
from workflows.answers.model import Question
from workflows.errors import ChannelUnavailable, DeskError, IllegalTransition, Refused, Unavailable


@pytest.mark.parametrize(
    "failure",
    [Refused("No."), IllegalTransition("Too late."), Unavailable("Down."), ChannelUnavailable("Out.", "x")],
)
def test_an_error_keeps_its_type_and_message(failure: DeskError) -> None:
    serializer = JsonSerializer()

    read = serializer.deserialize(serializer.serialize(failure))

    assert (type(read), str(read)) == (type(failure), failure.message)


def test_a_question_that_an_earlier_version_queued_is_read_with_its_viewer() -> None:
    def answer(question: Question) -> None: ...

    stored = to_json(a_question())
    stored["asker"] = stored.pop("viewer_id")

    assert argument_reader(answer)((stored,)) == [a_question()]
