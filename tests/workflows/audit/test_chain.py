"""The chain of the audit trail shows every change to it, and survives the erasure of a person."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.sample_data import MONDAY
from workflows.audit.chain import SALT, ChainedEntry, Head, append, find_breaks, without_person
from workflows.audit.entries import AuditAction, AuditEntry, Part, Source, person
from workflows.errors import Refused

ADA, BO = person("U0ADA", "Ada Okafor"), person("U0BO", "Bo Lindqvist")


def an_entry(action: AuditAction, **people: Any) -> AuditEntry:
    named = {Part(role): facts for role, facts in people.items()}
    return AuditEntry(action, MONDAY, "request:7f3c9a", Source.SLACK, 1, {"service": "salesforce"}, named)


def a_chain() -> list[ChainedEntry]:
    """Return a request, its edit, its approval, and the Connect Card that followed."""
    chain: list[ChainedEntry] = []
    for entry in (
        an_entry(AuditAction.REQUESTED, actor=ADA),
        an_entry(AuditAction.EDITED, actor=ADA),
        an_entry(AuditAction.APPROVED, actor=BO, requester=ADA),
        an_entry(AuditAction.CONNECT_CARD_SENT),
    ):
        chain.append(append(end_of(chain), entry))
    return chain


def end_of(chain: list[ChainedEntry]) -> Head:
    return Head(chain[-1].number, chain[-1].hash) if chain else Head()


def breaks(chain: Iterable[ChainedEntry], end: Head) -> list[str]:
    return [*find_breaks(chain, end, lambda: end)]


def test_an_untouched_chain_has_no_breaks() -> None:
    chain = a_chain()

    assert breaks(chain, end_of(chain)) == []
    assert breaks([], Head()) == []


CHANGES: dict[str, Any] = {
    "number": 30,
    "at": "2026-11-23T10:00:00.000000+00:00",
    "action": "declined",
    "subject": "request:other",
    "source": "jira",
    "version": 2,
    "details": {"service": "stripe"},
    "digests": {},
    "previous": "0" * 64,
    "hash": "0" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_change_of_any_field_is_found(field: str) -> None:
    chain = a_chain()
    end = end_of(chain)
    chain[2] = replace(chain[2], **{field: CHANGES[field]})

    assert breaks(chain, end)


def test_every_field_is_tried() -> None:
    assert {*CHANGES, "people"} == ChainedEntry.__dataclass_fields__.keys()


@pytest.mark.parametrize("changed", [{"slack_user": "U0CLEO"}, {"name": "Cleo Marsh"}, {SALT: "00"}])
def test_another_person_in_an_entry_is_found(changed: dict[str, str]) -> None:
    chain = a_chain()
    chain[2] = replace(chain[2], people={**chain[2].people, "actor": {**chain[2].people["actor"], **changed}})

    assert breaks(chain, end_of(chain)) == ["The actor of entry 3 was changed."]


def test_a_person_who_is_added_is_found() -> None:
    chain = a_chain()
    chain[3] = replace(chain[3], people={"actor": chain[0].people["actor"]})

    assert breaks(chain, end_of(chain)) == ["The actor of entry 4 was changed."]


@pytest.mark.parametrize(
    ("removed", "words"),
    [
        ([0], "Entry 1 is missing."),
        ([1, 2], "Entries 2 to 3 are missing."),
        ([3], "Entry 4 is missing."),
        ([0, 1, 2, 3], "Entries 1 to 4 are missing."),
    ],
)
def test_removed_entries_are_found(removed: list[int], words: str) -> None:
    chain = a_chain()

    assert breaks([one for place, one in enumerate(chain) if place not in removed], end_of(chain)) == [words]


def test_entries_in_another_order_are_found() -> None:
    chain = a_chain()
    end = end_of(chain)
    chain[1], chain[2] = replace(chain[2], number=2), replace(chain[1], number=3)

    assert "Entry 2 was changed." in breaks(chain, end)


def test_an_entry_that_is_replaced_with_its_hash_is_found() -> None:
    chain = a_chain()
    chain[1] = append(end_of(chain[:1]), an_entry(AuditAction.DECLINED, actor=BO))

    assert breaks(chain, end_of(chain)) == [
        "Entry 3 doesn't follow entry 2: one of them was replaced or moved.",
    ]


def test_a_chain_that_is_replaced_as_a_whole_is_found_by_an_end_from_outside() -> None:
    noted, other = end_of(a_chain()), a_chain()

    assert [*find_breaks(other, noted, lambda: end_of(other))] == ["Entry 4 isn't the one that the trail ended with."]


def test_an_entry_behind_the_end_is_found() -> None:
    chain = a_chain()

    assert breaks(chain, end_of(chain[:3])) == ["Entry 4 isn't from the bot: the trail ends before."]


def test_the_trail_can_grow_while_it_is_checked() -> None:
    chain = a_chain()

    assert [*find_breaks(chain, end_of(chain[:2]), lambda: end_of(chain))] == []


def test_an_erased_person_leaves_the_chain_intact() -> None:
    chain = [replace(one, people=without_person(one.people, "U0ADA")) for one in a_chain()]

    assert "U0ADA" not in str(chain)
    assert "Bo Lindqvist" in str(chain)
    assert breaks(chain, end_of(chain)) == []


def test_what_the_bot_replied_to_an_erased_person_goes_too() -> None:
    refused = an_entry(AuditAction.REFUSED, actor=ADA, reply={"text": "Ada Okafor can't decide."})

    assert without_person(append(Head(), refused).people, "U0ADA") == {}


def test_the_same_facts_have_another_digest_each_time() -> None:
    first, second = a_chain()[:2]

    assert first.digests["actor"] != second.digests["actor"]


def test_an_end_is_read_as_it_was_written() -> None:
    end = end_of(a_chain())

    assert Head.parse(str(end)) == end
    for wrong in ("", "4", "x:" + end.hash, f"4:{end.hash[:-1]}"):
        with pytest.raises(Refused, match="isn't the end of a trail"):
            Head.parse(wrong)
