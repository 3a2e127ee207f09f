"""A script follows from its seed, and all scripts together hold everything that the driver can do."""

from collections.abc import Iterator

from tests.chaos.acting import DURING, VERBS
from tests.chaos.script import Beat
from tests.chaos.writer import write_story

SEEDS = range(300)


def every_beat(beats: tuple[Beat, ...]) -> Iterator[Beat]:
    for beat in beats:
        yield beat
        yield from every_beat(beat.together)


def test_the_same_seed_is_the_same_story() -> None:
    assert [write_story(seed) for seed in SEEDS] == [write_story(seed) for seed in SEEDS]
    assert str(write_story(17)) != str(write_story(18))


def test_every_verb_happens_and_is_known() -> None:
    verbs = {beat.verb for seed in SEEDS for beat in every_beat(write_story(seed).beats)}

    assert verbs - {""} == {*VERBS, *DURING}


def test_every_kind_of_fault_happens() -> None:
    beats = [beat for seed in SEEDS for beat in every_beat(write_story(seed).beats)]

    assert {beat.fault.kind for beat in beats if beat.fault} == {
        *("lose", "close", "reset", "fail", "rate_limit", "slow"),
        *("hold", "hold_answer", "deliver_twice", "deliver_late"),
    }


def test_requests_of_a_story_have_purposes_of_their_own() -> None:
    for seed in SEEDS:
        purposes = [form.purpose for form in write_story(seed).forms]
        assert len(set(purposes)) == len(purposes)
