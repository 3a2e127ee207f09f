"""The first Connect Card comes with the answer to the creation, whatever that has in it."""

from typing import Any

import pytest

from bot.fivetran.connect_cards import FirstConnectCards

URI = "https://fivetran.example/connect-card/setup?auth=1"


def test_a_first_card_is_given_out_once() -> None:
    cards = FirstConnectCards()
    cards.keep("otter", {"connect_card": {"token": "1", "uri": URI}})

    assert [cards.take("otter"), cards.take("otter"), cards.take("crane")] == [URI, None, None]


@pytest.mark.parametrize("created", [{}, {"connect_card": None}, {"connect_card": []}, {"connect_card": {"uri": 7}}])
def test_without_a_card_in_the_answer_there_is_none(created: dict[str, Any]) -> None:
    cards = FirstConnectCards()
    cards.keep("otter", created)

    assert cards.take("otter") is None
