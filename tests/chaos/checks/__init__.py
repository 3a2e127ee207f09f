"""What has to be true at the end of every story. The checks read a `World` and know no code of the bot."""

from collections.abc import Callable, Iterator, Mapping

from tests.chaos.checks.answered import every_press_has_an_effect_or_a_reply, every_question_is_answered
from tests.chaos.checks.audited import the_audit_trail_is_complete
from tests.chaos.checks.created import approved_answers_are_created
from tests.chaos.checks.decided import only_allowed_people_decide
from tests.chaos.checks.forms import every_form_is_a_request
from tests.chaos.checks.left_over import nothing_is_left_over
from tests.chaos.checks.mirrors import tickets_agree_with_requests
from tests.chaos.checks.once import everything_exists_once
from tests.chaos.checks.secrets import confidential_answers_stay_private, no_secret_is_shown
from tests.chaos.checks.stuck import no_process_ended, nothing_is_stuck
from tests.chaos.world import World

CHECKS: Mapping[str, Callable[[World], Iterator[str]]] = {
    check.__name__: check
    for check in (
        everything_exists_once,
        only_allowed_people_decide,
        the_audit_trail_is_complete,
        approved_answers_are_created,
        nothing_is_left_over,
        tickets_agree_with_requests,
        nothing_is_stuck,
        no_process_ended,
        every_form_is_a_request,
        every_press_has_an_effect_or_a_reply,
        every_question_is_answered,
        no_secret_is_shown,
        confidential_answers_stay_private,
    )
}
"""Name → check. A check yields one line for each thing that is wrong."""


def find_faults(world: World) -> list[str]:
    """Return what is wrong with the world, each line with the name of its check."""
    return [f"{name}: {fault}" for name, check in CHECKS.items() for fault in check(world)]
