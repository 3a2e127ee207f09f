"""Every press had an effect, or its person was told."""

import json
from collections.abc import Iterator

from tests.chaos.checks.decided import moment, verdict_of
from tests.chaos.checks.presses import Press, presses
from tests.chaos.world import Item, World

DECIDES = {
    "approve_request": "approved",
    "decline_form": "declined",
    "withdraw_request": "withdrawn",
    "withdraw_form": "withdrawn",
}
OPENS_FORM = ("decline_request", "edit_request", "request_menu", "show_details")
GRACE = 30.0
"""Seconds before a kill in which a form may fail to open: opening it again costs nothing."""

DOUBLE_CLICK_SECONDS = 3.0
"""A form opens once for presses of one button by one person within this time."""
CLOCK_LAG = 5.0
"""Seconds by which a decision can seem older than its press."""


def every_press_has_an_effect_or_a_reply(world: World) -> Iterator[str]:
    """Yield presses after which nothing happened and nothing was said.

    Replies don't name their press. So each press takes the first one, and those that may lack one come last.
    """
    replies = _replies(world)
    overtaken: set[str] = set()
    silent = [press for press in presses(world) if press.is_accepted and not _has_effect(world, press)]
    for press in sorted(silent, key=lambda press: _withdrawn_request(world, press) is not None):
        reply = next(
            (one for one in replies if one["to"] == press.user and one["at"] >= press.at - world.clock_tolerance), None
        )
        if reply:
            replies.remove(reply)
        elif not _was_overtaken(world, press, overtaken):
            yield f"{press.user} pressed {press.action} ({press.value}) and got neither effect nor reply"


def _replies(world: World) -> list[Item]:
    """Return what only one person was told, oldest first. Connect Cards and the like don't count."""
    told = [one | {"to": one.get("ephemeral_for") or one["dm_of"]} for one in world.messages if not one["key"]]
    own = [one | {"at": float(one["ts"])} for one in told if one["to"] and one["user"] == "U0DESK"]
    return sorted(own, key=lambda one: one["at"])


def _has_effect(world: World, press: Press) -> bool:
    if press.action in DECIDES:
        return _decided(world, press)
    if press.action in OPENS_FORM:
        return any(_opened_form(world, one) for one in _double_click(world, press)) or _was_interrupted(world, press)
    if press.action == "fresh_connect_card":
        return _got_connect_card(world, press)
    if press.action.startswith("incident_"):
        return _changed_incident(world, press)
    return True


def _decided(world: World, press: Press) -> bool:
    """Whether the press was the decision, or a form that showed an error."""
    if isinstance(press.answer, dict) and press.answer.get("response_action") == "errors":
        return True
    request = next((row for row in world.requests if press.is_about(row)), None)
    return request is not None and press == _deciding_press(world, request)


def _deciding_press(world: World, request: Item) -> Press | None:
    """Return the press that the decision is the effect of: the decider's last one before it."""
    decision, verdict = request["body"].get("decision"), verdict_of(request)
    if not decision:
        return None
    theirs = [
        press
        for press in presses(world)
        if press.is_about(request) and press.is_accepted and press.user == decision["user_id"]
        if DECIDES.get(press.action) == verdict and press.revision in (None, decision["revision"])
    ]
    before = [
        press for press in theirs if press.at <= moment(decision["decided_at"]) + CLOCK_LAG + world.clock_tolerance
    ]
    return next(iter(before[-1:] or theirs), None)


def _was_overtaken(world: World, press: Press, used: set[str]) -> bool:
    """Whether the press may be the one approval that a withdrawal overtook, which leaves no trace of it."""
    request = _withdrawn_request(world, press)
    if request is None:
        return False
    is_first = request["id"] not in used
    used.add(request["id"])
    return is_first


def _withdrawn_request(world: World, press: Press) -> Item | None:
    """Return the request that the press is an approval of, if it's withdrawn now."""
    request = next((row for row in world.requests if press.is_about(row)), None)
    is_approval = DECIDES.get(press.action) == "approved"
    return request if request and is_approval and request["status"] == "withdrawn" else None


def _opened_form(world: World, press: Press) -> bool:
    """Whether a form opened for this press, or the form with the button became another one after it."""
    worked, since = [call for call in world.calls if call["succeeded"]], press.at - world.clock_tolerance
    opened = any(call["trigger_id"] == press.trigger for call in worked)
    return opened or any(call["view_id"] == (press.view or "-") and call["at"] >= since for call in worked)


def _double_click(world: World, press: Press) -> Iterator[Press]:
    """Yield the press, and the others of its double click."""
    for other in presses(world):
        is_same_button = (other.user, other.action, other.value) == (press.user, press.action, press.value)
        if is_same_button and abs(other.at - press.at) <= DOUBLE_CLICK_SECONDS:
            yield other


def _was_interrupted(world: World, press: Press) -> bool:
    return any(press.at - 1 <= at <= press.at + GRACE for at in world.breaks)


def _got_connect_card(world: World, press: Press) -> bool:
    """Whether a Connect Card came after the press. One card answers all wishes before it."""
    cards = [one for one in world.messages if one["key"].startswith("handover:") and one["dm_of"] == press.user]
    return any(press.value in one["key"] and float(one["ts"]) >= press.at - world.clock_tolerance for one in cards)


def _changed_incident(world: World, press: Press) -> bool:
    """Whether the incident's record or its thread names the person."""
    incident = next((row for row in world.incidents if row["id"] == press.value), None)
    return incident is not None and press.user in json.dumps(incident["body"])


def every_question_is_answered(world: World) -> Iterator[str]:
    """Yield questions, by command or by mention, that got no answer."""
    for one in world.deliveries:
        if one["status"] != 200 or one["answer"]:
            continue
        payload = one["payload"]
        if one["kind"] == "slash_commands" and payload["text"].startswith("ask "):
            user, thread, text = payload["user_id"], None, payload["text"]
        elif one["kind"] == "app_mention":
            user, thread, text = (payload["event"][name] for name in ("user", "ts", "text"))
        else:
            continue
        if not any(_is_answer(message, user, thread, one["at"] - world.clock_tolerance) for message in world.messages):
            yield f"{user} asked “{text}” and got no answer"


def _is_answer(message: Item, user: str, thread: str | None, since: float) -> bool:
    to = message.get("ephemeral_for") or message["dm_of"]
    is_theirs = to == user or (thread is not None and message.get("thread_ts") == thread)
    return is_theirs and message["user"] == "U0DESK" and float(message["ts"]) >= since
