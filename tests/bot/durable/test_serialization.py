"""What the work table stores can be read again."""

import pytest

from bot.durable.serialization import JsonSerializer
from workflows.errors import ChannelUnavailable, DeskError, IllegalTransition, Refused, Unavailable


@pytest.mark.parametrize(
    "failure",
    [Refused("No."), IllegalTransition("Too late."), Unavailable("Down."), ChannelUnavailable("Out.", "x")],
)
def test_an_error_keeps_its_type_and_message(failure: DeskError) -> None:
    serializer = JsonSerializer()

    read = serializer.deserialize(serializer.serialize(failure))

    assert (type(read), str(read)) == (type(failure), failure.message)
