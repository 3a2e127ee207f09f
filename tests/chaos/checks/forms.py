"""Every form that the bot accepted is a request, once, with these answers."""

from collections.abc import Iterator

from tests.chaos.checks.presses import typed_values
from tests.chaos.world import Item, World


def every_form_is_a_request(world: World) -> Iterator[str]:
    """Yield accepted forms without a request, and forms that became two."""
    sent: dict[str, Item] = {}
    for one in world.deliveries:
        if one["kind"] == "view_submission" and one["status"] == 200 and _closes(one["answer"]):
            values = typed_values(one["payload"])
            if values.get("purpose"):
                sent[f"{one['payload']['view']['id']}"] = values
    for values in sent.values():
        purpose = values["purpose"]
        found = [row for row in world.requests if row["body"]["answers"]["purpose"] == purpose]
        if len(found) != 1:
            yield f"the form “{purpose}” became {len(found)} requests"
        elif not any(_agrees(found[0], other) for other in sent.values() if other["purpose"] == purpose):
            yield f"request {found[0]['id']} has none of the answers that were sent"


def _closes(answer: object) -> bool:
    """Whether the bot accepted the form: it neither shows errors nor another page."""
    return not isinstance(answer, dict) or answer.get("response_action") in (None, "clear")


def _agrees(request: Item, values: Item) -> bool:
    answers = request["body"]["answers"]
    return all(answers[name] == values[name] for name in ("access", "freshness", "sensitivity") if name in values)
