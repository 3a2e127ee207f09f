"""An entry of Jira's lists that can't be read stops no other."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.foreign.fields import Fields
from bot.foreign.items import ForeignItems
from bot.jira.list_items import (
    parse_comment,
    parse_create_field,
    parse_issue,
    parse_named,
    parse_transition,
    parse_user,
)

ODD: tuple[Any, ...] = (None, 7, "text", [], {}, {"id": None})
TO = {"id": "s1", "name": "Approved"}


@pytest.mark.parametrize(
    ("parse", "good", "odd"),
    [
        (parse_issue, {"id": "10007", "key": "DSRE-7"}, [*ODD, {"id": "x", "key": "DSRE-8"}, {"id": "8"}]),
        (parse_named, {"id": "3", "name": "Task"}, [*ODD, {"id": "4"}, {"id": "4", "name": ["Task"]}]),
        (parse_create_field, {"fieldId": "labels", "name": "Labels"}, [*ODD, {"fieldId": ["x"]}]),
        (parse_user, {"accountId": "5d00", "active": True}, [*ODD, {"accountId": "5d01", "active": "yes"}]),
        (
            parse_transition,
            {"id": "1", "to": TO, "fields": {}},
            [*ODD, {"id": "2"}, {"id": "2", "to": "Done"}, {"id": "2", "to": TO, "fields": {"resolution": None}}],
        ),
        (parse_comment, {"id": "1", "body": {"type": "doc"}}, [None, 7, "text", [], {"id": "2", "body": "words"}]),
    ],
)
def test_each_odd_entry_is_left_out_and_the_others_are_read(
    parse: Callable[[Fields], dict[str, Any]], good: dict[str, Any], odd: list[Any]
) -> None:
    foreign = ForeignItems()

    read = foreign.read_list("entry", [*odd, good], parse)

    assert len(read.items) == 1
    assert read.items[0].items() >= {name: value for name, value in good.items() if name in read.items[0]}.items()
    assert len(read.left_out) == len(odd)
    assert foreign.unreadable()
